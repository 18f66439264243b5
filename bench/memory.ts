// Whether many trainings in one process leave anything behind.
import { fromArrays } from '../src/data/arrays.ts';
import { recipe } from '../src/recipe/schema.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { fit } from '../src/train/fit.ts';
import { randomKey, uniformAt } from '../src/util/random.ts';

export const title = 'memory of a process after 20 and after 200 trainings';

/** Memory of this process after so many trainings, in MiB. */
export interface MemoryAt {
  readonly trainings: number;
  /** All of the process that is in memory: JavaScript, onnxruntime, code. */
  readonly residentMiB: number;
  /** JavaScript objects, after a collection where node runs with --expose-gc. */
  readonly heapMiB: number;
}

/**
 * Trains small networks one after another in this process, each from data to scores with sessions of its own, and says
 * how much memory the process holds after 20 of them and after the last: what is not given back shows as growth.
 *
 * The recipe has what holds sessions and states: batchNorm, dropout, early stopping and an average of weights.
 *
 * @param count Trainings in all, 20 or more. Each takes about 0.1 s on an idle core.
 */
export async function trainMany(count: number): Promise<readonly MemoryAt[]> {
  const runtime = nodeRuntime();
  const part = (name: string) => {
    const key = randomKey('memory', name);
    return fromArrays({
      columns: Array.from({ length: 32 }, (_, i) => `x${i}`),
      rows: Array.from({ length: 256 }, (_, n) =>
        Array.from({ length: 32 }, (_, i) => uniformAt(key, 32 * n + i)),
      ),
      labels: Array.from({ length: 256 }, (_, n) => String(n % 2)),
    });
  };
  const data = { train: part('train'), validation: part('validation') };
  const measured: MemoryAt[] = [];
  for (let done = 1; done <= count; done++) {
    await fit(
      data,
      recipe({
        architecture: { name: 'mlp', size: 128, batchNorm: true },
        dropout: 0.3,
        optimizer: { name: 'adamw', learningRate: 0.001 },
        averaging: { name: 'ema', decay: 0.99 },
        stopping: { patience: 5 },
        batchSize: 64,
        epochs: 3,
        seed: done,
      }),
      { runtime },
    );
    if (done !== 20 && done !== count) continue;
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    measured.push({ trainings: done, residentMiB: rss / 2 ** 20, heapMiB: heapUsed / 2 ** 20 });
  }
  return measured;
}

/** `[trainings]`, by default 200. */
export async function run([count = '200']: readonly string[]): Promise<void> {
  for (const { trainings, residentMiB, heapMiB } of await trainMany(Number(count)))
    console.log(
      `after ${trainings} trainings: ${residentMiB.toFixed(0)} MiB resident, ${heapMiB.toFixed(1)} MiB of JavaScript`,
    );
}
