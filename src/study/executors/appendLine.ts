import { closeSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { diskError } from '../../util/diskError.ts';

/**
 * Appends a line and waits until it is on the disk. Where there is no room the file stays as it was. The first line makes the
 * file, and the folders above it.
 *
 * @throws {DiskError} the disk is full, or it cannot be written to.
 */
export function appendLine(path: string, line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  let file: number | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(path, 'a');
    const { size } = fstatSync(file);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } catch (error) {
      // Half a line would be in the way of the next one.
      ftruncateSync(file, size);
      throw error;
    }
  } catch (error) {
    throw diskError(path, error, 'for another line. All before it are kept. Make room and go on (--resume).');
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
