// shared within this room
import { isSymbol, type Sentence } from '../../text/token.ts';

/** What the prior is worth, as a share of the data: a class that says a word a few times more is not believed at once. */
const priorShare = 0.1;

export interface TelltaleOptions {
  /** Standard errors by which the log-odds must exceed 0. Default 2.58: by chance one word in 200. */
  readonly leastZ?: number;
  /** How often the class must say it. Default 5. */
  readonly leastCount?: number;
  /** Words of a class at most, those that tell most. Default 50. */
  readonly most?: number;
}

/**
 * The words that give each class away, from training texts: log-odds of the word in the class against all others, with
 * the whole data as prior, over their standard error.
 *
 *     δ = ln((y + a)/(n + A − y − a)) − ln((y′ + a)/(n′ + A − y′ − a)),   z = δ / √(1/(y + a) + 1/(y′ + a))
 *
 * where the class says the word y times among its n, the others y′ among n′, and a = A · (y + y′)/(n + n′), A = (n + n′)/10.
 *
 * @param labels Class of each text, an index below `classes`.
 * @returns By class the words, normalised; punctuation is none.
 * @see Monroe et al. 2008, "Fightin' words", Political Analysis 16:372-403.
 */
export function telltales(
  sentences: readonly Sentence[],
  labels: ArrayLike<number>,
  classes: number,
  { leastZ = 2.58, leastCount = 5, most = 50 }: TelltaleOptions = {},
): ReadonlySet<string>[] {
  const counts = new Map<string, Float64Array>();
  const totals = new Float64Array(classes);
  sentences.forEach((sentence, i) => {
    const label = labels[i]!;
    for (const token of sentence) {
      if (isSymbol(token)) continue;
      let count = counts.get(token.word);
      if (!count) counts.set(token.word, (count = new Float64Array(classes)));
      count[label]!++;
      totals[label]!++;
    }
  });
  const all = totals.reduce((a, b) => a + b, 0);
  return Array.from({ length: classes }, (_, label) => {
    const found: { word: string; z: number }[] = [];
    for (const [word, count] of counts) {
      const said = count[label]!;
      if (said < leastCount) continue;
      const total = count.reduce((a, b) => a + b, 0);
      const prior = priorShare * total;
      const oddsOf = (y: number, n: number) => Math.log((y + prior) / (n + priorShare * all - y - prior));
      const difference = oddsOf(said, totals[label]!) - oddsOf(total - said, all - totals[label]!);
      const z = difference / Math.sqrt(1 / (said + prior) + 1 / (total - said + prior));
      if (z > leastZ) found.push({ word, z });
    }
    // Of equals the first in the alphabet, so that the order of the texts does not matter.
    found.sort((a, b) => b.z - a.z || (a.word < b.word ? -1 : 1));
    return new Set(found.slice(0, most).map(({ word }) => word));
  });
}
