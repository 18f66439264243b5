import { accuracy } from '../metrics/accuracy.ts';
import { balancedAccuracy } from '../metrics/balancedAccuracy.ts';
import { bestExponent } from '../metrics/bestExponent.ts';
import { calibratedLogLoss, exponents } from '../metrics/calibratedLogLoss.ts';
import { tempered } from './tempered.ts';
import { logLoss } from '../metrics/logLoss.ts';
import { r2 } from '../metrics/r2.ts';
import { rmse } from '../metrics/rmse.ts';
import { stateName, type Network } from '../recipe/compile.ts';
import type { Dataset } from '../data/dataset.ts';
import { preparedTargets, type TargetPreparation } from '../recipe/preparation.ts';
import { float32, numbers, type Program, type Tensor } from '../runtime/runtime.ts';
import { elementCount } from '../util/shape.ts';

/** Parameters by path. */
export type Parameters = Readonly<Record<string, Float32Array>>;

/** Prepared examples: features as the network takes them, targets as the loss does. */
export interface PreparedPart {
  readonly size: number;
  /** Integers for what takes tokens. */
  readonly features: Float32Array | Int32Array;
  readonly targets: Int32Array | Float32Array;
}

/** How good a network is on one part. Classification has `accuracy`, regression `rmse` and `r2` in the target's unit. */
export interface Scores {
  /** Mean loss without penalties: nats, or squared error in standard units. */
  readonly loss: number;
  readonly accuracy?: number;
  /** For imbalanced classes, with `logLoss`: the mean over classes of the share recognised. */
  readonly balancedAccuracy?: number;
  readonly logLoss?: number;
  /** Of classes, where it was asked for: the loss at the confidence that suits best. */
  readonly calibratedLoss?: number;
  readonly rmse?: number;
  readonly r2?: number;
}

/** Examples evaluated in one call: enough to be fast, few enough to stay interruptible. */
const chunk = 512;

/** Predictions of the evaluation or sampling program for all examples, row-major [size, width]. */
export async function predictPrepared(
  program: Program,
  net: Network,
  parameters: Parameters,
  part: PreparedPart,
  extraFeeds: Readonly<Record<string, Tensor>> = {},
): Promise<{ readonly predictions: Float32Array; readonly width: number }> {
  const feeds: Record<string, Tensor> = { ...extraFeeds };
  for (const [path, { shape }] of Object.entries(net.specs))
    feeds[stateName.parameter(path)] = float32(parameters[path]!, shape);
  const length = elementCount(net.exampleShape);
  const blocks: Float32Array[] = [];
  for (let from = 0; from < part.size; from += chunk) {
    const to = Math.min(part.size, from + chunk);
    const features = numbers(part.features.subarray(from * length, to * length), [
      to - from,
      ...net.exampleShape,
    ]);
    const { predictions } = await program.run({ ...feeds, features });
    blocks.push(predictions!.data as Float32Array);
  }
  const predictions = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    predictions.set(block, at);
    at += block.length;
  }
  return { predictions, width: predictions.length / part.size };
}

/**
 * Scores of predictions. For a number to predict, both sides are in standard units of `target`.
 *
 * @param calibrated Whether classes are given `calibratedLoss` too.
 */
export function score(
  predictions: Float32Array,
  width: number,
  targets: ArrayLike<number>,
  target: TargetPreparation,
  calibrated = false,
): Scores {
  if (target.kind === 'classes') {
    const loss = logLoss.evaluate(predictions, width, targets);
    return {
      loss,
      accuracy: accuracy.evaluate(predictions, width, targets),
      ...(target.imbalanced && {
        balancedAccuracy: balancedAccuracy.evaluate(predictions, width, targets),
        logLoss: loss,
      }),
      ...(calibrated && { calibratedLoss: calibratedLogLoss.evaluate(predictions, width, targets) }),
    };
  }
  const error = rmse.evaluate(predictions, width, targets);
  return {
    loss: error ** 2,
    rmse: error * target.deviation,
    r2: r2.evaluate(predictions, width, targets),
  };
}

/**
 * Standard deviation of the loss over the examples; their mean is what `score` gives. 0 for fewer than two.
 *
 * @param calibrated Whether classes are scored as `calibratedLoss` does it.
 */
export function lossDeviation(
  predictions: Float32Array,
  width: number,
  targets: ArrayLike<number>,
  { kind }: TargetPreparation,
  calibrated = false,
): number {
  const judged =
    calibrated && kind === 'classes' && targets.length > 0
      ? tempered(predictions, width, 1 / bestExponent(predictions, width, targets, exponents).exponent)
      : predictions;
  const losses = Array.from({ length: targets.length }, (_, n) => {
    const own = judged.subarray(n * width, (n + 1) * width);
    return kind === 'classes'
      ? logLoss.evaluate(own, width, [targets[n]!])
      : rmse.evaluate(own, width, [targets[n]!]) ** 2;
  });
  if (losses.length < 2) return 0;
  const centre = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return Math.sqrt(losses.reduce((sum, loss) => sum + (loss - centre) ** 2, 0) / (losses.length - 1));
}

/** Scores of what a model predicts for raw examples: probabilities, or numbers in the unit of the target. */
export function scoreRaw(
  { predictions, width }: { readonly predictions: Float32Array; readonly width: number },
  data: Dataset,
  target: TargetPreparation,
): Scores {
  const standard =
    target.kind === 'classes'
      ? predictions
      : predictions.map((value) => (value - target.mean) / target.deviation);
  return score(standard, width, preparedTargets(target, data), target);
}

/** The score that people read: accuracy, or rmse. */
export const headline = (scores: Scores): number => scores.accuracy ?? scores.rmse!;

/** How much better training looks than validation, in the headline score; the same data on both sides gives 0. */
export const generalizationGap = (train: Scores, validation: Scores): number =>
  train.accuracy !== undefined ? train.accuracy - validation.accuracy! : validation.rmse! - train.rmse!;
