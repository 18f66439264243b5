import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from '../../util/errors.ts';

const unzip = promisify(gunzip);

/** True where the error is one of Node's with this code (`ENOENT`, …). */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** What stands at a path. @throws {DataError} Nothing does. */
export async function pathKind(path: string): Promise<'file' | 'folder'> {
  const found = await stat(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR'))
      throw new DataError(`no such file or folder: ${path}`);
    throw new DataError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  });
  return found.isDirectory() ? 'folder' : 'file';
}

/**
 * The bytes of a file, unzipped where its content is gzip (whatever its name).
 *
 * @param maximumBytes The most bytes the file may hold once unzipped.
 * @throws {DataError} Missing, a folder, broken gzip, or larger than `maximumBytes`.
 */
export async function readBytes(path: string, maximumBytes: number): Promise<Buffer> {
  if ((await pathKind(path)) === 'folder')
    throw new DataError(`${path}: a file is expected. Received a folder.`);
  const { size } = await stat(path);
  if (size > maximumBytes) throw tooLarge(path, maximumBytes, `${size} bytes`);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new DataError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  });
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) return bytes;
  return unzip(bytes, { maxOutputLength: maximumBytes }).catch((error: unknown) => {
    if (hasCode(error, 'ERR_BUFFER_TOO_LARGE')) throw tooLarge(path, maximumBytes, 'more, once unzipped');
    throw new DataError(
      `${path}: broken gzip file (${messageOf(error)}) after ${size} bytes. Fetch or copy it again.`,
      { cause: error },
    );
  });
}

function tooLarge(path: string, maximumBytes: number, received: string): DataError {
  return new DataError(
    `${path}: a file may hold ${maximumBytes} bytes at most, unzipped. Received ${received}. Take a sample of it.`,
  );
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
