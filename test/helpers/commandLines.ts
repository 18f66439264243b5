import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { environment, succeeded, type Ended } from './command.ts';

/** As the functions of that name in `command.ts`, without the folder. */
export interface CommandLines {
  readonly hibiscus: (...args: readonly string[]) => Promise<Ended>;
  readonly succeed: (...args: readonly string[]) => Promise<Ended>;
}

/**
 * Runs command lines in `cwd` one after another in one process, for tests with so many of them that starting dominates.
 * What they share is what the modules hold; a run that is to be interrupted, or looked at while it goes, needs a process of
 * its own (`command.ts`).
 */
export function commandLines(cwd: string): CommandLines {
  const waiting: { resolve: (ended: Ended) => void; reject: (error: Error) => void }[] = [];
  let child: ChildProcess | undefined;
  // Started by the first command line, and gone with the tests of the file.
  const started = (): ChildProcess => {
    if (child) return child;
    child = fork(fileURLToPath(new URL('./commandLines.js', import.meta.url)), [], { cwd, env: environment });
    child.on('message', (ended: Ended) => waiting.shift()?.resolve(ended));
    child.on('exit', (code, signal) => {
      for (const { reject } of waiting.splice(0))
        reject(new Error(`The process of command lines ended (${signal ?? code}).`));
    });
    return child;
  };
  afterAll(() => void child?.kill());
  const hibiscus = (...args: readonly string[]): Promise<Ended> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      started().send(args, () => {});
    });
  return { hibiscus, succeed: async (...args) => succeeded(args, await hibiscus(...args)) };
}
