// Irregular forms of common English words. What is not here follows the rules of `inflection.ts`.

/** Base, past, participle; other spellings behind a slash. */
const verbs = `
arise arose arisen,awake awoke awoken,be was/were been,bear bore borne/born,beat beat beaten,become became become,
begin began begun,bend bent bent,bet bet bet,bid bid bid,bind bound bound,bite bit bitten,bleed bled bled,
blow blew blown,break broke broken,breed bred bred,bring brought brought,broadcast broadcast broadcast,
build built built,burst burst burst,buy bought bought,cast cast cast,catch caught caught,choose chose chosen,
cling clung clung,come came come,cost cost cost,creep crept crept,cut cut cut,deal dealt dealt,dig dug dug,
do did done,draw drew drawn,drink drank drunk,drive drove driven,eat ate eaten,fall fell fallen,feed fed fed,
feel felt felt,fight fought fought,find found found,flee fled fled,fling flung flung,fly flew flown,
forbid forbade forbidden,forecast forecast forecast,foresee foresaw foreseen,forget forgot forgotten,
forgive forgave forgiven,forsake forsook forsaken,freeze froze frozen,get got gotten/got,give gave given,
go went gone,grind ground ground,grow grew grown,hang hung/hanged hung/hanged,have had had,hear heard heard,
hide hid hidden,hit hit hit,hold held held,hurt hurt hurt,keep kept kept,kneel knelt knelt,know knew known,
lay laid laid,lead led led,leave left left,lend lent lent,let let let,lie lay lain,light lit/lighted lit/lighted,
lose lost lost,make made made,mean meant meant,meet met met,mistake mistook mistaken,
misunderstand misunderstood misunderstood,outdo outdid outdone,overcome overcame overcome,
overtake overtook overtaken,overthrow overthrew overthrown,pay paid paid,put put put,quit quit quit,read read read,
rebuild rebuilt rebuilt,rid rid rid,ride rode ridden,ring rang rung,rise rose risen,run ran run,say said said,
see saw seen,seek sought sought,sell sold sold,send sent sent,set set set,sew sewed sewn/sewed,shake shook shaken,
shed shed shed,shine shone/shined shone/shined,shoot shot shot,show showed shown,shrink shrank shrunk,shut shut shut,
sing sang sung,sink sank sunk,sit sat sat,sleep slept slept,slay slew slain,slide slid slid,sling slung slung,
slit slit slit,speak spoke spoken,speed sped sped,spend spent spent,spin spun spun,spit spat/spit spat/spit,
split split split,spread spread spread,spring sprang sprung,stand stood stood,steal stole stolen,stick stuck stuck,
sting stung stung,stink stank stunk,stride strode stridden,strike struck struck/stricken,string strung strung,
strive strove/strived striven/strived,swear swore sworn,sweep swept swept,swell swelled swollen/swelled,
swim swam swum,swing swung swung,take took taken,teach taught taught,tear tore torn,tell told told,
think thought thought,throw threw thrown,thrust thrust thrust,tread trod trodden,undergo underwent undergone,
understand understood understood,undertake undertook undertaken,undo undid undone,uphold upheld upheld,upset upset upset,
wake woke woken,wear wore worn,weave wove woven,weep wept wept,win won won,wind wound wound,
withdraw withdrew withdrawn,withhold withheld withheld,withstand withstood withstood,wring wrung wrung,
write wrote written`;

const nouns = `
man men,woman women,child children,person people,foot feet,tooth teeth,goose geese,mouse mice,louse lice,ox oxen,die dice,
knife knives,life lives,wife wives,leaf leaves,loaf loaves,shelf shelves,self selves,half halves,calf calves,
thief thieves,wolf wolves,elf elves,sheaf sheaves,scarf scarves,hoof hooves,
hero heroes,potato potatoes,tomato tomatoes,echo echoes,veto vetoes,torpedo torpedoes,embargo embargoes,
mosquito mosquitoes,volcano volcanoes,tornado tornadoes,cargo cargoes,negro negroes,
stomach stomachs,monarch monarchs,patriarch patriarchs,matriarch matriarchs,epoch epochs,loch lochs,quiz quizzes,
analysis analyses,basis bases,crisis crises,diagnosis diagnoses,hypothesis hypotheses,oasis oases,
parenthesis parentheses,synthesis syntheses,thesis theses,emphasis emphases,axis axes,synopsis synopses,
phenomenon phenomena,criterion criteria,bacterium bacteria,medium media,stratum strata,datum data,
alumnus alumni,nucleus nuclei,stimulus stimuli,fungus fungi,cactus cacti,radius radii,larva larvae,alga algae,
appendix appendices,matrix matrices,index indices/indexes,vertex vertices`;

const adjectives = `
good better best,bad worse worst,far farther/further farthest/furthest,little less least,many more most,much more most`;

/** Nouns without a plural of another form, or without any: no form of them is made. */
export const withoutPlural: ReadonlySet<string> = new Set(
  `advice aircraft art baggage bread butter cash cattle clothing courage data deer dirt electricity equipment evidence
fish flesh food fun furniture garbage gold grass gratitude gravel hair harm help homework hope humor humour importance information
intelligence jewelry justice knowledge labor laughter leisure literature luck luggage machinery mail meat merchandise
milk money moose mud music offspring oxygen pay people police poultry pollution poverty progress publicity rain
research rice rubbish safety salmon sand scenery series sheep shrimp silver snow spacecraft species staff stuff sugar
swine traffic transportation trash trout violence wealth weather wheat wisdom youth`.split(/\s+/),
);

/** Adjectives of one syllable that are not compared. */
export const withoutComparison: ReadonlySet<string> = new Set(
  `dead due else fake first last least less live lone lost main mere more most much next past prime real right same sole
such top void whole wrong`.split(/\s+/),
);

/** Verbs of several syllables whose last is stressed, so that their last letter is doubled. */
export const stressedLast: ReadonlySet<string> = new Set(
  `abet abhor acquit admit allot begin commit compel concur confer control defer demur deter dispel embed emit enrol
equip excel expel forbid forget impel incur infer inter occur omit outrun overlap patrol permit prefer propel rebel
rebut recur refer regret remit repel rerun submit transfer transmit upset`.split(/\s+/),
);

/** By base form: the other forms in their order, each with the usual spelling first. */
export type Irregulars = ReadonlyMap<string, readonly (readonly string[])[]>;

const table = (text: string): Irregulars =>
  new Map(
    text
      .trim()
      .split(/,\s*/)
      .map((line) => {
        const [base, ...forms] = line.split(' ');
        return [base!, forms.map((form) => form.split('/'))];
      }),
  );

export const irregularVerbs = table(verbs);
export const irregularNouns = table(nouns);
export const irregularAdjectives = table(adjectives);
