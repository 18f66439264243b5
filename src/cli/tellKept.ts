import { existsSync } from 'node:fs';
import type { OutputFolder } from './folder.ts';
import { DiskError } from '../util/diskError.ts';
import { InterruptedError } from '../util/errors.ts';
import { plural } from '../util/format.ts';

/**
 * Says on standard error, where a run ended before it was done, what is kept of it and how to go on. Says nothing of other
 * failures: going on would fail again.
 *
 * @param kept What is kept, in words: "3 trials are". Default: nothing is said of it.
 * @param wanted The file by which the run is resumed.
 */
export function tellKept(error: unknown, folder: OutputFolder, wanted: string, kept?: string): void {
  const isInterrupted = error instanceof InterruptedError;
  if (!isInterrupted && !(error instanceof DiskError)) return;
  const begin = isInterrupted ? 'give' : error.isFull ? 'make room and give' : 'mend this and give';
  const again = existsSync(folder.file(wanted))
    ? `To go on, ${begin} the same command with: --out ${folder.path} --resume`
    : `Nothing is kept. To begin anew, ${begin} the same command.`;
  const first =
    kept === undefined ? '' : `${isInterrupted ? 'Interrupted. ' : ''}${kept} kept in ${folder.path}.\n`;
  process.stderr.write(`${first}${again}\n`);
}

/** "3 trials are", for `tellKept`. */
export const trialsKept = (entries: readonly { readonly kind: string }[]): string => {
  const count = entries.filter(({ kind }) => kind === 'trial').length;
  return `${plural(count, 'trial')} ${count === 1 ? 'is' : 'are'}`;
};
