import type { TableFeatures } from '../dataset.ts';
import type { Looked } from './windowHashes.ts';
import { mix32, randomKey, uniformAt } from '../../util/random.ts';

/** How far numbers of one row may be apart, in robust standard deviations of their column. */
const tolerance = 0.01;
/** Fewer distinct numbers than this make a column of codes, which must agree exactly. */
const leastDistinct = 20;
/** Pairs that agree by chance among all rows, at most, if columns are independent. */
const mostCoincidences = 1e-3;
const tables = 8;
const projections = 4;

/**
 * Pairs of rows that are the same but for rounding: every number within 1% of its column's (robust) standard deviation,
 * categories, codes and missing cells equal. With few columns of measured numbers that happens by chance, and none are
 * looked for.
 *
 * Random projections, cut into cells (p-stable hashing), propose; the numbers decide.
 *
 * @returns Pairs [i, j], i < j.
 * @see Datar, Immorlica, Indyk, Mirrokni 2004, Locality-sensitive hashing scheme based on p-stable distributions, SCG.
 */
export function nearRows(
  features: TableFeatures,
  size: number,
  { skip, passive }: Looked = {},
): [number, number][] {
  const columns = features.numericColumns.length;
  const scales = columnScales(features, size);
  const measured = Array.from(scales.keys()).filter((c) => scales[c]! > 0);
  if ((size * size * (2 * tolerance) ** measured.length) / 2 > mostCoincidences) return [];
  const value = (i: number, c: number) => features.numbers[i * columns + c]!;
  const exact = Uint32Array.from({ length: size }, (_, i) => exactKey(features, scales, i));
  const isNear = (i: number, j: number) =>
    sameCodes(features, scales, i, j) &&
    measured.every((c) => {
      const [a, b] = [value(i, c), value(j, c)];
      return Number.isNaN(a) ? Number.isNaN(b) : Math.abs(a - b) <= tolerance * scales[c]!;
    });

  const cell = 10 * tolerance * Math.sqrt(measured.length);
  const pairs = new Map<number, [number, number]>();
  const previous = new Int32Array(size);
  for (let t = 0; t < tables; t++) {
    const keys = exact.slice();
    for (let p = 0; p < projections; p++) {
      const key = randomKey('nearRows', t, p);
      // The sum of three uniform draws is normal enough here.
      const weights = measured.map(
        (c, k) =>
          (2 * (uniformAt(key, 3 * k) + uniformAt(key, 3 * k + 1) + uniformAt(key, 3 * k + 2)) - 3) /
          scales[c]!,
      );
      const offset = uniformAt(key, 3 * measured.length);
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let k = 0; k < measured.length; k++) {
          const x = value(i, measured[k]!);
          if (!Number.isNaN(x)) sum += weights[k]! * x;
        }
        keys[i] = mix32(keys[i]! ^ mix32(Math.floor(sum / cell + offset) >>> 0));
      }
    }
    // Rows of one cell are a chain through `previous`.
    const latest = new Map<number, number>();
    for (let j = 0; j < size; j++) {
      if (skip?.(j)) continue;
      const head = latest.get(keys[j]!) ?? -1;
      for (let i = head; i >= 0; i = previous[i]!)
        if (!(passive?.(i) && passive(j)) && !pairs.has(i * size + j) && isNear(i, j))
          pairs.set(i * size + j, [i, j]);
      previous[j] = head;
      latest.set(keys[j]!, j);
    }
  }
  return [...pairs.values()];
}

/** The interquartile range as a standard deviation; 0 for columns that must agree exactly. */
function columnScales({ numbers, numericColumns }: TableFeatures, size: number): Float64Array {
  const columns = numericColumns.length;
  return Float64Array.from({ length: columns }, (_, c) => {
    const sorted = new Float32Array(size);
    const distinct = new Set<number>();
    let count = 0;
    for (let i = 0; i < size; i++) {
      const x = numbers[i * columns + c]!;
      if (Number.isNaN(x)) continue;
      sorted[count++] = x;
      if (distinct.size <= leastDistinct) distinct.add(x);
    }
    if (distinct.size <= leastDistinct) return 0;
    return robustDeviation(sorted.subarray(0, count).sort());
  });
}

const robustDeviation = (sorted: Float32Array): number =>
  (sorted[Math.floor(0.75 * sorted.length)]! - sorted[Math.floor(0.25 * sorted.length)]!) / 1.349;

function exactKey(features: TableFeatures, scales: Float64Array, i: number): number {
  const width = features.categoricalColumns.length;
  let key = randomKey(...features.categories.slice(i * width, (i + 1) * width));
  scales.forEach((scale, c) => {
    const x = features.numbers[i * scales.length + c]!;
    if (Number.isNaN(x)) key = mix32(key ^ (c + 1));
    else if (scale === 0) key = randomKey(key, String(x));
  });
  return key;
}

function sameCodes(features: TableFeatures, scales: Float64Array, i: number, j: number): boolean {
  const width = features.categoricalColumns.length;
  for (let k = 0; k < width; k++)
    if (features.categories[i * width + k] !== features.categories[j * width + k]) return false;
  return scales.every(
    (scale, c) =>
      scale > 0 ||
      Object.is(features.numbers[i * scales.length + c], features.numbers[j * scales.length + c]),
  );
}
