import { readFileSync, statSync } from 'node:fs';
import { commaList } from './parse.ts';
import { OptionError } from '../util/errors.ts';

/** Longer files are no list of words. */
const mostBytes = 2 ** 24;

/**
 * The words of `--keep-words`: a file with one word a line (or several, between commas), or the words themselves.
 *
 * @throws {OptionError} it names no word, or a file that is not there.
 */
export function keptWords(given: string): readonly string[] {
  const words = (textOf(given) ?? given)
    .split(/\r?\n/)
    .flatMap(commaList)
    .filter((word) => word !== '');
  if (words.length === 0)
    throw new OptionError(`--keep-words: words are expected, one a line or between commas. Received none.`);
  return words;
}

function textOf(given: string): string | undefined {
  const found = statSync(given, { throwIfNoEntry: false });
  if (found?.isFile()) {
    if (found.size > mostBytes)
      throw new OptionError(
        `--keep-words: a file may hold ${mostBytes} bytes at most. Received ${found.size} in ${given}.`,
      );
    return readFileSync(given, 'utf8').replace(/^\ufeff/, '');
  }
  // A word may hold a point, but hardly a slash or an ending.
  if (!given.includes(',') && /[\\/]|\.(txt|csv|tsv|list)$/i.test(given))
    throw new OptionError(`--keep-words: no such file: ${given}`);
  return undefined;
}
