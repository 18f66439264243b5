import type { ImageFeatures } from '../dataset.ts';
import { randomKey, uniformAt } from '../../util/random.ts';

/** Which examples are looked at, and how. */
export interface Looked {
  /** Left out. */
  readonly skip?: (i: number) => boolean;
  /** Compared with the others, not with one another. */
  readonly passive?: (i: number) => boolean;
}

/** Difference hashes of all pictures, each looked at through a window that is moved by a few pixels. */
export interface WindowHashes {
  /** 32-bit words of one hash. */
  readonly words: number;
  /** How far the window is moved to each side, in pixels. */
  readonly reach: number;
  /** Layout [size, (2·reach + 1)², words]; the window in the middle stands at `middle`. */
  readonly hashes: Uint32Array;
  readonly middle: number;
  /** Whether a picture has no hash: it is skipped, or has no contrast in its middle. */
  readonly isBlank: Uint8Array;
}

const rectangles = 48;
const candidates = 400;
const bits = 160;
const sampleSize = 512;

/** How far pictures may be moved against one another, in pixels: 2, less where that is much of a picture. */
export const reachOf = ({ height, width }: { readonly height: number; readonly width: number }): number =>
  Math.min(2, Math.floor(Math.min(height, width) / 8));

/**
 * Difference hashes (dHash) of 160 bits: each bit says whether one block of a picture is brighter than another, by more
 * than in about half of all pictures, in units of the picture's own contrast. So brightness and contrast do not count, and
 * each bit splits the pictures in halves, also where most have the same background.
 *
 * Each picture is hashed through a window that leaves a border of `reach` pixels and is moved over it: of two pictures
 * that differ by a shift, some window of the one sees exactly what the middle window of the other sees.
 *
 * Departs from dHash (N. Krawetz 2013) in blocks of any place and size (as BRIEF, Calonder et al. 2010), and in
 * thresholds fitted to the pictures at hand.
 */
export function windowHashes(
  features: ImageFeatures,
  size: number,
  { skip, passive }: Looked = {},
): WindowHashes {
  const { height, width } = features;
  const reach = reachOf(features);
  const side = 2 * reach + 1;
  const window = { height: height - 2 * reach, width: width - 2 * reach };
  const corners = blockCorners(window, width + 1);
  const middle = Math.floor((side * side) / 2);
  const middleAt = reach * (width + 1) + reach;
  const table = summedArea(features);

  // A sample says which pairs of blocks tell pictures apart, and from which difference on.
  const stride = Math.max(1, Math.floor(size / sampleSize));
  const sample: Float64Array[] = [];
  const blocks = new Float64Array(rectangles);
  for (let i = 0; i < size && sample.length < sampleSize; i += stride) {
    if (skip?.(i)) continue;
    table.load(i);
    if (table.blocksAt(middleAt, corners, window, blocks)) sample.push(blocks.slice());
  }
  const chosen = choosePairs(sample);
  const words = bits / 32;
  const hashes = new Uint32Array(size * side * side * words);
  const isBlank = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    if (skip?.(i)) {
      isBlank[i] = 1;
      continue;
    }
    table.load(i);
    for (let o = 0; o < side * side; o++) {
      if (o !== middle && passive?.(i)) continue;
      const at = Math.floor(o / side) * (width + 1) + (o % side);
      if (!table.blocksAt(at, corners, window, blocks)) {
        if (o === middle) isBlank[i] = 1;
        continue;
      }
      const start = (i * side * side + o) * words;
      for (let w = 0; w < words; w++) {
        let word = 0;
        for (let b = 32 * w; b < Math.min(chosen.first.length, 32 * w + 32); b++)
          if (blocks[chosen.first[b]!]! - blocks[chosen.second[b]!]! > chosen.threshold[b]!)
            word |= 1 << (b & 31);
        hashes[start + w] = word;
      }
    }
  }
  return { words, reach, hashes, middle, isBlank };
}

/** For each block the places of its four corners in a summed-area table, relative to the window, and its area. */
function blockCorners(window: { height: number; width: number }, stride: number) {
  const places = new Int32Array(4 * rectangles);
  const area = new Float64Array(rectangles);
  const key = randomKey('windowHashes');
  const extent = (length: number, k: number) => {
    const share = 0.12 + 0.2 * uniformAt(key, k);
    const long = Math.max(1, Math.min(length, Math.round(share * length)));
    const from = Math.floor(uniformAt(key, k + 1) * (length - long + 1));
    return [from, from + long] as const;
  };
  for (let k = 0; k < rectangles; k++) {
    const [top, bottom] = extent(window.height, 4 * k);
    const [left, right] = extent(window.width, 4 * k + 2);
    places.set(
      [top * stride + left, top * stride + right, bottom * stride + left, bottom * stride + right],
      4 * k,
    );
    area[k] = (bottom - top) * (right - left);
  }
  return { places, area };
}

/** The summed-area table of one picture's grey values at a time, and of their squares. */
function summedArea({ pixels, channels, height, width }: ImageFeatures) {
  const stride = width + 1;
  const sums = new Float64Array((height + 1) * stride);
  const squares = new Float64Array((height + 1) * stride);
  const plane = height * width;
  return {
    load(i: number) {
      const base = i * channels * plane;
      for (let y = 0; y < height; y++) {
        let [row, rowSquares] = [0, 0];
        for (let x = 0; x < width; x++) {
          let value = pixels[base + y * width + x]!;
          for (let c = 1; c < channels; c++) value += pixels[base + c * plane + y * width + x]!;
          row += value;
          rowSquares += value * value;
          const at = (y + 1) * stride + x + 1;
          sums[at] = sums[at - stride]! + row;
          squares[at] = squares[at - stride]! + rowSquares;
        }
      }
    },
    /** The means of the blocks in standard deviations of the window; false where the window has no contrast. */
    blocksAt(
      at: number,
      { places, area }: { places: Int32Array; area: Float64Array },
      window: { height: number; width: number },
      blocks: Float64Array,
    ): boolean {
      const total = (values: Float64Array) =>
        values[at]! -
        values[at + window.width]! -
        values[at + window.height * stride]! +
        values[at + window.height * stride + window.width]!;
      const count = window.height * window.width;
      const mean = total(sums) / count;
      const variance = total(squares) / count - mean * mean;
      if (!(variance > channels * channels)) return false;
      const scale = 1 / Math.sqrt(variance);
      for (let k = 0; k < rectangles; k++) {
        const sum =
          sums[at + places[4 * k]!]! -
          sums[at + places[4 * k + 1]!]! -
          sums[at + places[4 * k + 2]!]! +
          sums[at + places[4 * k + 3]!]!;
        blocks[k] = (sum / area[k]!) * scale;
      }
      return true;
    },
  };
}

/** Pairs of blocks whose difference varies from picture to picture, each as little like those before it as can be. */
function choosePairs(sample: readonly Float64Array[]) {
  const key = randomKey('windowHashes', 'pairs');
  const left = Array.from({ length: candidates }, (_, k) => {
    const first = Math.floor(uniformAt(key, 2 * k) * rectangles);
    const second = (first + 1 + Math.floor(uniformAt(key, 2 * k + 1) * (rectangles - 1))) % rectangles;
    const differences = Float64Array.from(sample, (blocks) => blocks[first]! - blocks[second]!);
    const sorted = differences.slice().sort();
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    const threshold = widestGap(sorted);
    const sides = Int8Array.from(differences, (d) => (d > threshold ? 1 : -1));
    return { first, second, threshold, spread: at(0.9) - at(0.1), sides, likeness: 0 };
  })
    .sort((a, b) => b.spread - a.spread)
    .slice(0, candidates / 2);
  const chosen: typeof left = [];
  while (chosen.length < bits) {
    const next = left.reduce((best, pair, k) => (pair.likeness < left[best]!.likeness ? k : best), 0);
    const [pair] = left.splice(next, 1);
    chosen.push(pair!);
    for (const other of left) other.likeness = Math.max(other.likeness, agreement(other.sides, pair!.sides));
  }
  return {
    first: Int32Array.from(chosen, ({ first }) => first),
    second: Int32Array.from(chosen, ({ second }) => second),
    threshold: Float64Array.from(chosen, ({ threshold }) => threshold),
  };
}

/** The middle of the widest gap in the middle third: near the median, and at no picture's own value. */
function widestGap(sorted: Float64Array): number {
  const [from, to] = [Math.floor(sorted.length / 3), Math.floor((2 * sorted.length) / 3)];
  let best = from;
  for (let k = from; k < to; k++)
    if (sorted[k + 1]! - sorted[k]! > sorted[best + 1]! - sorted[best]!) best = k;
  return sorted.length < 2 ? 0 : (sorted[best]! + sorted[best + 1]!) / 2;
}

function agreement(a: Int8Array, b: Int8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return a.length === 0 ? 0 : Math.abs(sum) / a.length;
}
