import type { Effect } from './record.ts';
import { incompleteBeta } from '../util/incompleteBeta.ts';
import { digamma, inverseTrigamma, trigamma } from '../util/polygamma.ts';
import { randomKey, uniformAt } from '../util/random.ts';

/** Arithmetic mean; 0 of nothing. */
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The middle value, or the mean of the two in the middle; not a number of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** Standard deviation with n − 1 in the denominator; 0 for fewer than two values. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Standard error of the mean. */
export const standardError = (values: readonly number[]): number =>
  standardDeviation(values) / Math.sqrt(values.length);

/**
 * Mean with its 95% interval by Student's t over the values. With a single value the interval is unbounded in truth;
 * it is given as the mean on both sides and `pairs` says 1.
 */
export function meanEffect(values: readonly number[]): Effect {
  const centre = mean(values);
  const margin = values.length < 2 ? 0 : studentQuantile(0.975, values.length - 1) * standardError(values);
  return { mean: centre, interval: [centre - margin, centre + margin], pairs: values.length };
}

/**
 * As `meanEffect`, where it is known about how much single values vary: the variance that is seen is drawn towards
 * `expected`, which counts as much as `weight` values more. A few values alone say hardly anything of their own spread.
 *
 * @see Smyth 2004, Statistical Applications in Genetics and Molecular Biology 3:3 (the moderated t).
 */
export function moderatedEffect(values: readonly number[], expected: number, weight = 20): Effect {
  const { centre, error, degrees } = moderated(values, expected, weight);
  const margin = studentQuantile(0.975, degrees) * error;
  return { mean: centre, interval: [centre - margin, centre + margin], pairs: values.length };
}

/** Mean, its moderated standard error, and the degrees of freedom of that. */
function moderated(values: readonly number[], expected: number, weight: number) {
  const degrees = values.length - 1 + weight;
  const seen = (values.length - 1) * standardDeviation(values) ** 2;
  const deviation = Math.sqrt((weight * expected + seen) / degrees);
  return { centre: mean(values), error: deviation / Math.sqrt(values.length), degrees };
}

/** What is known of how much single values vary, beside what they show themselves; see `moderatedEffect`. */
export interface Spread {
  /** Variance of single values. */
  readonly expected: number;
  /** So many values more it counts as; 0 where nothing is known. */
  readonly weight: number;
}

/**
 * What several comparisons on the same few pairs say together of how much their differences vary: the variance that they
 * share, which weighs more the more alike their variances are.
 *
 * @param all The differences of each comparison, over equally many pairs. Where all are zero nothing was compared.
 * @see Smyth 2004, section 6.2 (an F distribution fitted to the variances, by the moments of their logarithms).
 */
export function pooledSpread(all: readonly (readonly number[])[]): Spread {
  const variances = all.map((values) => standardDeviation(values) ** 2).filter((variance) => variance > 0);
  const degrees = (all[0]?.length ?? 0) - 1;
  if (variances.length < fewestPooled || degrees < 1) return { expected: 0, weight: 0 };
  // A fit to a handful of variances, of comparisons that vary together for their baseline is the same, knows less than it
  // says: with half the weight intervals hold the truth about as often as they should, with all of it in 92% of cases.
  const most = (variances.length * degrees) / 4;
  const logs = variances.map((variance) => Math.log(variance) - digamma(degrees / 2) + Math.log(degrees / 2));
  const beyondChance = standardDeviation(logs) ** 2 - trigamma(degrees / 2);
  if (beyondChance <= 0) return { expected: mean(variances), weight: most };
  const fitted = 2 * inverseTrigamma(beyondChance);
  const expected = Math.exp(mean(logs) + digamma(fitted / 2) - Math.log(fitted / 2));
  return { expected, weight: Math.min(most, fitted / 2) };
}

/** Fewer comparisons say nothing of how alike their variances are. */
const fewestPooled = 4;

/**
 * Mean of `a` less the mean of `b`, which are not paired, with its 95% interval (Welch 1947). `pairs` is the smaller count.
 */
export function differenceOfMeans(a: readonly number[], b: readonly number[]): Effect {
  const centre = mean(a) - mean(b);
  const [va, vb] = [standardError(a) ** 2, standardError(b) ** 2];
  const pairs = Math.min(a.length, b.length);
  if (pairs < 2 || va + vb === 0) return { mean: centre, interval: [centre, centre], pairs };
  const degrees = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  const margin = studentQuantile(0.975, degrees) * Math.sqrt(va + vb);
  return { mean: centre, interval: [centre - margin, centre + margin], pairs };
}

/** 95% interval of a share of n by Wilson 1927: good also near 0 and 1. */
export function wilsonInterval(share: number, n: number): [number, number] {
  const z = 1.959963984540054;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const margin = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // Rounding must not push an end past the share itself.
  return [Math.max(0, Math.min(share, centre - margin)), Math.min(1, Math.max(share, centre + margin))];
}

/** Quantile of Student's t distribution, by bisection of its distribution function. */
export function studentQuantile(probability: number, degrees: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees);
  let [low, high] = [0, 1];
  while (studentDistribution(high, degrees) < probability) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-13 * Math.max(1, high); i++) {
    const middle = (low + high) / 2;
    if (studentDistribution(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T ≤ t) for t ≥ 0. */
const studentDistribution = (t: number, degrees: number): number =>
  1 - incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;

/**
 * Two-sided p of the hypothesis that values vary around zero, by Student's t; 1 of fewer than two.
 *
 * @param expected About how much single values vary, where that is known; see `moderatedEffect`.
 */
export function studentTest(values: readonly number[], expected = 0, weight = expected > 0 ? 20 : 0): number {
  if (values.length < 2) return 1;
  const { centre, error, degrees } = moderated(values, expected, weight);
  if (error === 0) return centre === 0 ? 1 : 0;
  const t = centre / error;
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** Resamples of a bootstrap, and signs that are drawn where all of them are too many. */
const draws = 2000;

/**
 * 95% percentile interval of a statistic of n examples over resamples of them, by a fixed seed (Efron 1979). For a paired
 * comparison the statistic takes both sides of the examples that were drawn.
 */
export function bootstrapInterval(
  n: number,
  statistic: (draw: readonly number[]) => number,
): [number, number] {
  const values = Array.from({ length: draws }, (_, round) => {
    const key = randomKey('bootstrap', round);
    return statistic(Array.from({ length: n }, (__, i) => Math.floor(uniformAt(key, i) * n)));
  }).sort((a, b) => a - b);
  return [values[0.025 * draws - 1]!, values[0.975 * draws]!];
}

/**
 * Two-sided p of the hypothesis that each difference is as likely with the other sign: the share of all choices of signs
 * whose sum is at least as far out, twice the smaller tail. Exact up to 14 differences, else over 2,000 random choices.
 *
 * @see Fisher 1935, "The Design of Experiments", section 21.
 */
export function signFlipTest(differences: readonly number[]): number {
  const n = differences.length;
  if (n === 0) return 1;
  const observed = differences.reduce((sum, value) => sum + value, 0);
  // Sums of the same numbers in another order differ by rounding.
  const slack = 1e-12 * differences.reduce((sum, value) => sum + Math.abs(value), 0);
  const exact = n <= 14;
  const rounds = exact ? 2 ** n : draws;
  let [above, below] = exact ? [0, 0] : [1, 1];
  for (let round = 0; round < rounds; round++) {
    const key = exact ? 0 : randomKey('signs', round);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const flips = exact ? (round >> i) & 1 : Number(uniformAt(key, i) < 0.5);
      sum += flips ? -differences[i]! : differences[i]!;
    }
    if (sum >= observed - slack) above++;
    if (sum <= observed + slack) below++;
  }
  return Math.min(1, (2 * Math.min(above, below)) / (exact ? rounds : rounds + 1));
}

/**
 * Two-sided p of Wilcoxon's signed-rank test. Differences of zero are left out, equal ones share their mean rank. Up to 50
 * differences the distribution of the rank sum is exact, also with ties; beyond, the normal one with ties accounted for.
 *
 * @see Wilcoxon 1945, Biometrics Bulletin 1:80-83.
 */
export function wilcoxonTest(differences: readonly number[]): number {
  const values = differences.filter((value) => value !== 0);
  const n = values.length;
  if (n === 0) return 1;
  const { doubledRanks, tieSum } = rankMagnitudes(values);
  const total = doubledRanks.reduce((sum, rank) => sum + rank, 0);
  const positive = doubledRanks.reduce((sum, rank, i) => sum + (values[i]! > 0 ? rank : 0), 0);
  if (n > 50) {
    const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieSum / 48;
    const z = (positive - total / 2) / 2 / Math.sqrt(variance);
    return 2 * normalTail(Math.abs(z));
  }
  // ways[s]: choices of signs of which the positive doubled ranks sum to s.
  const ways = new Float64Array(total + 1);
  ways[0] = 1;
  let reached = 0;
  for (const rank of doubledRanks) {
    reached += rank;
    for (let sum = reached; sum >= rank; sum--) ways[sum]! += ways[sum - rank]!;
  }
  const tail = (from: number, to: number) => ways.subarray(from, to).reduce((sum, value) => sum + value, 0);
  const least = Math.min(tail(0, positive + 1), tail(positive, total + 1));
  return Math.min(1, (2 * least) / 2 ** n);
}

/** Twice the rank of each magnitude, ties at their mean, and the sum of t³ − t over ties of t. */
function rankMagnitudes(values: readonly number[]): {
  readonly doubledRanks: readonly number[];
  readonly tieSum: number;
} {
  const order = values.map((value, i) => [Math.abs(value), i] as const).sort(([a], [b]) => a - b);
  const doubledRanks = new Array<number>(values.length);
  let tieSum = 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && order[to]![0] === order[from]![0]) to++;
    // Ranks from + 1 … to: their mean doubled is whole.
    for (let k = from; k < to; k++) doubledRanks[order[k]![1]] = from + 1 + to;
    tieSum += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { doubledRanks, tieSum };
}

/** P(Z > z) of the standard normal distribution. */
function normalTail(z: number): number {
  // A continued fraction beyond 3, a series before (Abramowitz and Stegun 26.2.14 and 26.2.11).
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 3) {
    let fraction = z;
    for (let k = 60; k >= 1; k--) fraction = z + k / fraction;
    return density / fraction;
  }
  let [term, sum] = [z, z];
  for (let k = 1; k < 100; k++) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return 0.5 - density * sum;
}

/**
 * p values of several comparisons corrected so that the chance of any false one keeps to its level, in the order given.
 *
 * @see Holm 1979, Scandinavian Journal of Statistics 6:65-70.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const corrected = new Array<number>(pValues.length);
  let least = 0;
  order.forEach((i, rank) => {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * pValues[i]!));
    corrected[i] = least;
  });
  return corrected;
}

/**
 * Which candidates are as good as the best but for chance: whose mean loss lies within one standard error of the least.
 *
 * @param losses Of each candidate, over the same pairs.
 * @param least What the standard error of each is at least: the spread of a few pairs may be small by luck. Default 0.
 * @returns The place of the best, and whether each is within.
 * @see Breiman et al. 1984, "Classification and Regression Trees", section 3.4.3.
 */
export function withinOneStandardError(
  losses: readonly (readonly number[])[],
  least: readonly number[] = [],
): {
  readonly best: number;
  readonly within: readonly boolean[];
} {
  const means = losses.map(mean);
  const best = means.indexOf(Math.min(...means));
  const limit = means[best]! + Math.max(standardError(losses[best]!), least[best] ?? 0);
  return { best, within: means.map((value) => value <= limit) };
}
