import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Whether Apertium can translate between English and Spanish here. */
const { stdout } = spawnSync('apertium', ['-l'], { encoding: 'utf8' });
export const hasApertium = /\beng-spa\b/.test(stdout ?? '') && /\bspa-eng\b/.test(stdout ?? '');

/** For the names of tests. */
export const apertiumSkipped = hasApertium
  ? ''
  : ' (skipped: no Apertium. Install the packages apertium and apertium-eng-spa)';
if (!hasApertium) console.warn(`tests with Apertium${apertiumSkipped}`);

/** Processes whose group is led by a child of this one: their ids and names. Linux only. */
function grandchildren(): { readonly id: number; readonly leader: number; readonly name: string }[] {
  const own = new Set(
    readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, command, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))!;
        const leader = Number(rest!.split(' ')[2]);
        return own.has(leader) ? [{ id: Number(name), leader, name: command! }] : [];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

interface Found {
  readonly id: number;
  readonly name: string;
  readonly leader: number;
}

/** Waits until a process of that kind runs below this one. */
export async function waitForProcess(match: (found: Found) => boolean): Promise<Found> {
  return (await processDuring(match, new Promise(() => {})))!;
}

/** As `waitForProcess`; undefined where the work in which it should run was over before it was seen. */
export async function processDuring(
  match: (found: Found) => boolean,
  work: Promise<unknown>,
): Promise<Found | undefined> {
  let isOver = false;
  const over = () => void (isOver = true);
  work.then(over, over);
  while (!isOver) {
    const found = grandchildren().find(match);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return undefined;
}

/** Bytes that a process has written so far; 0 where it has ended. */
export function bytesWritten(id: number): number {
  try {
    return Number(/^wchar: (\d+)/m.exec(readFileSync(`/proc/${id}/io`, 'utf8'))![1]);
  } catch {
    return 0;
  }
}
