import { drawLevels, recipeAt, type Levels, type Space } from './space.ts';
import { byMerit, type Candidate, type Race, type Standing } from './successiveHalving.ts';
import { leastObserved, suggest } from './suggest.ts';
import { randomKey } from '../../util/random.ts';

/** Draws after which a space counts as used up. */
const mostAttempts = 50;

/** One of so many stays random, so that the model hears of what it does not believe in. */
const randomEvery = 3;

/**
 * Proposes the cocktails of each block: none that was tried before, random ones at first, then most of them by a model of
 * what was tried. The n-th of a seed is the same wherever what ended before it is the same.
 *
 * @param given Cocktails that are known: numbers begin after them.
 * @param withModel Whether the model is used at all.
 */
export function proposer(
  space: Space,
  given: readonly Standing[],
  seed: number,
  withModel: boolean,
): Race['propose'] {
  return ({ count, finished, taken }) => {
    const known = new Set([...given, ...taken].map(({ levels }) => levels.join()));
    // The baseline is left out: all off, it says nothing for or against a value.
    const ranked = [...given.filter(({ origin }) => origin === 'start'), ...finished]
      .sort(byMerit)
      .map(({ levels }) => levels);
    const candidates: Candidate[] = [];
    for (let i = 0; i < count; i++) {
      const number = given.length + taken.length + i;
      const isModel = withModel && ranked.length >= leastObserved && number % randomEvery !== 0;
      const levels = firstNew(known, (attempt) =>
        isModel
          ? suggest(space, ranked, randomKey(seed, 'suggest', number, attempt))
          : drawLevels(space, randomKey(seed, 'cocktail', number, attempt)),
      );
      if (!levels) break;
      known.add(levels.join());
      const origin = isModel ? 'model' : 'random';
      candidates.push({ number, origin, levels, recipe: recipeAt(space, levels) });
    }
    return candidates;
  };
}

/** The first cocktail that is not known and not the baseline; undefined where there seems to be none left. */
function firstNew(known: ReadonlySet<string>, draw: (attempt: number) => Levels): Levels | undefined {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const levels = draw(attempt);
    if (levels.some((level) => level > 0) && !known.has(levels.join())) return levels;
  }
  return undefined;
}
