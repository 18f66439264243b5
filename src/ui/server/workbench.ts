import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromChild, Result, Task, ToChild } from './workbenchMessages.ts';
import { DataError, RunError } from '../../util/errors.ts';

/** One process beside the server, in which data is opened and models predict. It starts when it is first asked. */
export interface Workbench {
  /** @throws {DataError} what the task says is wrong. @throws {RunError} it failed. */
  run(task: Task): Promise<Result>;
  /** What it is doing: "Reading 400 of 2000"; undefined while it does nothing. */
  progress(): string | undefined;
  close(): void;
}

/** Tasks that may wait at a time. */
const mostWaiting = 32;
/** A process that has had nothing to do for this long ends, and with it the memory that its data takes. */
const idleMs = 5 * 60_000;

export function workbench(): Workbench {
  const extension = extname(fileURLToPath(import.meta.url));
  const program = fileURLToPath(new URL(`./exampleWorker${extension}`, import.meta.url));
  const execArgv = extension === '.ts' ? ['--import', import.meta.resolve('tsx')] : [];
  const waiting = new Map<number, { resolve: (result: Result) => void; reject: (error: Error) => void }>();
  let child: ChildProcess | undefined;
  let text: string | undefined;
  let next = 1;
  let idle: NodeJS.Timeout | undefined;

  function started(): ChildProcess {
    if (child) return child;
    const own = fork(program, [], {
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    own.on('message', (message: FromChild) => {
      if (message.kind === 'progress') return void (text = message.text);
      const task = waiting.get(message.id);
      waiting.delete(message.id);
      if (waiting.size === 0) {
        text = undefined;
        idle = setTimeout(() => own.kill('SIGKILL'), idleMs).unref();
      }
      if (message.kind === 'result') task?.resolve(message.result);
      else task?.reject(new (message.mine ? RunError : DataError)(message.message));
    });
    own.on('error', () => {});
    own.on('exit', (code, signal) => {
      if (child === own) [child, text] = [undefined, undefined];
      for (const { reject } of waiting.values())
        reject(
          new RunError(
            `examples: their process ended (${signal ?? `exit code ${code}`}). The data may be too large for memory.`,
          ),
        );
      waiting.clear();
    });
    return (child = own);
  }

  return {
    run(task) {
      if (waiting.size >= mostWaiting)
        return Promise.reject(
          new DataError(`examples: ${waiting.size} questions wait already. Ask again later.`),
        );
      clearTimeout(idle);
      const id = next++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        started().send({ id, task } satisfies ToChild, () => {});
      });
    },
    progress: () => text,
    close() {
      clearTimeout(idle);
      child?.kill('SIGKILL');
    },
  };
}
