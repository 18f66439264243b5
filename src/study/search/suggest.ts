import { offProbability, type Levels, type Space, type SpaceAxis } from './space.ts';
import { randomKey, uniformAt } from '../../util/random.ts';

/** Share of what was tried that counts as good. */
const goodShare = 0.25;

/** Fewer tried ones than these tell no good from bad. */
export const leastObserved = 10;

/** Cocktails that are drawn, of which the most promising is taken. */
const draws = 24;

/** How much a value says of its neighbour in an ordered list. */
const neighbourWeight = 0.5;

/**
 * A cocktail that is likely to be good, by a tree-structured Parzen estimator: of what was tried the best quarter and the
 * rest make two densities over each axis, and of some draws from the first the one is taken where
 *
 *     Σ log good(level) / bad(level)   over the axes
 *
 * is largest. A density counts each level that was tried, half also for its neighbours in an ordered axis, and the chances
 * of a random draw once, so that none is 0.
 *
 * Departs from its source: axes are lists of values, not real lines.
 *
 * @param ranked What was tried, best first. @param key Decides what is drawn: a pure function of both.
 * @see Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", NeurIPS 24.
 */
export function suggest({ axes }: Space, ranked: readonly Levels[], key: number): Levels {
  const good = ranked.slice(0, Math.ceil(goodShare * ranked.length));
  const bad = ranked.slice(good.length);
  const densities = axes.map((axis, i) => {
    const over = (tried: readonly Levels[]) =>
      density(
        axis,
        tried.map((levels) => levels[i]!),
      );
    return { good: over(good), bad: over(bad) };
  });
  let best: { readonly levels: Levels; readonly promise: number } | undefined;
  for (let n = 0; n < draws; n++) {
    const levels = axes.map(({ name }, i) => pick(densities[i]!.good, uniformAt(randomKey(key, name), n)));
    const promise = levels.reduce((sum, level, i) => {
      const { good: likely, bad: unlikely } = densities[i]!;
      return sum + Math.log(likely[level]! / unlikely[level]!);
    }, 0);
    if (!best || promise > best.promise) best = { levels, promise };
  }
  return best!.levels;
}

/** How likely each level is where these were seen; sums to 1. */
export function density(axis: SpaceAxis, seen: readonly number[]): number[] {
  const others = axis.values.length - 1;
  const counts = axis.values.map((_, level) =>
    level === 0 ? offProbability : (1 - offProbability) / others,
  );
  for (const level of seen) {
    // Off is no weak form of a remedy: it has no neighbours.
    const weights = axis.values.map((_, other): number => {
      if (other === level) return 1;
      const near = axis.ordered && level > 0 && other > 0 && Math.abs(other - level) === 1;
      return near ? neighbourWeight : 0;
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, other) => (counts[other]! += weight / total));
  }
  return counts.map((count) => count / (seen.length + 1));
}

/** The level at which the running sum of the chances passes `at`. */
function pick(chances: readonly number[], at: number): number {
  let sum = 0;
  const level = chances.findIndex((chance) => (sum += chance) > at);
  return level < 0 ? chances.length - 1 : level;
}
