/**
 * What every augmentation of texts promises: the same key gives the same sentence, nothing is done at strength 0, what
 * must stay does, and no text is too short, too long or too strange.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thingsOf } from '../helpers/rooms.ts';
import {
  drawsOf,
  settled,
  type AlphaOptions,
  type Settled,
  type TextAugmentation,
  type TextContext,
} from '../../src/augmentations/text/augmentation.ts';
import { textContext } from '../../src/augmentations/text/context.ts';
import { applyEdits } from '../../src/augmentations/text/edits.ts';
import { englishTokenizer } from '../../src/text/englishTokenizer.ts';
import {
  isKept,
  isSymbol,
  marks,
  partsOfSpeech,
  sentenceText,
  type Sentence,
  type Token,
} from '../../src/text/token.ts';
import { segmenterTokenizer } from '../../src/text/tokenizer.ts';
import { OptionError } from '../../src/util/errors.ts';

const augmentations = await thingsOf<TextAugmentation<AlphaOptions>>('augmentations/text');
const named = (name: string) => augmentations.find((one) => one.name === name)!.thing;

const vocabulary = ['film', 'actor', 'story', 'good', 'dull', 'watch', 'quickly', 'plot', 'hound', 'great'];
/** Every word has synonyms, of its part of speech or of all. */
const thesaurus = {
  source: 'made up',
  synonyms: Object.fromEntries(
    vocabulary.flatMap((word, i): [string, string[]][] => [
      [word, [`${word}ish`, `${word}like`]],
      ...(i % 2 ? [[`noun ${word}`, [`${word}er`]] as [string, string[]]] : []),
    ]),
  ),
};

const token: fc.Arbitrary<Token> = fc
  .tuple(
    fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...vocabulary) }, fc.string({ minLength: 1 })),
    fc.nat(partsOfSpeech.length - 1),
    fc.boolean(),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([word, part, kept, glued, symbol]) => ({
    text: word,
    word,
    marks: part | (kept ? marks.kept : 0) | (glued ? marks.glued : 0) | (symbol ? marks.symbol : 0),
  }));
const sentences = fc.array(token, { maxLength: 40 });
const keys = fc.nat(0xffffffff);
const alphas = fc.oneof(fc.constantFrom(0.05, 0.1, 0.5, 1), fc.double({ min: 0.001, max: 1, noNaN: true }));

const strength = (augmentation: TextAugmentation<AlphaOptions>, options: object) =>
  ({ ...settled(augmentation.defaults, 500), ...options }) as Settled<AlphaOptions>;

const plain = textContext(thesaurus);
const withParaphrases = (sentence: Sentence): TextContext =>
  textContext(thesaurus, undefined, [[...sentence].reverse(), [...sentence, ...sentence]]);

function edited(
  augmentation: TextAugmentation<AlphaOptions>,
  sentence: Sentence,
  key: number,
  options: object = {},
  context: TextContext = plain,
) {
  const edits = augmentation.draw(sentence, strength(augmentation, options), drawsOf(key), context);
  return applyEdits(sentence, edits);
}
const wordsOf = (sentence: Sentence) => sentence.map(({ word }) => word);
const countOfWords = (sentence: Sentence) => sentence.filter((one) => !isSymbol(one)).length;
const check = <T extends [unknown, ...unknown[]]>(property: fc.IProperty<T>) =>
  fc.assert(property, { seed: 5, numRuns: 300 });

const english = englishTokenizer();
const said =
  'The movie "Blue Velvet" wasn\'t good: nobody in our 3 seats liked its 25.5 minutes of plot, and we never ' +
  'watched the two actors quickly. I cannot recommend it without hesitation!';

/** Everything that a text can be. */
const strange: readonly (readonly [string, Sentence])[] = [
  ['empty', []],
  ['of one word', english.tokenize('good')],
  ['of one mark', english.tokenize('!')],
  ['of one kept word', english.tokenize('not')],
  [
    'of 10,000 words',
    Array.from({ length: 1000 }, () => english.tokenize(said))
      .flat()
      .slice(0, 10_000),
  ],
  ['of emoji', english.tokenize('great film 👩‍👩‍👧‍👦 🎬🎬 👍🏽 story ❤️')],
  ['from right to left', segmenterTokenizer('ar').tokenize('هذا الفيلم ليس جيدا، لكنه طويل جدا 25 دقيقة')],
  ['in Hebrew', segmenterTokenizer('he').tokenize('הסרט הזה לא היה טוב בכלל')],
  ['in Japanese', segmenterTokenizer('ja').tokenize('吾輩は猫である。名前はまだ無い。')],
  ['in Chinese', segmenterTokenizer('zh').tokenize('这部电影不好看,我睡了两次。')],
  ['in Hindi', segmenterTokenizer('hi').tokenize('यह फिल्म अच्छी नहीं थी।')],
  ['of surrogates', [{ text: '\ud83d', word: '\ud83d', marks: 0 }, ...english.tokenize('a \udc00 b 𝒳𝒴𝒵𝒲𝒳')]],
];

test('the room is found', () => {
  expect(augmentations.map(({ name }) => name)).toContain('randomSwap');
});

describe.each(augmentations)('$name', ({ name, thing: augmentation }) => {
  const takesAlpha = 'alpha' in augmentation.defaults;

  test('says its name, its kind, and defaults that pass its own check', () => {
    expect(augmentation.name).toBe(name);
    expect(augmentation.kind).toBe('text');
    expect(augmentation.defaults.probability).toBe(1);
    expect(Object.isFrozen(augmentation) && Object.isFrozen(augmentation.defaults)).toBe(true);
    augmentation.check(augmentation.defaults);
  });

  test('refuses options outside their range', () => {
    const checked = (options: object) => () => augmentation.check({ ...augmentation.defaults, ...options });
    expect(checked({ copies: -1 })).toThrow(OptionError);
    expect(checked({ copies: 1.5 })).toThrow(`${name}: copies must be`);
    if (takesAlpha) expect(checked({ alpha: 1.5 })).toThrow(`${name}: alpha must be in [0, 1]`);
  });

  test('the same key gives the same sentence, and the draw leaves its arguments as they are', () => {
    check(
      fc.property(sentences, keys, alphas, (sentence, key, alpha) => {
        const context = withParaphrases(sentence);
        const frozen = Object.freeze(sentence.map((one) => Object.freeze({ ...one })));
        const first = edited(augmentation, frozen, key, { alpha }, context);
        expect(edited(augmentation, sentence, key, { alpha }, context)).toEqual(first);
        expect(frozen).toEqual(sentence);
      }),
    );
  });

  test('another key gives another sentence, and something is done', () => {
    const sentence = english.tokenize('the actor and the story of this good film are great to watch');
    const context = textContext(thesaurus, undefined, [sentence.slice(1), sentence.slice(2)]);
    const results = Array.from({ length: 200 }, (_, key) =>
      sentenceText(edited(augmentation, sentence, key, { alpha: 0.5 }, context).sentence),
    );
    expect(new Set(results).size).toBeGreaterThan(1);
    const changed = results.filter((text) => text !== sentenceText(sentence)).length;
    // Half of what is drawn is nothing but where a swap is swapped back.
    expect(changed).toBeGreaterThan(100);
  });

  if (takesAlpha)
    test('alpha 0 is the identity', () => {
      check(
        fc.property(sentences, keys, (sentence, key) => {
          const { sentence: result, changed } = edited(augmentation, sentence, key, { alpha: 0 });
          expect(result).toEqual(sentence);
          expect(changed.some(Boolean)).toBe(false);
        }),
      );
    });

  test('kept words stay, in their order', () => {
    const keptOf = (sentence: Sentence) => wordsOf(sentence.filter(isKept));
    check(
      fc.property(sentences, keys, alphas, (sentence, key, alpha) => {
        // A paraphrase is another sentence: what it must have in common has a test of its own.
        const { sentence: result } = edited(augmentation, sentence, key, { alpha });
        expect(keptOf(result)).toEqual(keptOf(sentence));
      }),
    );
  });

  test('what gives the class away stays too', () => {
    const telltales = new Set(['film', 'good', 'plot']);
    const context = textContext(thesaurus, telltales);
    const keptOf = (sentence: Sentence) => wordsOf(sentence.filter(context.isKept));
    check(
      fc.property(sentences, keys, alphas, (sentence, key, alpha) => {
        const { sentence: result } = edited(augmentation, sentence, key, { alpha }, context);
        expect(keptOf(result)).toEqual(keptOf(sentence));
      }),
    );
  });

  test('negations, numbers and quoted names of English and German stay', () => {
    const german = 'Der Film war nicht gut, 25 Leute gingen und niemand lachte.';
    for (const [sentence, kept] of [
      [english.tokenize(said), ['blue', 'velvet', "n't", 'nobody', '3', '25.5', 'never', 'two', 'without']],
      [segmenterTokenizer('de').tokenize(german), ['nicht', '25', 'niemand']],
    ] as const) {
      const always = new Set<string>(kept);
      const those = (all: Sentence) => wordsOf(all).filter((word) => always.has(word));
      expect(those(sentence)).toEqual(kept);
      const context = textContext({
        synonyms: Object.fromEntries(wordsOf(sentence).map((word) => [word, ['other']])),
      });
      for (let key = 0; key < 200; key++)
        expect(those(edited(augmentation, sentence, key, { alpha: 0.9 }, context).sentence)).toEqual(kept);
    }
  });

  test('nothing that has words is emptied of them', () => {
    check(
      fc.property(sentences, keys, alphas, fc.boolean(), (sentence, key, alpha, guard) => {
        const result = edited(augmentation, sentence, key, { alpha, guard }, withParaphrases(sentence));
        expect(countOfWords(result.sentence) > 0).toBe(countOfWords(sentence) > 0);
      }),
    );
  });

  test.each(strange)('a text %s passes', (_, sentence) => {
    const context = textContext(
      { synonyms: Object.fromEntries(wordsOf(sentence).map((word) => [word, ['good', '良い']])) },
      new Set(['film']),
    );
    for (const guard of [true, false])
      for (const alpha of [0.1, 1])
        for (let key = 0; key < (sentence.length > 1000 ? 2 : 50); key++) {
          const { sentence: result, changed } = edited(
            augmentation,
            sentence,
            key,
            { alpha, guard },
            context,
          );
          expect(changed).toHaveLength(result.length);
          expect(result.every((one) => one.text !== '' && one.word !== '')).toBe(true);
          if (sentence.length === 0) expect(result).toEqual([]);
        }
  });

  test('marks what it changed: an unmarked token stands in the original', () => {
    check(
      fc.property(sentences, keys, alphas, (sentence, key, alpha) => {
        const { sentence: result, changed } = edited(augmentation, sentence, key, { alpha });
        const original = wordsOf(sentence);
        let at = 0;
        // Those that are not marked are a subsequence of the original.
        result.forEach(({ word }, i) => {
          if (changed[i]) return;
          at = original.indexOf(word, at) + 1;
          expect(at).toBeGreaterThan(0);
        });
      }),
    );
  });

  if (augmentation.needs === 'synonyms')
    test('does nothing without a thesaurus', () => {
      check(
        fc.property(sentences, keys, alphas, (sentence, key, alpha) => {
          const { sentence: result } = edited(augmentation, sentence, key, { alpha }, textContext());
          expect(result).toEqual(sentence);
        }),
      );
    });
});

const options = fc.record({ alpha: alphas, guard: fc.boolean() });

test('randomSwap keeps the multiset of words', () => {
  check(
    fc.property(sentences, keys, options, (sentence, key, chosen) => {
      const { sentence: result } = edited(named('randomSwap'), sentence, key, chosen);
      expect(wordsOf(result).sort()).toEqual(wordsOf(sentence).sort());
    }),
  );
});

test.each(['synonymReplacement', 'keyboardTypos'])(
  '%s changes at most ceil(alpha · length) words',
  (name) => {
    check(
      fc.property(sentences, keys, options, (sentence, key, chosen) => {
        const { sentence: result } = edited(named(name), sentence, key, chosen);
        expect(result).toHaveLength(sentence.length);
        const differing = result.filter(({ word }, i) => word !== sentence[i]!.word).length;
        expect(differing).toBeLessThanOrEqual(Math.ceil(chosen.alpha * sentence.length));
      }),
    );
  },
);

test.each(['synonymReplacement', 'randomInsertion'])('%s takes its words from the lists', (name) => {
  const known = new Set(Object.values(thesaurus.synonyms).flat());
  check(
    fc.property(sentences, keys, options, (sentence, key, chosen) => {
      const { sentence: result, changed } = edited(named(name), sentence, key, chosen);
      for (const [i, { word }] of result.entries()) if (changed[i]) expect(known).toContain(word);
    }),
  );
});

test.each(['randomInsertion', 'punctuationInsertion'])('%s leaves all words in their order', (name) => {
  check(
    fc.property(sentences, keys, options, (sentence, key, chosen) => {
      const { sentence: result, changed } = edited(named(name), sentence, key, chosen);
      expect(wordsOf(result.filter((_, i) => !changed[i]))).toEqual(wordsOf(sentence));
    }),
  );
});

test.each(['randomInsertion', 'punctuationInsertion'])('%s parts no kept name and no contraction', (name) => {
  const sentence = english.tokenize('the actor of "Blue Red Velvet" wasn\'t good');
  const text = (guard: boolean, key: number) =>
    wordsOf(edited(named(name), sentence, key, { alpha: 0.3, guard }).sentence).join(' ');
  const texts = (guard: boolean) => Array.from({ length: 300 }, (_, key) => text(guard, key));
  expect(texts(true).filter((one) => !one.includes('blue red velvet') || !one.includes("was n't"))).toEqual(
    [],
  );
  expect(texts(false).some((one) => !one.includes('blue red velvet'))).toBe(true);
});

test('randomInsertion puts no synonym of a word that must stay', () => {
  const sentence = english.tokenize('the film has 2 good good good good parts');
  const context = textContext(
    { synonyms: { good: ['fine'], film: ['movie'], '2': ['3'] } },
    new Set(['good']),
  );
  const inserted = (guard: boolean) =>
    new Set(
      Array.from({ length: 200 }, (_, key) =>
        wordsOfEdits(named('randomInsertion'), sentence, key, { guard }, context),
      ).flat(),
    );
  expect([...inserted(true)]).toEqual(['movie']);
  expect([...inserted(false)].sort()).toEqual(['3', 'fine', 'movie']);
});

const wordsOfEdits = (
  augmentation: TextAugmentation<AlphaOptions>,
  sentence: Sentence,
  key: number,
  options: object,
  context: TextContext,
): string[] =>
  augmentation
    .draw(sentence, strength(augmentation, options), drawsOf(key), context)
    .flatMap((edit) => ('word' in edit ? [edit.word] : []));

test('randomDeletion deletes the share of the words that alpha says', () => {
  const sentence = english.tokenize('the film and the story were great to watch from start to end');
  let deleted = 0;
  const runs = 2000;
  for (let key = 0; key < runs; key++)
    deleted +=
      sentence.length - edited(named('randomDeletion'), sentence, key, { alpha: 0.1 }).sentence.length;
  const expected = runs * sentence.length * 0.1;
  expect(Math.abs(deleted - expected)).toBeLessThan(4 * Math.sqrt(expected * 0.9));
});

test('easyDataAugmentation draws its four operations evenly, and two of them without a thesaurus', () => {
  const sentence = english.tokenize('film actor story good dull watch quickly plot hound great');
  const kindOf = (context: TextContext, key: number): string => {
    const { alpha } = { alpha: 0.1 };
    const augmentation = named('easyDataAugmentation');
    const [edit] = augmentation.draw(sentence, strength(augmentation, { alpha }), drawsOf(key), context);
    return edit?.kind ?? 'none';
  };
  const counts = (context: TextContext) => {
    const found: Record<string, number> = {};
    for (let key = 0; key < 4000; key++) found[kindOf(context, key)] = (found[kindOf(context, key)] ?? 0) + 1;
    return found;
  };
  const all = counts(plain);
  for (const kind of ['replace', 'insert', 'swap'])
    expect(Math.abs(all[kind]! - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75));
  // A deletion may strike no word.
  expect(Math.abs(all.delete! + all.none! - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75));
  const { swap, replace, insert } = counts(textContext());
  expect(Math.abs(swap! - 2000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25));
  expect([replace, insert]).toEqual([undefined, undefined]);
});
