import { readBytes } from './readBytes.ts';
import type { Thesaurus } from '../dataset.ts';
import { normalizedWord } from '../../text/token.ts';
import { DataError } from '../../util/errors.ts';

const maximumBytes = 256 * 1024 * 1024;

const form = 'word<TAB>synonym,synonym';

/**
 * Reads a thesaurus: lines `word<TAB>synonym,synonym` in UTF-8, gzipped or not. Empty lines and those that begin with #
 * are left out; lines of one word are joined. Words are compared in lower case, and stand for all parts of speech.
 *
 * @throws {DataError} Naming file and line: no tab or several, an empty word, no synonym; naming the file: missing, not
 *   UTF-8, binary, larger than 256 MiB, without entries.
 */
export async function thesaurusFile(path: string): Promise<Thesaurus> {
  const bytes = await readBytes(path, maximumBytes);
  const isBinary = bytes.includes(0);
  const wrong = isBinary ? bytes.indexOf(0) : wrongByte(bytes);
  if (wrong !== undefined)
    throw new DataError(
      `${path}:${lineAt(bytes, wrong)}: a thesaurus must be text in UTF-8, lines ${form}. Received ` +
        (isBinary ? 'a binary file. Name the right one.' : 'another encoding. Save it as UTF-8.'),
    );
  const lists = new Map<string, Set<string>>();
  const lines = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/);
  lines.forEach((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const fail = (received: string, advice: string): never => {
      throw new DataError(`${path}:${i + 1}: a line must be ${form}. Received ${received}. ${advice}`);
    };
    const [left = '', right, ...more] = line.split('\t');
    if (right === undefined)
      return fail(`no tab: ${shown(line)}`, 'Put a tab between the word and its synonyms.');
    if (more.length > 0) return fail(`${more.length + 1} tabs`, 'Put commas between synonyms.');
    const word = normalizedWord(left.trim());
    if (word === '') return fail('no word before the tab', 'Add it, or remove the line.');
    const synonyms = right
      .split(',')
      .map((one) => normalizedWord(one.trim()))
      .filter((one) => one !== '' && one !== word);
    if (synonyms.length === 0) return fail(`no synonym of ${shown(word)}`, 'Add one, or remove the line.');
    const known = lists.get(word) ?? new Set<string>();
    for (const one of synonyms) known.add(one);
    lists.set(word, known);
  });
  if (lists.size === 0)
    throw new DataError(`${path}: a thesaurus must have lines ${form}. Received none. Name another file.`);
  return {
    source: path,
    synonyms: Object.fromEntries(Array.from(lists, ([word, synonyms]) => [word, [...synonyms]])),
  };
}

const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** The first byte that is not UTF-8; undefined where all is well. */
function wrongByte(bytes: Buffer): number | undefined {
  const text = bytes.toString('utf8');
  // A wrong byte is read as U+FFFD, which may also be meant: then the bytes are the same when they are written again.
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
    const place = Buffer.byteLength(text.slice(0, at));
    if (bytes.subarray(place, place + 3).toString('latin1') !== 'ï¿½') return place;
  }
  return undefined;
}

const lineAt = (bytes: Buffer, place: number): number => {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < place; at = bytes.indexOf(10, at + 1)) line++;
  return line;
};
