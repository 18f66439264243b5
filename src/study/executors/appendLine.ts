import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { RunError } from '../../util/errors.ts';

const full = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/**
 * Appends a line and waits until it is on the disk. Where there is no room the file stays as it was.
 *
 * @throws {RunError} the disk is full, or it cannot be written to.
 */
export function appendLine(path: string, line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  let file: number | undefined;
  try {
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
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new RunError(
      full.includes(code)
        ? `${path}: no room on the disk for another line. All before it are kept. Make room and go on (--resume).`
        : `${path}: cannot be written to (${code || message}).`,
      { cause: error },
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
