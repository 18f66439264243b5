import type { PartRecord } from './record.ts';
import type { Space } from './space.ts';
import { levelsOf } from './space.ts';
import type { Pair } from '../pairs.ts';
import { pairedEffect, pairedCalibratedEffect } from '../scores.ts';
import type { PairResults, TestBench } from '../testBench.ts';
import { decide } from '../treat.ts';
import type { Recipe } from '../../recipe/schema.ts';
import { RunError } from '../../util/errors.ts';

/** The parts of a cocktail: the axes that are on, with the recipe in which that part alone is off. */
export const partsOf = (space: Space, recipe: Recipe) =>
  levelsOf(space, recipe).flatMap((level, i) => {
    const { axis, name, values } = space.axes[i]!;
    return level === 0 ? [] : [{ name, value: values[level]!, without: axis.apply(recipe, values[0]!) }];
  });

/**
 * What each part of a cocktail is worth in company: each is taken away alone, and the cocktail is compared with what is
 * left, pair by pair. A part that is kept helps among the others; one that is dropped is not missed.
 *
 * The cocktail was chosen on these pairs, so what its parts are worth is flattered as a whole; between parts the
 * comparison is fair.
 *
 * @param results The cocktail's trials on `pairs`.
 * @see Meyes et al. 2019, "Ablation studies in artificial neural networks", arXiv:1901.08644.
 */
export async function leaveOneOut(
  bench: TestBench,
  plan: {
    readonly space: Space;
    readonly recipe: Recipe;
    readonly results: PairResults;
    readonly pairs: readonly Pair[];
  },
): Promise<PartRecord[]> {
  const { space, recipe, results, pairs } = plan;
  return Promise.all(
    partsOf(space, recipe).map(async ({ name, value, without }): Promise<PartRecord> => {
      try {
        const rest = await bench.pairs('What is each part worth?', `without ${name}`, without, pairs);
        const [effect, lossEffect] = [pairedEffect(results, rest), pairedCalibratedEffect(results, rest)];
        return { name, value, effect, lossEffect, decision: decide(effect, lossEffect) };
      } catch (error) {
        if (!(error instanceof RunError)) throw error;
        const none = { mean: 0, interval: [0, 0] as [number, number], pairs: 0 };
        return { name, value, effect: none, lossEffect: none, decision: 'keep', reason: error.message };
      }
    }),
  );
}
