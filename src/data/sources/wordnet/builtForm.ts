import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parts, type Lists } from './buildLists.ts';
import type { WordNetPart } from './inflection.ts';
import { hasCode, messageOf } from '../readBytes.ts';
import { sha256 } from '../featureCache.ts';

/** Goes up with every change of what is written or of how it is chosen. */
const schema = 1;

/**
 * The lists as one text. First a line `hibiscus-wordnet <schema> <version> <SHA-256 of the rest>`; then, for each part of
 * speech, a line `# noun` and a line for each lemma, `dog hound`: the lemma and its synonyms.
 */
export function encodeLists(lists: ReadonlyMap<WordNetPart, Lists>, version: string): string {
  const body = parts
    .map(([part]) =>
      [`# ${part}`, ...Array.from(lists.get(part)!, ([lemma, words]) => [lemma, ...words].join(' '))].join(
        '\n',
      ),
    )
    .join('\n');
  return `${headOf(version, body)}\n${body}\n`;
}

const headOf = (version: string, body: string): string =>
  `hibiscus-wordnet ${schema} ${version} ${sha256(body)}`;

const none: readonly string[] = Object.freeze([]);

/** The lists of a text, or undefined where it is another version's or damaged. */
export function decodeLists(text: string, version: string): ReadonlyMap<WordNetPart, Lists> | undefined {
  const start = text.indexOf('\n') + 1;
  const body = text.slice(start, -1);
  if (text.slice(0, start - 1) !== headOf(version, body)) return undefined;
  const lists = new Map<WordNetPart, Map<string, readonly string[]>>();
  let current = new Map<string, readonly string[]>();
  for (const line of body.split('\n')) {
    const space = line.indexOf(' ');
    if (line.startsWith('# ')) lists.set(line.slice(2) as WordNetPart, (current = new Map()));
    else if (space < 0) current.set(line, none);
    else current.set(line.slice(0, space), line.slice(space + 1).split(' '));
  }
  return lists;
}

/** The text of a file; undefined where none is there. @throws what else the system says. */
export const readBuilt = (path: string): Promise<string | undefined> =>
  readFile(path, 'latin1').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });

/** Writes a file whole or not at all. Says what went wrong; undefined where all is well. */
export async function writeBuilt(path: string, text: string): Promise<string | undefined> {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, text, { encoding: 'latin1', flag: 'wx' });
    await rename(temporary, path);
    return undefined;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    return messageOf(error);
  }
}
