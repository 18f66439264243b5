import { DataError } from '../../util/errors.ts';
import type { ReadChunksOptions } from './readChunks.ts';
import { maximumRowBytes, textBlocks } from './textBlocks.ts';

/** All lines of one file are in memory. */
const mostBytes = 1e9;

const [LF, CR] = [10, 13];

/**
 * The lines of a text file (gzipped or not), without their ends, which are LF, CR LF or CR. What follows the last line end
 * is a line where it is not empty. Text is checked as `textBlocks` does.
 *
 * @param onLine Called with each line and its number, from 1.
 * @throws {DataError} Naming file and line: not UTF-8, NUL, an endless line; naming the file: missing, over 1 GB, broken gzip.
 */
export async function readLines(
  path: string,
  onLine: (text: string, line: number) => void,
  options: ReadChunksOptions = {},
): Promise<void> {
  let line = 1;
  await textBlocks(
    path,
    ({ bytes, isLast }) => {
      let at = 0;
      for (;;) {
        let end = at;
        while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
        // A CR at the end of a block may be half of a line end.
        if (!isLast && (end === bytes.length || (bytes[end] === CR && end + 1 === bytes.length))) break;
        if (isLast && end === bytes.length) {
          if (end > at) onLine(bytes.toString('utf8', at, end), line++);
          at = end;
          break;
        }
        onLine(bytes.toString('utf8', at, end), line++);
        at = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1);
      }
      if (bytes.length - at > maximumRowBytes)
        throw new DataError(
          `${path}:${line}: a line may hold ${maximumRowBytes / 2 ** 20} MiB at most. Received more without a line end. Is it a text file?`,
        );
      return { taken: at, line };
    },
    { maximumBytes: mostBytes, ...options },
  );
}
