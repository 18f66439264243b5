import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { diskError } from '../../util/diskError.ts';

/**
 * Writes a file so that a reader sees the old one or the new one, never a part, whenever the process or the machine
 * ends: temporary file beside it, fsync, rename, fsync of the folder.
 *
 * @throws {DiskError} the disk is full, or it cannot be written to; the old file is as it was.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    const handle = openSync(temporary, 'w');
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, path);
    syncFolder(dirname(resolve(path)));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw diskError(path, error, 'to write it. No half file is left. Make room and run it again.');
  }
}

/** Makes a rename in a folder last. */
function syncFolder(path: string): void {
  // Windows opens no folders; its file systems keep the order of renames themselves.
  if (process.platform === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
