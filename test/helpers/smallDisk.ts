import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own that can be filled. */
export interface SmallDisk {
  readonly path: string;
  /** Fills it with ballast, or takes ballast away, until `bytes` (in pages of 4 KiB) are free. */
  leave(bytes: number): void;
  /** Fills what is free now. */
  fill(): void;
  close(): void;
}

/** A file system of `size` bytes in memory; undefined where none can be mounted, which takes root on Linux. */
export function smallDisk(size: number): SmallDisk | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const path = mkdtempSync(join(tmpdir(), 'hibiscus-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    rmdirSync(path);
    return undefined;
  }
  const ballast = join(path, 'ballast');
  const add = (keep: number) => {
    const { bavail, bsize } = statfsSync(path);
    const excess = bavail * bsize - keep;
    if (excess <= 0) return;
    const file = openSync(ballast, 'a');
    try {
      writeSync(file, Buffer.alloc(excess));
    } catch {
      // Somebody else took the room: it is full.
    } finally {
      closeSync(file);
    }
  };
  return {
    path,
    leave(bytes) {
      rmSync(ballast, { force: true });
      add(bytes);
    },
    fill: () => add(0),
    close() {
      execFileSync('umount', ['-l', path]);
      rmdirSync(path);
    },
  };
}
