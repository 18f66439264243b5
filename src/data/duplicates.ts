import type { Dataset, TableFeatures } from './dataset.ts';
import { mix32, randomKey } from '../util/random.ts';

/**
 * For each example the index of the first example with exactly the same features (its own index where there is none).
 * Labels do not count: two equal pictures with different labels are duplicates too.
 */
export function firstOccurrences(dataset: Dataset): Int32Array {
  const { features, size } = dataset;
  if (features.kind === 'image') {
    const length = features.channels * features.height * features.width;
    return firstEqualVectors(features.pixels, length, size);
  }
  if (features.kind === 'tokens') return firstEqualVectors(features.ids, features.length, size);
  if (features.kind === 'text') return firstEqualTexts(features.texts);
  return firstEqualRows(features, size);
}

function firstEqualVectors(values: Uint8Array | Int32Array, length: number, size: number): Int32Array {
  return firstEqual(
    size,
    (i) => hashRow(values, i, length),
    (i, j) => equalRows(values, i, j, length),
  );
}

function firstEqualTexts(texts: readonly string[]): Int32Array {
  const first = new Map<string, number>();
  return Int32Array.from(texts, (text, i) => {
    const before = first.get(text) ?? i;
    first.set(text, before);
    return before;
  });
}

function firstEqualRows(features: TableFeatures, size: number): Int32Array {
  const { categories } = features;
  // By their bits, so that two missing numbers (NaN) are equal.
  const { buffer, byteOffset, length } = features.numbers;
  const bits = new Uint32Array(buffer, byteOffset, length);
  const numeric = features.numericColumns.length;
  const categorical = features.categoricalColumns.length;
  return firstEqual(
    size,
    (i) => randomKey(hashRow(bits, i, numeric), ...categories.slice(i * categorical, (i + 1) * categorical)),
    (i, j) => equalRows(bits, i, j, numeric) && equalRows(categories, i, j, categorical),
  );
}

/** A hash only proposes: `equal` decides. */
function firstEqual(
  size: number,
  hash: (i: number) => number,
  equal: (i: number, j: number) => boolean,
): Int32Array {
  // Examples of one hash are a chain through `previous`: lists of one each would fill the memory of a large table.
  const latest = new Map<number, number>();
  const previous = new Int32Array(size).fill(-1);
  const first = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const key = hash(i);
    const head = latest.get(key) ?? -1;
    let j = head;
    while (j >= 0 && !equal(i, j)) j = previous[j]!;
    first[i] = j >= 0 ? j : i;
    if (j >= 0) continue;
    previous[i] = head;
    latest.set(key, i);
  }
  return first;
}

function hashRow(values: Uint8Array | Uint32Array | Int32Array, row: number, width: number): number {
  let hash = 0x811c9dc5;
  for (let i = row * width; i < (row + 1) * width; i++) {
    hash ^= values[i]!;
    // The high bits must reach the low ones: float32 numbers often differ in those alone.
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  }
  return mix32(hash);
}

function equalRows(values: ArrayLike<number | string>, a: number, b: number, width: number): boolean {
  for (let i = 0; i < width; i++) if (values[a * width + i] !== values[b * width + i]) return false;
  return true;
}
