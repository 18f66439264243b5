import { readFileSync, statSync } from 'node:fs';
import { DataError } from '../util/errors.ts';

/**
 * The bytes of a file that a user named.
 *
 * @param what What it should be, for messages: "model".
 * @throws {DataError} there is none, it cannot be read, or it has more than `maxBytes`.
 */
export function readLimited(path: string, what: string, maxBytes: number): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > maxBytes)
      throw new DataError(`${path}: a ${what} has at most ${maxBytes} bytes. Received ${size}.`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new DataError(
      code === 'ENOENT'
        ? `no such ${what}: ${path}`
        : `${path}: cannot be read (${code ?? (error as Error).message}).`,
      { cause: error },
    );
  }
}
