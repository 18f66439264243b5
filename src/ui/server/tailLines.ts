import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';

/** A whole line of a file, and where it stands. */
export interface TailedLine {
  readonly offset: number;
  readonly bytes: number;
  readonly text: string;
}

export interface Tailed {
  /** Whether the file is another one, or shorter than before: `lines` begin anew. */
  readonly replaced: boolean;
  readonly lines: readonly TailedLine[];
  /** Whether more lines wait than were read in one go. */
  readonly more: boolean;
}

const chunkBytes = 1 << 20;
const headBytes = 128;
/** A line longer than this is passed over. */
const maxLine = 64 << 20;

/**
 * Follows a file to which lines are appended. A half line at the end waits for its rest. A file that was cut short,
 * replaced or removed is read from its beginning.
 *
 * @param path Need not be there yet. @param batchBytes About how much is read in one go.
 */
export function tailLines(path: string, batchBytes = 8 << 20): { read(): Promise<Tailed> } {
  let offset = 0;
  let head: Buffer = Buffer.alloc(0);
  let file = '';

  const begin = () => {
    const had = offset > 0;
    [offset, head] = [0, Buffer.alloc(0)];
    return had;
  };

  /** Whether this is the file of before, grown or as it was. */
  async function isSame(handle: FileHandle, identity: string, size: number): Promise<boolean> {
    if (identity !== file || size < offset) return false;
    const now = Buffer.alloc(head.length);
    await handle.read(now, 0, head.length, 0);
    return now.equals(head);
  }

  return {
    async read() {
      let handle: FileHandle;
      try {
        handle = await openPlain(path);
      } catch {
        file = '';
        return { replaced: begin(), lines: [], more: false };
      }
      try {
        const { ino, dev, size } = await handle.stat();
        const identity = `${dev}-${ino}`;
        const replaced = (await isSame(handle, identity, size)) ? false : begin();
        file = identity;
        const lines: TailedLine[] = [];
        const stop = Math.min(size, offset + batchBytes);
        let rest: Buffer = Buffer.alloc(0);
        let at = offset;
        // Beyond the batch only as far as the line goes that was begun.
        while (at < size && (at < stop || (lines.length === 0 && at - offset < maxLine))) {
          const chunk = Buffer.alloc(Math.min(chunkBytes, size - at));
          const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
          if (bytesRead === 0) break;
          at += bytesRead;
          const whole: Buffer = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
          let from = 0;
          for (let end = whole.indexOf(10); end >= 0; end = whole.indexOf(10, from)) {
            lines.push({ offset, bytes: end - from, text: whole.toString('utf8', from, end) });
            offset += end + 1 - from;
            from = end + 1;
          }
          rest = whole.subarray(from);
        }
        if (lines.length === 0 && rest.length >= maxLine) offset += rest.length;
        if (head.length < headBytes) {
          head = Buffer.alloc(Math.min(headBytes, offset));
          await handle.read(head, 0, head.length, 0);
        }
        return { replaced, lines, more: lines.length > 0 && size - offset > rest.length };
      } finally {
        await handle.close();
      }
    },
  };
}

/** A line of a file again. @throws where it is not there any more. */
export async function lineAt(path: string, { offset, bytes }: Omit<TailedLine, 'text'>): Promise<string> {
  const handle = await openPlain(path);
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, offset);
    if (bytesRead < bytes) throw new RangeError(`${path}: is shorter than it was.`);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}

/** Opens a plain file: a link could lead elsewhere, a pipe would never end. */
async function openPlain(path: string): Promise<FileHandle> {
  if (!(await lstat(path)).isFile()) throw new RangeError(`${path}: must be a plain file.`);
  // Not on Windows, where links of files are rare.
  return open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
}
