/**
 * Counter-based randomness: every number is a pure function of its key, so a run resumes exactly and two runtimes
 * draw the same. The same integer hash stands in the tensor program (`ops/random/randomBits.ts`) and here.
 *
 * The mixer is "lowbias32" (C. Wellons, https://nullprogram.com/blog/2018/07/31/), a bijection of 32-bit integers.
 */
export function mix32(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Folds several integers and words into one 32-bit key. Order matters. */
export function randomKey(...parts: readonly (number | string)[]): number {
  let key = 0x9e3779b9;
  for (const part of parts) {
    if (typeof part === 'number') key = mix32(key ^ mix32(part >>> 0));
    else {
      for (let i = 0; i < part.length; i++) key = mix32(key ^ part.charCodeAt(i));
      key = mix32(key ^ part.length);
    }
  }
  return key >>> 0;
}

/** Uniform in [0, 1) with 24 bits, so that it is the same number in float32 and float64. */
export function uniformAt(key: number, counter: number): number {
  return (mix32(mix32(counter >>> 0) ^ key) >>> 8) / 0x1000000;
}

/** A random order of 0 … n−1 (Fisher–Yates), a pure function of `key`. */
export function permutation(n: number, key: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    // 53 bits from two draws: a single 24-bit draw would be biased for large n.
    const high = mix32(mix32(2 * i) ^ key);
    const low = mix32(mix32(2 * i + 1) ^ key) >>> 11;
    const j = Math.floor(((high * 0x200000 + low) / 0x20000000000000) * (i + 1));
    const swap = order[i]!;
    order[i] = order[j]!;
    order[j] = swap;
  }
  return order;
}
