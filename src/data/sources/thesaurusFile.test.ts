import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { thesaurusFile } from './thesaurusFile.ts';
import { DataError } from '../../util/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'hibiscus-thesaurus-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'synonyms.tsv');
const read = (content: string | Buffer) => {
  writeFileSync(path, content);
  return thesaurusFile(path);
};

test('reads words and their synonyms, with a mark of byte order, comments, empty lines and Windows line ends', async () => {
  const text =
    '\ufeff# deutsch\r\n\r\nGroß\triesig, gewaltig ,groß\r\nHund\tKöter\r\nhund\tVierbeiner\r\n__proto__\tx\r\n';
  const { source, synonyms } = await read(text);
  expect(source).toBe(path);
  expect(Object.entries(synonyms)).toEqual([
    ['groß', ['riesig', 'gewaltig']],
    ['hund', ['köter', 'vierbeiner']],
    ['__proto__', ['x']],
  ]);
});

test('reads gzip, a synonym of several words, and a character that is there to replace others', async () => {
  const { synonyms } = await read(gzipSync('chien\ttoutou,bête à poil\n�\tx'));
  expect(synonyms).toEqual({ chien: ['toutou', 'bête à poil'], '�': ['x'] });
});

test.each([
  [
    'no tab',
    'a\tb\n\nhund köter',
    ':3: a line must be word<TAB>synonym,synonym. Received no tab: "hund köter"',
  ],
  ['two tabs', 'a\tb\tc', ':1: a line must be word<TAB>synonym,synonym. Received 2 tabs. Put commas'],
  [
    'an empty word',
    'a\tb\n \tc',
    ':2: a line must be word<TAB>synonym,synonym. Received no word before the tab',
  ],
  ['no synonym', 'a\t, ,A', ':1: a line must be word<TAB>synonym,synonym. Received no synonym of "a"'],
  ['no entries', '# nothing\n\n', ': a thesaurus must have lines word<TAB>synonym,synonym. Received none'],
  ['wrong bytes', Buffer.from('a\tb\nGro\xdf\tgewaltig', 'latin1'), ':2: a thesaurus must be text in UTF-8'],
  [
    'a binary file',
    Buffer.from([0x61, 0x0a, 0x00, 0x01]),
    ':2: a thesaurus must be text in UTF-8, lines word<TAB>',
  ],
])('refuses %s, naming file and line', async (_, content, message) => {
  const reading = read(content);
  await expect(reading).rejects.toThrow(DataError);
  await expect(reading).rejects.toThrow(path + message);
});

test('refuses a file that is not there, and a folder', async () => {
  await expect(thesaurusFile(join(folder, 'none'))).rejects.toThrow('no such file');
  await expect(thesaurusFile(folder)).rejects.toThrow('Received a folder');
});
