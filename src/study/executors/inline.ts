import type { Executor } from './executor.ts';
import { runTrial, type TrialJob } from '../trial.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/** Runs trials one after another in this process: for tests, and where processes cannot be forked. */
export function inlineExecutor(data: Dataset, runtime: Runtime, signal?: AbortSignal): Executor {
  let queue: Promise<unknown> = Promise.resolve();
  return {
    workers: 1,
    run(job: TrialJob, onEpoch) {
      const result = queue.then(() =>
        runTrial(data, job, runtime, { ...(signal && { signal }), ...(onEpoch && { onEpoch }) }),
      );
      queue = result.catch(() => {});
      return result;
    },
    close: async () => {},
  };
}
