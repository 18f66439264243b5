import type { HeldOutPart } from './calibrate.ts';
import { decodedFloats } from './encodedFloats.ts';
import type { Pair } from '../pairs.ts';
import type { PairResults } from '../testBench.ts';
import type { Dataset } from '../../data/dataset.ts';
import { DataError } from '../../util/errors.ts';

/**
 * What the networks of all pairs predict for their validation parts, for `calibrate`. Examples of one group count as one.
 *
 * @param results Trials that were made with `wantsPredictions`, in the order of the pairs.
 * @throws {DataError} numbers to predict have no calibration, or a trial came without predictions.
 */
export function heldOutParts(data: Dataset, pairs: readonly Pair[], results: PairResults): HeldOutPart[] {
  const { target, groups } = data;
  if (target.kind !== 'classes')
    throw new DataError(
      'calibrate: needs classes. Received a number to predict. Leave the temperature away.',
    );
  const groupOf = new Map<string, number>();
  for (const group of groups ?? []) if (!groupOf.has(group)) groupOf.set(group, groupOf.size);
  return results.map(({ predictions }, i) => {
    if (predictions === undefined)
      throw new DataError(
        `calibrate: needs predictions. Received none from trial ${i}. Ask for them (wantsPredictions).`,
      );
    const { validation } = pairs[i]!.parts;
    return {
      predictions: decodedFloats(predictions),
      width: target.classes.length,
      targets: validation.map((n) => target.labels[n]!),
      examples: groups ? validation.map((n) => groupOf.get(groups[n]!)!) : validation,
    };
  });
}
