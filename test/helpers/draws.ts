import type { AppliedAugmentation } from '../../src/augmentations/image/augmentImages.ts';
import type { ImageAugmentation } from '../../src/augmentations/image/augmentation.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import { input } from '../../src/graph/value.ts';
import { interpret } from '../../src/runtime/reference.ts';
import { randomKey } from '../../src/util/random.ts';
import { keyArray } from './layers.ts';

/** Everything that an augmentation draws for `batch` examples under each of `keys` keys, end to end, by name. */
export function drawsOf(
  augmentation: ImageAugmentation,
  options: object = {},
  { batch = 256, keys = 16, place = 0 } = {},
): Record<string, Float64Array> {
  const key = input('key', [], 'uint32');
  const context = { key, batch, salt: randomKey('augmentation', place, augmentation.name) };
  const all = { ...augmentation.defaults, probability: 1, ...options } as AppliedAugmentation['options'];
  const graph = makeGraph('draws', [key], augmentation.sample(context, all));
  const pooled: Record<string, Float64Array> = {};
  for (let k = 0; k < keys; k++)
    for (const [name, { data }] of Object.entries(
      interpret(graph, { key: keyArray(randomKey('draws', k)) }),
    )) {
      pooled[name] ??= new Float64Array(data.length * keys);
      pooled[name].set(data, k * data.length);
    }
  return pooled;
}

/** Largest distance of the distribution of `values` from the uniform one on [low, high], times √n; 1.95 at p = 0.001. */
export function farFromUniform(values: ArrayLike<number>, [low, high]: readonly [number, number]): number {
  const n = values.length;
  const sorted = Float64Array.from(values, (x) => (x - low) / (high - low)).sort();
  const distance = sorted.reduce(
    (worst, x, i) => Math.max(worst, Math.abs(x - i / n), Math.abs(x - (i + 1) / n)),
    0,
  );
  return distance * Math.sqrt(n);
}

/** Largest difference of how often each whole number of [low, high] was drawn from its share, in standard errors. */
export function farFromEven(values: ArrayLike<number>, [low, high]: readonly [number, number]): number {
  const share = 1 / (high - low + 1);
  const counts = new Map<number, number>();
  for (const value of Array.from(values)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const error = Math.sqrt(values.length * share * (1 - share));
  let worst = 0;
  for (let whole = low; whole <= high; whole++)
    worst = Math.max(worst, Math.abs((counts.get(whole) ?? 0) - values.length * share) / error);
  return worst;
}

/** Correlation of two lists, times √n: about standard normal where they are independent. */
export function correlated(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = Math.min(a.length, b.length);
  const mean = (values: ArrayLike<number>) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[i]!;
    return sum / n;
  };
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa * bb === 0 ? 0 : (ab / Math.sqrt(aa * bb)) * Math.sqrt(n);
}
