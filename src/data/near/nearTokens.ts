import type { TokenFeatures } from '../dataset.ts';
import { setOf, similarSets } from './similarSets.ts';
import type { Looked } from './windowHashes.ts';
import { randomKey } from '../../util/random.ts';

const leastSimilarity = 0.8;
/** Shorter lists are one only where they are equal. */
const leastTokens = 8;

/** Pairs of token lists that have four fifths of their pairs of neighbours in common. */
export function nearTokens(
  { ids, length }: TokenFeatures,
  size: number,
  options: Looked = {},
): [number, number][] {
  const sets = Array.from({ length: size }, (_, i) => {
    const tokens = ids.subarray(i * length, (i + 1) * length).filter((id) => id !== 0);
    if (tokens.length < leastTokens) return new Uint32Array(0);
    return setOf(Array.from(tokens.subarray(1), (id, k) => randomKey(tokens[k]!, id)));
  });
  return similarSets(sets, leastSimilarity, options);
}
