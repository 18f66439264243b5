import { DataError } from '../../util/errors.ts';
import { textBlocks } from './textBlocks.ts';

/** A document larger than this is none. */
const mostBytes = 16 * 2 ** 20;

/**
 * The text of a file that is one document, gzipped or not: UTF-8, or UTF-16 with a byte order mark.
 *
 * @throws {DataError} Naming file and line: not UTF-8, NUL; naming the file: missing, over 16 MiB, broken gzip.
 */
export async function readTextFile(path: string): Promise<string> {
  let text = '';
  await textBlocks(
    path,
    ({ bytes, isLast }) => {
      // A check of the whole is left to the end, so that it can name the line.
      if (!isLast) return { taken: 0, line: 1 };
      text = bytes.toString('utf8');
      return { taken: bytes.length, line: 1 };
    },
    { maximumBytes: mostBytes },
  );
  return text.trim();
}

/** Why a file could not be read, without its path; what is no error of the data is thrown again. */
export function reasonOf(error: unknown, path: string): string {
  if (!(error instanceof DataError)) throw error;
  return error.message.startsWith(path)
    ? error.message.slice(path.length).replace(/^:\s*/, '')
    : error.message;
}
