import type { Recipe } from '../../src/recipe/schema.ts';
import type { Executor } from '../../src/study/executors/executor.ts';
import type { TrialResult } from '../../src/study/trial.ts';
import { randomKey, uniformAt } from '../../src/util/random.ts';

/**
 * Made-up trials that end in a random order: of those that run, at most `workers`, one drawn at random is the next to
 * end.
 */
export function disorderlyExecutor(
  outcome: (recipe: Recipe) => TrialResult,
  workers: number,
  seed: number,
): Executor {
  const waiting: (() => void)[] = [];
  let draws = 0;
  let isGoing = false;
  const go = async () => {
    isGoing = true;
    while (waiting.length > 0) {
      // Whoever waits for a result first says what comes next.
      await new Promise((resolve) => setImmediate(resolve));
      const next = Math.floor(uniformAt(randomKey(seed), draws++) * Math.min(workers, waiting.length));
      waiting.splice(next, 1)[0]!();
    }
    isGoing = false;
  };
  return {
    workers,
    run: ({ recipe }) =>
      new Promise((resolve, reject) => {
        waiting.push(() => {
          try {
            resolve(outcome(recipe));
          } catch (error) {
            reject(error as Error);
          }
        });
        if (!isGoing) void go();
      }),
    close: async () => {},
  };
}
