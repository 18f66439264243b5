import type { WordNet } from './openWordNet.ts';
import type { Thesaurus } from '../../dataset.ts';
import type { TokenizedTexts } from '../../texts.ts';
import { marks, partsOfSpeech } from '../../../text/token.ts';

/**
 * The synonyms of all words of texts, by the part of speech that each has in them: plain data, so that it goes where the
 * texts go. Of words without synonyms there is no entry.
 *
 * @example wordNetThesaurus(features, await openWordNet()).synonyms['noun dogs'] // ['hounds']
 */
export function wordNetThesaurus(
  { words, tokens, tokenMarks }: Pick<TokenizedTexts, 'words' | 'tokens' | 'tokenMarks'>,
  wordNet: WordNet,
): Thesaurus {
  const known = new Set<number>();
  const synonyms: Record<string, readonly string[]> = {};
  for (let i = 0; i < tokens.length; i++) {
    const part = tokenMarks[i]! & marks.partOfSpeech;
    const key = tokens[i]! * (marks.partOfSpeech + 1) + part;
    if (part === 0 || known.has(key)) continue;
    known.add(key);
    const [word, name] = [words[tokens[i]!]!, partsOfSpeech[part]!];
    const found = wordNet.synonyms(word, name);
    if (found.length > 0) synonyms[`${name} ${word}`] = found;
  }
  return { source: wordNet.source, synonyms };
}
