import { predict, type Model } from './model.ts';
import { tempered } from './tempered.ts';
import type { Features } from '../data/dataset.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { OptionError } from '../util/errors.ts';

/** Several networks that answer together: by the mean of what each predicts. */
export interface Ensemble {
  /** One or more, all of one preparation. */
  readonly members: readonly Model[];
  /** Of the mean probabilities, above 0. Absent where they are taken as they are. */
  readonly temperature?: number;
}

/**
 * Predictions of an ensemble for raw examples: the mean of its members' probabilities [size, classes], or of their numbers
 * [size, 1] in the unit of the target.
 *
 *     p = 1/K Σₖ pₖ;   with a temperature T: softmax(log p / T)
 *
 * @throws {OptionError} no members, members of different targets, or a temperature that is not above 0 or is of a number
 * to predict.
 * @throws {DataError} the examples have another shape or other columns than those trained on.
 * @see Lakshminarayanan et al. 2017, arXiv:1612.01474.
 */
export async function predictEnsemble(
  ensemble: Ensemble,
  features: Features,
  size: number,
  runtime: Runtime,
): Promise<{ readonly predictions: Float32Array; readonly width: number }> {
  checkEnsemble(ensemble);
  const { members, temperature } = ensemble;
  let sum: Float64Array | undefined;
  let width = 0;
  for (const member of members) {
    const result = await predict(member, features, size, runtime);
    width = result.width;
    sum ??= new Float64Array(result.predictions.length);
    for (let i = 0; i < sum.length; i++) sum[i]! += result.predictions[i]!;
  }
  const predictions = Float32Array.from(sum!, (x) => x / members.length);
  return {
    predictions: temperature === undefined ? predictions : tempered(predictions, width, temperature),
    width,
  };
}

/** @throws {OptionError} an ensemble that cannot predict as one. */
export function checkEnsemble({ members, temperature }: Ensemble): void {
  if (members.length === 0)
    throw new OptionError('ensemble: needs one member or more. Received none. Train some.');
  const [first, ...others] = members.map(({ preparation }) => JSON.stringify(preparation));
  const k = others.findIndex((other) => other !== first);
  if (k >= 0)
    throw new OptionError(
      `ensemble: all members must be of one preparation (trained on the same part). Received another one for member ${k + 1}.`,
    );
  if (temperature === undefined) return;
  if (members[0]!.preparation.target.kind !== 'classes')
    throw new OptionError(
      `temperature: only probabilities have one. Received temperature=${temperature} for a number to predict. Leave it out.`,
    );
  if (!(temperature > 0 && temperature < Infinity))
    throw new OptionError(`temperature: must be above 0. Received temperature=${temperature}.`);
}
