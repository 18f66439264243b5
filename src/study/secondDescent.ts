import * as z from 'zod';
import type { Candidate } from './capacity.ts';
import { effect } from './recordParts.ts';
import { judgedLoss, pairedCalibratedEffect } from './scores.ts';
import { holm, mean, studentTest } from './statistics.ts';
import type { PairResults } from './testBench.ts';
import { count, number } from '../util/format.ts';

/** A size between two others that are better: the loss falls, rises and falls again as the network grows. */
export const secondDescentRecord = z.object({
  /** Parameters of the better smaller size, of the worst between, and of the better larger one. */
  parameters: z.object({ before: z.number(), peak: z.number(), after: z.number() }),
  /** Loss that the smaller size has less than the peak, and the larger one. */
  rise: effect,
  fall: effect,
});
export type SecondDescentRecord = z.infer<typeof secondDescentRecord>;

/** Chance of a false finding that is allowed, over all sizes together. */
const level = 0.05;

/**
 * Looks for the second descent of the validation loss among the sizes that trained alike: of one family, for as many epochs and
 * with as many words, the most of them that there are. Each size between others stands against
 * the best smaller and the best larger one, pair by pair; it is a peak where both are better beyond chance, by the larger of
 * the two p values and corrected for as many sizes as there are.
 *
 * @param sizes On the same pairs; in any order.
 * @returns The highest peak; undefined where none is shown.
 * @see Belkin et al. 2019, PNAS 116:15849; Nakkiran et al. 2020, arXiv:1912.02292.
 */
export function findSecondDescent(sizes: readonly Candidate[]): SecondDescentRecord | undefined {
  const ascending = alike(sizes)
    .map(({ results }) => results)
    .sort((a, b) => parametersOf(a) - parametersOf(b));
  const best = (some: readonly PairResults[]) => some.reduce((a, b) => (lossOf(b) < lossOf(a) ? b : a));
  const peaks = ascending.slice(1, -1).map((peak, i) => {
    const [before, after] = [best(ascending.slice(0, i + 1)), best(ascending.slice(i + 2))];
    const p = Math.max(studentTest(differences(peak, before)), studentTest(differences(peak, after)));
    return { peak, before, after, p, isHigher: lossOf(peak) > Math.max(lossOf(before), lossOf(after)) };
  });
  const corrected = holm(peaks.map(({ p }) => p));
  const shown = peaks.filter(({ isHigher }, i) => isHigher && corrected[i]! <= level);
  if (shown.length === 0) return undefined;
  const { peak, before, after } = shown.reduce((a, b) => (lossOf(b.peak) > lossOf(a.peak) ? b : a));
  return {
    parameters: { before: parametersOf(before), peak: parametersOf(peak), after: parametersOf(after) },
    rise: pairedCalibratedEffect(before, peak),
    fall: pairedCalibratedEffect(after, peak),
  };
}

/** The largest group of sizes that differ in nothing but their size. */
function alike(sizes: readonly Candidate[]): readonly Candidate[] {
  const groups = new Map<string, Candidate[]>();
  for (const size of sizes) {
    const { architecture, ...rest } = size.recipe;
    const key = JSON.stringify({ ...rest, architecture: { ...architecture, size: 0 } });
    groups.set(key, [...(groups.get(key) ?? []), size]);
  }
  return [...groups.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
}

const losses = (results: PairResults): number[] => results.map(({ validation }) => judgedLoss(validation!));

const lossOf = (results: PairResults): number => mean(losses(results));

const parametersOf = (results: PairResults): number => results[0]!.parameters;

function differences(peak: PairResults, other: PairResults): number[] {
  const others = losses(other);
  return losses(peak).map((loss, i) => loss - others[i]!);
}

/** The finding in a sentence. */
export const secondDescentText = ({ parameters, rise, fall }: SecondDescentRecord): string =>
  `As the network grows its validation loss falls, rises and falls again (a second descent): with ${count(parameters.peak)} parameters it is ` +
  `${number(rise.mean)} above that with ${count(parameters.before)} and ${number(fall.mean)} above that with ${count(parameters.after)}.`;
