import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { packageFolder } from './packageFolder.ts';
import { OptionError } from '../../util/errors.ts';

/** Characters of what a process says that are kept. */
const keptText = 4000;

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  said: string;
  asked: boolean;
}

/** The studies that this server started. */
export interface Runs {
  /** Starts `hibiscus ...args` for the study in `folder`. @throws {OptionError} it runs already, or too many do. */
  start(folder: string, args: readonly string[], cwd: string): void;
  /** Asks a study to stop, as Ctrl-C does. @throws {OptionError} it is none of this server's. */
  stop(folder: string): void;
  isRunning(folder: string): boolean;
  count(): number;
  /** The end of what the process of a folder said, while it is of use: it runs, or it failed. */
  said(folder: string): string | undefined;
  /** Asks all to stop and waits for them. @returns How many there were. */
  close(): Promise<number>;
}

/** @param most Studies at a time: each takes all cores. */
export function studyRuns(most = 4): Runs {
  const running = new Map<string, Run>();
  const lastWords = new Map<string, string>();
  // Whatever ends this process ends them too, if it still can.
  const askAll = () => [...running.values()].forEach(ask);
  process.once('exit', askAll);

  return {
    start(folder, args, cwd) {
      if (running.has(folder)) throw new OptionError('study: it runs already.');
      if (running.size >= most)
        throw new OptionError(
          `study: at most ${most} run at a time from here. Stop one, or wait for its end.`,
        );
      lastWords.delete(folder);
      const child = spawn(process.execPath, [join(packageFolder(), 'bin/hibiscus.js'), ...args], {
        cwd,
        stdio: ['ignore', 'ignore', 'pipe'],
        // Its own group: Ctrl-C in the terminal reaches it through `close`, once, and not twice, which would cut it off.
        detached: true,
        windowsHide: true,
      });
      const run: Run = {
        child,
        said: '',
        asked: false,
        ended: new Promise((resolve) => {
          const end = (words: string | undefined) => {
            running.delete(folder);
            if (words !== undefined) lastWords.set(folder, words);
            resolve();
          };
          child.once('error', (error) => end(`It could not be started: ${error.message}`));
          child.once('close', (code) => end(code === 0 || code === 130 ? undefined : run.said));
        }),
      };
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        run.said = `${run.said}${text}`.slice(-keptText);
      });
      running.set(folder, run);
    },
    stop(folder) {
      const run = running.get(folder);
      if (!run)
        throw new OptionError(
          'study: it was not started from here. Stop it where it was started, with Ctrl-C in its terminal.',
        );
      ask(run);
    },
    isRunning: (folder) => running.has(folder),
    count: () => running.size,
    said: (folder) => running.get(folder)?.said ?? lastWords.get(folder),
    async close() {
      const all = [...running.values()];
      askAll();
      await Promise.all(all.map(({ ended }) => ended));
      process.off('exit', askAll);
      return all.length;
    },
  };
}

/** A second signal would end the process at once, so there is but one. */
function ask(run: Run): void {
  if (run.asked) return;
  run.asked = true;
  run.child.kill('SIGINT');
}
