import {
  canonicalLanguage,
  primaryLanguage,
  segmenterTokenizer,
  type Tokenizer,
  type TokenizerOptions,
} from './tokenizer.ts';
import { DataError } from '../util/errors.ts';

/**
 * The tokenizer of a language: wink-nlp for English, `Intl.Segmenter` for the rest.
 *
 * @param name The one that a model was trained with, where a file says so.
 * @throws {OptionError} no language tag. @throws {DataError} a tokenizer that is not there.
 */
export async function openTokenizer(
  language: string,
  options: TokenizerOptions = {},
  name?: string,
): Promise<Tokenizer> {
  const canonical = canonicalLanguage(language);
  const wanted = name ?? (primaryLanguage(canonical) === 'en' ? 'wink' : 'segmenter');
  // Loading its model takes 0.2 s, which those who have no English texts should not wait for.
  if (wanted === 'wink') return (await import('./englishTokenizer.ts')).englishTokenizer(options);
  if (wanted === 'segmenter') return segmenterTokenizer(canonical, options);
  throw new DataError(`tokenizer: must be wink or segmenter. Received "${wanted}". Use a newer version.`);
}
