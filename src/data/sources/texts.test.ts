import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { openData, openDataLike, type OpenOptions } from './open.ts';
import { openTexts } from './openTexts.ts';
import { marks } from '../../text/token.ts';
import type { TextFeatures } from '../dataset.ts';
import { DataError, OptionError } from '../../util/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'hibiscus-texts-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file into the folder and gives back its path. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function opened(path: string, options: OpenOptions = {}) {
  const data = await openData(path, options);
  if (data.kind !== 'text') throw new Error(`expected texts, received ${data.kind}`);
  const { train } = data;
  const labels =
    train.target.kind === 'classes'
      ? Array.from(train.target.labels, (k) => (train.target as { classes: readonly string[] }).classes[k])
      : [];
  return { ...data, features: train.features as TextFeatures, labels, notes: train.notes.join('\n') };
}

const refuses = (path: string, options: OpenOptions, ...words: readonly string[]) =>
  openData(path, options).then(
    () => expect.unreachable(),
    (error: unknown) => {
      expect(error instanceof DataError || error instanceof OptionError).toBe(true);
      for (const word of words) expect((error as Error).message).toContain(word);
    },
  );

const pairs = 'good day\ta fine plant\nbad, day\tit died\n\ngood day\tstill alive\n';

describe('lines of label and text', () => {
  test.each([
    ['LF', pairs],
    ['CR LF', pairs.replaceAll('\n', '\r\n')],
    ['CR', pairs.replaceAll('\n', '\r')],
    ['no last line end', pairs.trimEnd()],
    ['a byte order mark', `\ufeff${pairs}`],
    ['UTF-16', Buffer.from(`\ufeff${pairs}`, 'utf16le')],
    ['gzip', gzipSync(pairs)],
  ])('%s', async (name, content) => {
    const { features, labels, train, notes } = await opened(file(`${name}.txt`, content));
    expect(features.texts).toEqual(['a fine plant', 'it died', 'still alive']);
    expect(labels).toEqual(['good day', 'bad, day', 'good day']);
    expect(train.origins!.map((origin) => origin.split(':')[1])).toEqual(['1', '2', '4']);
    expect(notes).toContain('each line is read as label, tab, text; no line names the columns');
  });

  test('a line that names the columns is left out and said', async () => {
    const { features, notes } = await opened(file('named.txt', `label\ttext\n${pairs}`));
    expect(features.texts).toHaveLength(3);
    expect(notes).toContain('the first names them and is left out');
  });

  test('a .tsv without a header is such a file, one with a header a table', async () => {
    const bare = await opened(file('bare.tsv', 'ham\tcall me "today"\nspam\tyou won\nham\tok then\n'));
    expect(bare.features.texts).toEqual(['call me "today"', 'you won', 'ok then']);
    const named = file('named.tsv', `label\tmail\nham\tcall me today\nspam\tyou won\nham\tok\n`);
    const { features, like } = await opened(named, { text: 'mail' });
    expect(features.texts).toEqual(['call me today', 'you won', 'ok']);
    expect(like.reading).toMatchObject({ form: 'table', text: 'mail', target: 'label' });
    // Two columns of numbers are a table, whatever comes again.
    expect((await openData(file('numbers.tsv', 'x\ty\n1\t2\n1\t3\n2\t2\n'))).kind).toBe('table');
  });

  test.each([
    ['no tab', 'a\tone\nno tab here\nb\ttwo\n', ':2: a line must be a label, a tab and a text', '--text'],
    [
      'several tabs',
      'a\tone\ttwo\nb\tone\ttwo\n',
      ':1',
      'Received 2 tabs',
      'Pairs of sentences are not taken',
    ],
    ['no label', 'a\tone\n\ttwo\n', ':2: a label must stand before the tab'],
    ['one class', 'a\tone\na\ttwo\n', 'two classes are needed', 'only "a"'],
    ['nothing', '', 'Received an empty file'],
    ['a header only', 'label\ttext\n', 'Received a header only'],
    ['empty texts only', 'a\t\nb\t \n', 'Received 2, all without a word'],
    ['a class of empty texts', 'a\tone\nb\t \n', 'The class "b" has empty texts only', '--empty keep'],
  ])('refuses %s', (name, content, ...words) => refuses(file(`wrong ${name}.txt`, content), {}, ...words));

  test.each<[string, Uint8Array, ...string[]]>([
    ['Latin-1', Buffer.from('a\tone\nb\tcafé\n', 'latin1'), ':2: text must be UTF-8', '0xE9 at byte 6'],
    ['UTF-16 without a mark', Buffer.from(pairs, 'utf16le'), ':1: text holds no NUL bytes', 'UTF-16'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'Save it as UTF-8'],
    ['broken gzip', new Uint8Array(gzipSync(pairs).subarray(0, 30)), 'broken gzip file'],
  ])('refuses %s', (name, content, ...words) => refuses(file(`bytes ${name}.txt`, content), {}, ...words));
});

describe('a column of a table', () => {
  const csv = 'id,said,stars\n1,"well, it ""grew""",5\n2,it died,1\n3,,1\n4,it grew,5\n';

  test('is the texts; other columns are ignored, empty texts dropped or kept, and both are said', async () => {
    const path = file('reviews.csv', csv);
    const { features, labels, notes, train } = await opened(path, { text: 'said' });
    expect(features.texts).toEqual(['well, it "grew"', 'it died', 'it grew']);
    expect(labels).toEqual(['5', '1', '5']);
    expect(train.origins).toEqual(['reviews.csv:2', 'reviews.csv:3', 'reviews.csv:5']);
    expect(notes).toContain('one other column is ignored: id');
    expect(notes).toContain('1 of 4 texts without a word left out: reviews.csv:4');
    const kept = await opened(path, { text: 'said', empty: 'keep' });
    expect(kept.features.texts).toHaveLength(4);
    expect(kept.notes).toContain('1 of 4 texts without a word kept: reviews.csv:4');
  });

  test('of JSON lines too, with lists beside it, groups, and a spelling of missing', async () => {
    const lines = ['one two', 'three', 'n/a', 'four'].map((said, i) =>
      JSON.stringify({ by: `p${i % 2}`, tags: [i], said, kind: i % 2 ? 'x' : 'y' }),
    );
    const { features, train } = await opened(file('said.jsonl', lines.join('\n')), {
      text: 'said',
      target: 'kind',
      group: 'by',
      missing: ['n/a'],
    });
    expect(features.texts).toEqual(['one two', 'three', 'four']);
    expect(train.groups).toEqual(['p0', 'p1', 'p1']);
  });

  test('a number can be predicted of texts', async () => {
    const { train } = await opened(file('price.csv', 'said,price\na b,1.5\nc d,2.5\n'), { text: 'said' });
    expect(train.target).toMatchObject({ kind: 'number', name: 'price' });
  });

  test('is taken by itself where it is the only one, which is said', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${i},this is text number ${i} of many,${i % 2 ? 'a' : 'b'}`,
    );
    const path = file('only.csv', `id,said,label\n${rows.join('\n')}\n`);
    const { features, notes, like } = await opened(path);
    expect(features.texts[3]).toBe('this is text number 3 of many');
    expect(notes).toContain('"said" is the only column besides the target and holds texts');
    expect(like.reading.text).toBe('said');
    await refuses(
      file(
        'two.csv',
        rows
          .map((row, i) => `${i ? '' : 'id,said,label,more\n'}${row},more words for row ${i} here`)
          .join('\n'),
      ),
      {},
      '--text <column>',
    );
  });

  test.each<[string, OpenOptions, ...string[]]>([
    [
      'no such column',
      { text: 'sayd' },
      'text "sayd" must be one of the columns id, said, stars',
      'Did you mean "said"?',
    ],
    ['two columns', { text: 'said,id' }, 'pairs of sentences are not taken', '"said" and "id"'],
    ['the target', { text: 'said', target: 'said' }, 'another column than the target'],
    [
      'pictures',
      { text: 'said', imageSize: { height: 8, width: 8 } },
      'imageSize: is for image folders',
      'tables of texts',
    ],
    ['kinds', { text: 'said', columns: { id: 'ignore' } }, 'columns: is for tables'],
    ['no language', { text: 'said', language: 'x_y_z' }, 'language: must be a language tag'],
  ])('refuses %s', (_, options, ...words) => refuses(file('reviews.csv', csv), options, ...words));

  test('options of texts are refused for other data', async () => {
    const path = file('numbers.csv', 'x,y\n1,a\n2,b\n3,a\n');
    await refuses(path, { empty: 'keep' }, 'empty: is for texts');
    await refuses(file('numbers-idx1-ubyte', ''), { language: 'de' }, 'language: is for texts', 'IDX files');
    await refuses(
      file('lines.txt', pairs),
      { text: 'said' },
      'text: is for tables of texts',
      'lines of label',
    );
  });
});

describe('class folders of .txt', () => {
  const root = join(folder, 'mail');
  for (const part of ['train', 'test'])
    for (const kind of ['not spam', 'spam, sure'])
      for (let i = 0; i < 3; i++)
        file(`mail/${part}/${kind}/p${i}_1.txt`, `${kind} number ${i}\r\nof ${part}`);
  file('mail/train/spam, sure/deep/p0_2.txt', 'below');
  file('mail/train/readme.md', 'not a class');
  file('outside.txt', 'secret');
  symlinkSync(join(folder, 'outside.txt'), join(root, 'train/not spam/p9_1.txt'));

  test('with parts, groups, and no links that leave the folder', async () => {
    const { train, test: held, features, labels, notes } = await opened(root, { group: 'prefix' });
    expect(features.texts).toHaveLength(7);
    expect(features.texts[0]).toBe('not spam number 0\r\nof train');
    expect(labels.slice(2, 4)).toEqual(['not spam', 'spam, sure']);
    expect(train.groups).toContain('p0');
    expect(train.origins).toContain(join('train', 'spam, sure', 'deep', 'p0_2.txt'));
    expect(notes).toContain('1 symbolic links that leave the folder not followed');
    expect(notes).toContain('1 files outside class folders ignored: readme.md');
    expect(held!.size).toBe(6);
    const again = await openDataLike(root, (await opened(root)).like);
    expect(again.size).toBe(6);
  });

  test('a binary file is refused by file and line, or left out and named', async () => {
    for (const kind of ['a', 'b']) for (let i = 0; i < 2; i++) file(`mixed/${kind}/${i}.txt`, `text ${i}`);
    file('mixed/a/2.txt', Buffer.from('one\ntwo\0'));
    const mixed = join(folder, 'mixed');
    await refuses(mixed, {}, join('mixed', 'a', '2.txt:2'), 'NUL', '--unreadable skip');
    const { features, notes } = await opened(mixed, { unreadable: 'skip' });
    expect(features.texts).toHaveLength(4);
    expect(notes).toContain(`1 unreadable text skipped: ${join('a', '2.txt')}`);
  });

  test('one class, and a class that training lacks', async () => {
    file('lone/a/1.txt', 'text');
    await refuses(join(folder, 'lone'), {}, 'two classes are needed', 'only "a"');
    file('more/spam, shure/1.txt', 'text');
    await refuses(root, { test: join(folder, 'more') }, '"spam, shure"', 'Did you mean "spam, sure"?');
  });

  test('a document over 16 MiB', async () => {
    file('huge/a/1.txt', 'x'.repeat(16 * 2 ** 20 + 1));
    file('huge/b/1.txt', 'text');
    await refuses(join(folder, 'huge'), {}, join('huge', 'a', '1.txt'), '16777216 bytes at most');
  });
});

test('a folder with the files train, dev and test is opened with its parts', async () => {
  for (const [name, rows] of [
    ['train', pairs],
    ['dev', 'good day\tx\n'],
    ['test', 'bad, day\ty\n'],
  ] as const)
    file(`parts/${name}.txt`, rows);
  const { train, validation, test: held } = await opened(join(folder, 'parts'));
  expect([train.size, validation!.size, held!.size]).toEqual([3, 1, 1]);
  file('parts/test.txt', 'good day\tx\nbad day\ty\n');
  await refuses(join(folder, 'parts'), {}, 'test.txt:2', '"bad day"', 'Did you mean "bad, day"?');
  file('parts/train.csv', 'x,y\n1,a\n2,b\n');
  await refuses(join(folder, 'parts'), {}, 'one file train is expected', 'train.csv and train.txt');
});

test('words to keep are marked, in the pieces they are cut into too', async () => {
  const path = file('keep.txt', 'a\tthe Snow-Queen thrives\nb\tthe plant thrives\n');
  const { features } = await opened(path, { keepWords: ['Plant'] });
  const kept = features.words.filter((_, k) =>
    features.tokens.some((token, at) => token === k && (features.tokenMarks[at]! & marks.kept) !== 0),
  );
  expect(kept).toEqual(['plant']);
});

describe('texts to predict for', () => {
  const lines = file('new.txt', 'good day\tit grew\nwhat now\nother\tkept whole\n');

  test('a file is a text, or its lines are, without labels of the model', async () => {
    const whole = await openTexts([lines], { form: 'files' });
    expect(whole.texts).toHaveLength(1);
    const { texts, names, notes } = await openTexts([lines], { form: 'lines' }, ['good day', 'bad, day']);
    expect(texts).toEqual(['it grew', 'what now', 'other\tkept whole']);
    expect(names).toEqual(['new.txt:1', 'new.txt:2', 'new.txt:3']);
    expect(notes[0]).toContain('where it begins with a label and a tab (1), without these');
  });

  test('folders, and tables by their column', async () => {
    const table = file('new.csv', 'said\nfirst\n""\n');
    const { texts, names } = await openTexts([table, join(folder, 'lone')], { form: 'table', text: 'said' });
    expect(texts).toEqual(['first', '', 'text']);
    expect(names).toEqual(['new.csv:2', 'new.csv:3', join(folder, 'lone', 'a', '1.txt')]);
    await expect(openTexts([table], { form: 'lines' })).rejects.toThrow('Add --text <column>');
    await expect(openTexts([table], { form: 'table', text: 'sayd' })).rejects.toThrow(
      'must be one of the columns said',
    );
    mkdirSync(join(folder, 'none'));
    await expect(openTexts([join(folder, 'none')], { form: 'files' })).rejects.toThrow('Found none in');
  });
});
