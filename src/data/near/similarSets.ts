import type { Looked } from './windowHashes.ts';
import { mix32, randomKey } from '../../util/random.ts';

const bandCount = 12;
const bandRows = 5;
/** Members of one bucket that a newcomer is compared with: texts made from one form fill buckets. */
const mostCompared = 40;

/**
 * Pairs of sets whose Jaccard similarity |A ∩ B| / |A ∪ B| is at least `least`, by MinHash and banding: 12 bands of 5
 * rows propose 99% of the pairs at 0.8, and the similarity itself decides.
 *
 * @param sets Sorted hashes of what each example holds; empty ones are in no pair.
 * @returns Pairs [i, j], i < j.
 * @see Broder 1997, On the resemblance and containment of documents. Leskovec, Rajaraman, Ullman 2020, Mining of
 *   Massive Datasets, section 3.4.
 */
export function similarSets(
  sets: readonly Uint32Array[],
  least: number,
  { skip, passive }: Looked = {},
): [number, number][] {
  const rows = bandCount * bandRows;
  const factors = Int32Array.from({ length: rows }, (_, k) => randomKey('minHash', k) | 1);
  const offsets = Int32Array.from({ length: rows }, (_, k) => randomKey('minHash', 'offset', k));
  const buckets = Array.from({ length: bandCount }, () => new Map<number, number[]>());
  const signature = new Uint32Array(rows);
  const pairs: [number, number][] = [];
  const seen = new Int32Array(sets.length).fill(-1);
  sets.forEach((set, j) => {
    if (set.length === 0 || skip?.(j)) return;
    signature.fill(0xffffffff);
    for (const item of set)
      for (let k = 0; k < rows; k++) {
        const hash = (Math.imul(item, factors[k]!) + offsets[k]!) >>> 0;
        if (hash < signature[k]!) signature[k] = hash;
      }
    for (let band = 0; band < bandCount; band++) {
      let key = band;
      for (let k = band * bandRows; k < (band + 1) * bandRows; k++) key = mix32(key ^ signature[k]!);
      const bucket = buckets[band]!.get(key);
      if (!bucket) {
        buckets[band]!.set(key, [j]);
        continue;
      }
      for (const i of bucket.slice(-mostCompared)) {
        if (seen[i] === j || (passive?.(i) && passive(j))) continue;
        seen[i] = j;
        if (jaccard(sets[i]!, set) >= least) pairs.push([i, j]);
      }
      bucket.push(j);
    }
  });
  return pairs;
}

/** |A ∩ B| / |A ∪ B| of two sorted sets. */
function jaccard(a: Uint32Array, b: Uint32Array): number {
  let [i, j, shared] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) [shared, i, j] = [shared + 1, i + 1, j + 1];
    else if (a[i]! < b[j]!) i++;
    else j++;
  }
  return shared / (a.length + b.length - shared);
}

/** The different values of a list, sorted. */
export const setOf = (values: Iterable<number>): Uint32Array => Uint32Array.from(new Set(values)).sort();
