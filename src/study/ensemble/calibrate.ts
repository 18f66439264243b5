import type { Effect } from '../record.ts';
import { mean, meanEffect } from '../statistics.ts';
import { logLoss } from '../../metrics/logLoss.ts';
import { fitTemperature, type HeldOut } from '../../train/fitTemperature.ts';
import { tempered } from '../../train/tempered.ts';
import { DataError } from '../../util/errors.ts';
import { permutation, randomKey } from '../../util/random.ts';

/** Held-out predictions of one network, and which example each row is of. */
export interface HeldOutPart extends HeldOut {
  /** A number for each row; rows of one number (the same example, or one group) never are on both sides. Default: all differ. */
  readonly examples?: ArrayLike<number>;
}

/** What a temperature is worth on predictions that it was not fitted on. */
export interface Calibration {
  /** Fitted on all held-out predictions. */
  readonly temperature: number;
  /** Mean log loss of the parts as they are, in nats. */
  readonly lossBefore: number;
  /** The same, each part at the temperature fitted on the others. */
  readonly lossAfter: number;
  /** Log loss taken away, part by part. */
  readonly effect: Effect;
  /** Whether the loss falls beyond the interval. Where it does not, leave the temperature away. */
  readonly kept: boolean;
}

/** Folds into which the predictions of a single network are cut. */
const folds = 5;

/**
 * One temperature for all predictions, kept only where it lowers the log loss of predictions that it was not fitted on.
 *
 * Cross-fitted: for each part (the held-out predictions of one network of several that were trained alike on other splits)
 * the temperature is fitted on the other parts, without rows of the same examples, and judged on this one. It is kept
 * where the mean of the differences is above 0 beyond its 95% interval by Student's t over the parts. The temperature that
 * comes back is fitted on all of them. Predictions of one network alone are cut into five parts at random.
 *
 * @param parts One or more; predictions of several networks must be in one order of classes.
 * @throws {DataError} no part, too few examples in a single one, or predictions that are no probabilities.
 * @example const { kept, temperature } = calibrate(heldOutParts(data, pairs, results));
 * @see Guo et al. 2017, arXiv:1706.04599. Cross-fitting as in Platt 1999, section 2.2.
 */
export function calibrate(parts: readonly HeldOutPart[], seed = 0): Calibration {
  if (parts.length === 0)
    throw new DataError('calibrate: needs held-out predictions. Received none. Give a validation part.');
  const { width } = parts[0]!;
  const wrong = parts.find((part) => part.width !== width);
  if (wrong)
    throw new DataError(
      `calibrate: all parts must have the same classes. Received ${width} and ${wrong.width}.`,
    );
  // Rows of a single network are told apart from each other; those of several by the number of their example.
  const units = parts.length === 1 ? foldsOf(parts[0]!, seed) : parts;
  const losses = units.map((part, i) => {
    const others = units.filter((_, k) => k !== i).map((other) => without(other, part.examples));
    const { temperature } = fitTemperature(joined(others));
    const { predictions, targets } = part;
    return {
      before: logLoss.evaluate(predictions, width, targets),
      after: logLoss.evaluate(tempered(predictions, width, temperature), width, targets),
    };
  });
  const effect = meanEffect(losses.map(({ before, after }) => before - after));
  return {
    temperature: fitTemperature(joined(units)).temperature,
    lossBefore: mean(losses.map(({ before }) => before)),
    lossAfter: mean(losses.map(({ after }) => after)),
    effect,
    kept: effect.pairs > 1 && effect.interval[0] > 0,
  };
}

/** The rows of a part that `keep` wants. */
function rowsOf(part: HeldOutPart, keep: (row: number) => boolean): HeldOutPart {
  const { predictions, width, targets, examples } = part;
  const rows = Array.from({ length: targets.length }, (_, n) => n).filter(keep);
  return {
    predictions: Float32Array.from(
      rows.flatMap((n) => [...predictions.subarray(n * width, (n + 1) * width)]),
    ),
    width,
    targets: rows.map((n) => targets[n]!),
    ...(examples && { examples: rows.map((n) => examples[n]!) }),
  };
}

/** A part without the rows of examples that another has too. */
function without(part: HeldOutPart, seen: ArrayLike<number> | undefined): HeldOutPart {
  if (!seen || !part.examples) return part;
  const known = new Set(Array.from(seen));
  return rowsOf(part, (row) => !known.has(part.examples![row]!));
}

function joined(parts: readonly HeldOutPart[]): HeldOut {
  return {
    predictions: Float32Array.from(parts.flatMap(({ predictions }) => [...predictions])),
    width: parts[0]!.width,
    targets: parts.flatMap(({ targets }) => Array.from(targets)),
  };
}

/** The predictions of one network in five parts; what is one example stays in one. */
function foldsOf(part: HeldOutPart, seed: number): HeldOutPart[] {
  const examples = Array.from(part.examples ?? Array.from(part.targets, (_, n) => n));
  const distinct = [...new Set(examples)];
  if (distinct.length < folds)
    throw new DataError(
      `calibrate: the predictions of one network must be of ${folds} examples or more. Received ${distinct.length}.`,
    );
  const order = permutation(distinct.length, randomKey(seed, 'calibrate'));
  const foldOf = new Map(Array.from(order, (place, i) => [distinct[place]!, i % folds]));
  return Array.from({ length: folds }, (_, fold) =>
    rowsOf(part, (row) => foldOf.get(examples[row]!) === fold),
  );
}
