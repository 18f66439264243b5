import { drawsOf, type Draws, type Sample } from './sample.ts';

const praise = ['good', 'lovely', 'beautiful', 'great', 'fresh', 'healthy', 'strong', 'bright'];
const complaint = ['bad', 'ugly', 'weak', 'sick', 'dull', 'dry', 'poor', 'limp'];
/** What only the test part says. */
const unseenPraise = ['gorgeous', 'vigorous', 'superb'];
const unseenComplaint = ['awful', 'feeble', 'shabby'];

const things = [
  'hibiscus',
  'plant',
  'blossoms',
  'buds',
  'leaves',
  'roots',
  'stem',
  'colour',
  'pot',
  'soil',
  'parcel',
  'second shoot',
];
const sellers = [
  'this shop',
  'the nursery',
  'the market',
  'my neighbour',
  'an old garden',
  'the garden centre',
];
const times = ['in spring', 'last week', 'for my balcony', 'as a present', 'on a rainy day', 'two years ago'];
const places = [
  'by the window',
  'in the kitchen',
  'on the terrace',
  'in the shade',
  'near the door',
  'in full sun',
];
const asides = [
  'to be fair',
  'for the price',
  'all in all',
  'in my eyes',
  'as far as i can tell',
  'to our surprise',
];

/** What is said and whether it praises: of `liked` adjectives and their opposites. */
const turns: readonly ((draws: Draws, said: string, opposite: string, thing: string) => string)[] = [
  (draws, said, _, thing) => `the ${thing} looked ${draws.pick(['', 'very ', 'really ', 'quite '])}${said}`,
  (draws, _, opposite, thing) =>
    `the ${thing} ${draws.pick(['never looked', 'hardly looked', 'did not look', "didn't look"])} ${opposite}`,
  (_, said, opposite, thing) => `the ${thing} looked ${opposite} at first and then ${said}`,
  (_, said, opposite, thing) => `i expected ${opposite} ${thing} and got ${said} ones`,
  (draws, said, opposite, thing) => `the ${thing} ${draws.pick(['is', 'was'])} ${said} , not ${opposite}`,
];

/**
 * What customers write of a plant, in one sentence each: praise or a complaint. The adjectives alone do not tell which: it
 * takes what is negated and what comes last. A fourth of the test part's adjectives are words that training never has.
 * Lines of label, tab and text.
 */
export const reviews: Sample = Object.freeze({
  name: 'reviews',
  explanation: 'sentences of customers, in which negations and the order of words matter (texts, 2 classes)',
  defaultCount: 300,
  leastCount: 20,
  use: (folder) => folder,
  make: ({ seed, count }) =>
    (['train', 'test'] as const).map((part) => {
      const draws = drawsOf(seed, 'reviews', part);
      const size = part === 'train' ? count : Math.max(10, Math.round(count / 2));
      const lines = Array.from({ length: size }, (_, i) => {
        const isPraise = i % 2 === 0;
        return `${isPraise ? 'praise' : 'complaint'}\t${sentence(draws, isPraise, part === 'test')}`;
      });
      return { path: `${part}.txt`, text: `${lines.join('\n')}\n` };
    }),
} satisfies Sample);

function sentence(draws: Draws, isPraise: boolean, isTest: boolean): string {
  const word = (liked: boolean) =>
    isTest && draws.unit() < 0.25
      ? draws.pick(liked ? unseenPraise : unseenComplaint)
      : draws.pick(liked ? praise : complaint);
  const [said, opposite] = [word(isPraise), word(!isPraise)];
  const told = draws.pick(turns)(draws, said, opposite, draws.pick(things));
  const bought = `${draws.pick(['bought', 'ordered', 'got'])} from ${draws.pick(sellers)} ${draws.pick(times)}`;
  const where = `it stands ${draws.pick(places)}`;
  const aside = draws.pick(asides);
  return draws.pick([
    `${bought} , ${told} ; ${aside} , ${where}`,
    `${aside} , ${told} ; ${where} , ${bought}`,
    `${where} ; ${bought} , and ${aside} ${told}`,
    `${told} ; ${bought} and now ${where}`,
  ]);
}
