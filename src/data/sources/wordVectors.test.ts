import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWordVectors } from './wordVectors.ts';

let made: string;
beforeAll(() => (made = mkdtempSync(join(tmpdir(), 'hibiscus-vectors-'))));
afterAll(() => rmSync(made, { recursive: true }));
const folder = () => made;
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder(), name);
  writeFileSync(path, content);
  return path;
};
const rows = ['the 0.5 -1 2', '. . . 1 2 3', 'Dog 1e-1 0.25 0', 'dog 9 9 9', 'café 1 2 3'];

describe('vectors of words are read', () => {
  test.each([
    ['GloVe', 'glove.txt', `${rows.join('\n')}\n`],
    ['word2vec', 'w2v.txt', `4 3\n${rows.map((row) => `${row} `).join('\r\n')}`],
    ['gzipped', 'glove.txt.gz', gzipSync(rows.join('\n'))],
  ])('%s', async (_, name, content) => {
    const { words, values, description } = await readWordVectors(file(name, content));
    expect(words).toEqual(['the', 'dog', 'café']);
    expect(Array.from(values)).toEqual([0.5, -1, 2, 0.1, 0.25, 0, 1, 2, 3].map(Math.fround));
    expect(description).toMatchObject({ file: name, units: 3 });
    expect(description.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('in the int8 form, with a scale for each word or one for all', async () => {
    const make = (name: string, scales: number[]) => {
      const path = join(folder(), name);
      mkdirSync(path);
      writeFileSync(join(path, 'words.txt'), 'a\nb\n');
      writeFileSync(join(path, 'vectors.i8'), Int8Array.of(1, -2, 3, 127));
      writeFileSync(join(path, 'scale.f32'), new Uint8Array(Float32Array.from(scales).buffer));
      return path;
    };
    expect(Array.from((await readWordVectors(make('own', [2, 0.5]))).values)).toEqual([2, -4, 1.5, 63.5]);
    expect(Array.from((await readWordVectors(make('one', [2]))).values)).toEqual([2, -4, 6, 254]);
    await expect(readWordVectors(make('wrong', [1, 2, 3]))).rejects.toThrow('scale.f32 must hold one number');
  });

  test('up to a limit, which is said', async () => {
    const notes: string[] = [];
    const path = file('long.txt', rows.join('\n'));
    const { words } = await readWordVectors(path, { limit: 2, onNote: (text) => notes.push(text) });
    expect(words).toEqual(['the', 'dog']);
    expect(notes).toEqual([`${path}: the first 2 words are read, the rest is left out.`]);
  });
});

test.each([
  ['another width', 'the 1 2\nof 1 2 3\n', /:2: must be a word and 2 numbers.*Received 3 numbers/],
  ['a word as number', 'the 1 x\n', /:1: .*Received "x" as number 2/],
  ['nothing', '', /must hold vectors of words\. Received none/],
  ['one column', 'the\n', /:1: must be a word and its numbers/],
  ['too large a number', 'the 1e60\n', /Received "1e60" as number 1/],
])('refuses %s', async (name, content, message) => {
  await expect(readWordVectors(file(`${name}.txt`, content))).rejects.toThrow(message);
});
