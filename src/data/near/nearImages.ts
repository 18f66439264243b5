import type { ImageFeatures } from '../dataset.ts';
import { windowHashes, type Looked, type WindowHashes } from './windowHashes.ts';

/** Hashes that differ in more of their 160 bits are not looked at; JPEG of quality 50 changes 9 at most. */
const mostBits = 11;
/** Parts of a hash, of 8 to 20 bits each, that are looked up. */
const mostBands = 8;
/** Of smaller pictures only equal ones are found: too little is in them to tell likeness from chance. */
const leastSide = 8;
/** Correlation from which two pictures are one whatever else. Of 10,000 digits of MNIST no two reach 0.987. */
const sameCorrelation = 0.988;
/** What compression leaves of one picture: noise below so many grey levels, and edges in the same places. */
const leastCorrelation = 0.96;
const mostNoise = 10.5;
const leastEdgeCorrelation = 0.85;
/** Under less noise contrast and edges count less: compression takes the grain of a smooth picture away. */
const littleNoise = 6.5;
const leastSmoothCorrelation = 0.93;
const leastGrainCorrelation = 0.5;
/** How far the correlation of few pixels may lie below that of all. */
const glanceMargin = 0.04;
/** Brighter or darker by a quarter at most. */
const mostGain = 1.25;

/**
 * Pairs of pictures that show the same: recompressed, shifted by up to 2 pixels, a little brighter or darker.
 *
 * Difference hashes through moved windows propose (see `windowHashes`), found by multi-index hashing: hashes that agree
 * in all bits of one of several bands. The pixels of both windows decide, by their correlation, which brightness and
 * contrast leave alone. Time grows with the number of pictures, not of pairs, unless they are all alike.
 *
 * @param options.skip Pictures to leave out.
 * @param options.passive Pictures that are compared with the others, not with one another.
 * @returns Pairs [i, j], i < j.
 * @see Norouzi, Punjani, Fleet 2012, Fast search in Hamming space with multi-index hashing, CVPR.
 */
export function nearImages(features: ImageFeatures, size: number, options: Looked = {}): [number, number][] {
  if (Math.min(features.height, features.width) < leastSide) return [];
  const hashes = windowHashes(features, size, options);
  const pairs: [number, number][] = [];
  const side = 2 * hashes.reach + 1;
  const decided = new Set<number>();
  forEachCandidate(hashes, size, options, (i, j, offset) => {
    const pair = Math.min(i, j) * size + Math.max(i, j);
    if (decided.has(pair)) return;
    const [dy, dx] = [Math.floor(offset / side) - hashes.reach, (offset % side) - hashes.reach];
    if (!isSamePicture(features, hashes.reach, i, j, dy, dx)) return;
    decided.add(pair);
    pairs.push([Math.min(i, j), Math.max(i, j)]);
  });
  return pairs;
}

/** Calls `visit` with each two pictures where the middle window of i nearly has the hash of a window of j. */
function forEachCandidate(
  { words, reach, hashes, middle, isBlank }: WindowHashes,
  size: number,
  { passive }: Looked,
  visit: (i: number, j: number, offset: number) => void,
): void {
  const offsets = (2 * reach + 1) ** 2;
  const width = Math.max(8, Math.min(20, 4 + Math.ceil(Math.log2(size + 1))));
  const bands = Math.min(mostBands, Math.floor((32 * words) / width));
  const mask = (1 << width) - 1;
  const keyAt = (from: Uint32Array, start: number, band: number) => {
    const [word, shift] = [(band * width) >>> 5, (band * width) & 31];
    let key = from[start + word]! >>> shift;
    if (shift + width > 32) key |= from[start + word + 1]! << (32 - shift);
    return key & mask;
  };
  // Close together in memory: they are read in any order.
  const middles = new Uint32Array(size * words);
  for (let i = 0; i < size; i++) {
    const start = (i * offsets + middle) * words;
    middles.set(hashes.subarray(start, start + words), i * words);
  }
  const hashed = Int32Array.from({ length: size }, (_, i) => i).filter((i) => !isBlank[i]);
  // One counting sort a band: the pictures with key k stand from starts[k] to starts[k + 1], in ascending order.
  const tables = Array.from({ length: bands }, (_, band) => {
    const starts = new Int32Array(mask + 2);
    for (const i of hashed) starts[keyAt(middles, i * words, band) + 1]!++;
    for (let k = 0; k <= mask; k++) starts[k + 1]! += starts[k]!;
    const next = starts.slice();
    const members = new Int32Array(hashed.length);
    for (const i of hashed) members[next[keyAt(middles, i * words, band)]!++] = i;
    return { starts, members };
  });
  const isPassive = Uint8Array.from({ length: size }, (_, i) => Number(passive?.(i) ?? false));
  const seen = new Float64Array(size).fill(-1);
  for (const j of hashed) {
    if (passive?.(j)) continue;
    for (let offset = 0; offset < offsets; offset++) {
      const probe = (j * offsets + offset) * words;
      for (let band = 0; band < bands; band++) {
        const { starts, members } = tables[band]!;
        const key = keyAt(hashes, probe, band);
        for (let at = starts[key]!; at < starts[key + 1]!; at++) {
          const i = members[at]!;
          if (seen[i] === probe || (i >= j && !isPassive[i])) continue;
          seen[i] = probe;
          let distance = 0;
          for (let w = 0; w < words && distance <= mostBits; w++)
            distance += bitCount(middles[i * words + w]! ^ hashes[probe + w]!);
          if (distance <= mostBits) visit(i, j, offset);
        }
      }
    }
  }
}

/** Ones of a 32-bit word. */
function bitCount(x: number): number {
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Compares i's middle window with j's, moved by (dy, dx): some pixels first, then all. */
function isSamePicture(
  features: ImageFeatures,
  reach: number,
  i: number,
  j: number,
  dy: number,
  dx: number,
): boolean {
  if (!mayBeSame(features, reach, i, j, dy, dx)) return false;
  const { correlation, edges, gain, noise } = compare(features, reach, i, j, dy, dx);
  if (gain > mostGain || gain < 1 / mostGain) return false;
  if (correlation >= sameCorrelation) return true;
  return noise <= littleNoise
    ? correlation >= leastSmoothCorrelation && edges >= leastGrainCorrelation
    : noise <= mostNoise && correlation >= leastCorrelation && edges >= leastEdgeCorrelation;
}

/** Whether one pixel in three each way, of the first channel, leaves it open that two windows show the same. */
function mayBeSame(
  { pixels, channels, height, width }: ImageFeatures,
  reach: number,
  i: number,
  j: number,
  dy: number,
  dx: number,
): boolean {
  const plane = channels * height * width;
  const moved = (j * plane + dy * width + dx) | 0;
  let n = 0;
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let y = reach + 1; y < height - reach; y += 3) {
    const last = y * width + width - reach;
    for (let at = y * width + reach + 1; at < last; at += 3) {
      const p = pixels[i * plane + at]!;
      const q = pixels[moved + at]!;
      n++;
      a += p;
      b += q;
      aa += p * p;
      bb += q * q;
      ab += p * q;
    }
  }
  const varianceA = (aa - (a * a) / n) / n;
  const varianceB = (bb - (b * b) / n) / n;
  // Where the few pixels are all alike they say nothing.
  if (!(varianceA > 1 && varianceB > 1)) return true;
  const correlation = (ab - (a * b) / n) / n / Math.sqrt(varianceA * varianceB);
  // The more contrast, the less of it the noise of compression is.
  const quiet = Math.sqrt(Math.max(0, 1 - mostNoise ** 2 / Math.min(varianceA, varianceB)));
  return correlation >= Math.max(leastSmoothCorrelation, Math.min(sameCorrelation, quiet)) - glanceMargin;
}

function compare(
  { pixels, channels, height, width }: ImageFeatures,
  reach: number,
  i: number,
  j: number,
  dy: number,
  dx: number,
) {
  const plane = height * width;
  let [n, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  let [edgesAA, edgesBB, edgesAB] = [0, 0, 0];
  for (let c = 0; c < channels; c++)
    for (let y = reach; y < height - reach; y++) {
      const rowA = (i * channels + c) * plane + y * width;
      const rowB = (j * channels + c) * plane + (y + dy) * width + dx;
      for (let x = reach; x < width - reach; x++) {
        const p = pixels[rowA + x]!;
        const q = pixels[rowB + x]!;
        n++;
        a += p;
        b += q;
        aa += p * p;
        bb += q * q;
        ab += p * q;
        if (x + 1 >= width - reach || y + 1 >= height - reach) continue;
        // Across and down at once: edges along one diagonal are rare.
        const edgeA = pixels[rowA + x + width + 1]! - p;
        const edgeB = pixels[rowB + x + width + 1]! - q;
        edgesAA += edgeA * edgeA;
        edgesBB += edgeB * edgeB;
        edgesAB += edgeA * edgeB;
      }
    }
  const [varianceA, varianceB] = [aa / n - (a / n) ** 2, bb / n - (b / n) ** 2];
  const correlation = (ab / n - (a / n) * (b / n)) / Math.sqrt(varianceA * varianceB);
  return {
    correlation,
    edges: edgesAB / Math.sqrt(edgesAA * edgesBB),
    gain: Math.sqrt(varianceB / varianceA),
    /** Grey levels (root mean square) that brightness and contrast do not explain. */
    noise: Math.sqrt(Math.min(varianceA, varianceB) * Math.max(0, 1 - correlation ** 2)),
  };
}
