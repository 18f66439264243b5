import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Executor } from './executor.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { trialKey } from '../journal.ts';
import type { TrialJob, TrialResult } from '../trial.ts';
import type { Dataset } from '../../data/dataset.ts';
import { DataError, OptionError, RunError, ShapeError } from '../../util/errors.ts';

export interface LocalOptions {
  /** Trials side by side. Default: one a core. */
  readonly workers?: number;
  /** Native threads of each trial. Default 1. */
  readonly threads?: number;
  /** Where trials that take long are kept while they run, to go on after a process has died. Default nowhere. */
  readonly checkpoints?: {
    readonly folder: string;
    /** Default 2. */
    readonly everySeconds?: number;
  };
}

interface Task {
  readonly job: TrialJob;
  readonly onEpoch: ((epoch: number) => void) | undefined;
  readonly resolve: (result: TrialResult) => void;
  readonly reject: (error: Error) => void;
  deaths: number;
}

const errorClasses: Record<string, new (message: string) => Error> = {
  DataError,
  OptionError,
  RunError,
  ShapeError,
};

/**
 * Runs trials in child processes of this machine, one native thread each. Processes, not threads: ending a thread
 * inside a run of onnxruntime ends the whole program.
 *
 * A process that dies is replaced and its trial goes on from its last checkpoint, or begins anew where there is none; a
 * second death fails the trial.
 *
 * @throws {OptionError} `workers` is not a positive integer.
 */
export function localExecutor(data: Dataset, options: LocalOptions = {}): Executor {
  const { workers = availableParallelism(), threads = 1, checkpoints } = options;
  if (!Number.isInteger(workers) || workers < 1)
    throw new OptionError(`workers: must be a positive integer. Received ${workers}.`);
  // The same extension as this file: .ts from the sources, .js when built.
  const extension = extname(fileURLToPath(import.meta.url));
  const program = fileURLToPath(new URL(`./worker${extension}`, import.meta.url));
  const execArgv = extension === '.ts' ? ['--import', import.meta.resolve('tsx')] : [];

  const waiting: Task[] = [];
  const busy = new Map<ChildProcess, Task>();
  const idle: ChildProcess[] = [];
  let closed = false;

  function start(): ChildProcess {
    const child = fork(program, [], {
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (message: FromWorker) => {
      const task = busy.get(child);
      if (!task) return;
      if (message.kind === 'epoch') return task.onEpoch?.(message.epoch);
      busy.delete(child);
      idle.push(child);
      if (message.kind === 'result') task.resolve(message.result);
      else task.reject(new (errorClasses[message.name] ?? RunError)(message.message));
      dispatch();
    });
    child.on('error', () => {});
    child.on('exit', (code, signal) => {
      const place = idle.indexOf(child);
      if (place >= 0) idle.splice(place, 1);
      const task = busy.get(child);
      busy.delete(child);
      if (closed || !task) return;
      task.deaths++;
      if (task.deaths < 2) waiting.unshift(task);
      else
        task.reject(
          new RunError(
            `worker: the process of a trial ended twice (${signal ?? `exit code ${code}`}). ` +
              'If memory ran out, use fewer --workers or a smaller network.',
          ),
        );
      dispatch();
    });
    send(child, { kind: 'data', data, threads });
    return child;
  }

  function dispatch(): void {
    while (!closed && waiting.length > 0 && busy.size < workers) {
      const task = waiting.shift()!;
      const child = idle.pop() ?? start();
      busy.set(child, task);
      const { job } = task;
      const checkpoint = checkpoints && {
        path: join(checkpoints.folder, `${trialKey(job)}.state`),
        everySeconds: checkpoints.everySeconds ?? 2,
      };
      send(child, { kind: 'trial', job, ...(checkpoint && { checkpoint }) });
    }
  }

  return {
    workers,
    run: (job, onEpoch) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new RunError('executor: it is closed.'));
        waiting.push({ job, onEpoch, resolve, reject, deaths: 0 });
        dispatch();
      }),
    async close() {
      closed = true;
      const children = [...idle, ...busy.keys()];
      for (const task of [...waiting.splice(0), ...busy.values()])
        task.reject(new RunError('executor: it was closed before the trial ended.'));
      await Promise.all(
        children.map(
          (child) =>
            new Promise<void>((resolve) => {
              if (child.exitCode !== null || child.signalCode !== null) return resolve();
              child.once('exit', () => resolve());
              child.kill('SIGKILL');
            }),
        ),
      );
    },
  };
}

const send = (child: ChildProcess, message: ToWorker): void => {
  // A process that is already gone is noticed by its exit, not here.
  child.send(message, () => {});
};
