// shared within this room
import type { LossOptions } from './loss.ts';
import type { Value } from '../graph/types.ts';
import { constant } from '../graph/value.ts';
import { add } from '../ops/elementwise/add.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { equal } from '../ops/elementwise/equal.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import { OptionError, ShapeError } from '../util/errors.ts';
import { sameShape, shapeText } from '../util/shape.ts';

/**
 * Targets of a loss of classes as shares [N, classes], smoothed and weighted, and the weight of the whole batch.
 *
 *     share[n, c] = w_c · ((1 − ε)·y[n, c] + ε/classes)
 *
 * The weight of a batch of class indices is Σₙ w[yₙ] (a weighted mean); that of soft labels is N. Both as in PyTorch.
 *
 * @throws {OptionError} @throws {ShapeError} As `Loss.apply`.
 */
export function classTargets(
  loss: string,
  targets: Value,
  batch: number,
  classes: number,
  { labelSmoothing = 0, classWeights, delta }: LossOptions,
): { readonly shares: Value; readonly total: Value | number } {
  refuseDelta(loss, delta);
  if (!(labelSmoothing >= 0 && labelSmoothing < 1))
    throw new OptionError(
      `${loss}: labelSmoothing must be in [0, 1). Received labelSmoothing=${labelSmoothing}.`,
    );
  if (classWeights) checkWeights(loss, classWeights, classes);
  const isSoft = targets.dtype === 'float32';
  if (
    targets.dtype === 'int32'
      ? !sameShape(targets.shape, [batch])
      : !isSoft || !sameShape(targets.shape, [batch, classes])
  )
    throw new ShapeError(
      `${loss}: targets must be int32[${batch}], or soft labels float32${shapeText([batch, classes])}. ` +
        `Received ${targets.dtype}${shapeText(targets.shape)}.`,
    );
  const hard = isSoft ? targets : oneHot(targets, batch, classes);
  const smooth = labelSmoothing > 0 ? add(mul(hard, 1 - labelSmoothing), labelSmoothing / classes) : hard;
  if (!classWeights) return { shares: smooth, total: batch };
  const weights = constant(classWeights, [classes]);
  return { shares: mul(smooth, weights), total: isSoft ? batch : reduceSum(mul(hard, weights)) };
}

/** Class indices int32 [N] as shares [N, classes], 1 for the class. */
export function oneHot(targets: Value, batch: number, classes: number): Value {
  const indices = constant(
    Array.from({ length: classes }, (_, i) => i),
    [classes],
    'int32',
  );
  return cast(equal(reshape(targets, [batch, 1]), indices), 'float32');
}

function checkWeights(loss: string, weights: readonly number[], classes: number): void {
  const sound = weights.every((weight) => weight >= 0 && Number.isFinite(weight));
  if (weights.length !== classes || !sound || !weights.some((weight) => weight > 0))
    throw new OptionError(
      `${loss}: classWeights must be ${classes} numbers of 0 or more, not all 0. Received ${weights.join(', ')}.`,
    );
}

/** For losses of numbers. @throws {OptionError} an option that is for classes. */
export function refuseClassOptions(
  loss: string,
  { labelSmoothing = 0, classWeights, delta }: LossOptions,
): void {
  refuseDelta(loss, delta);
  if (labelSmoothing !== 0 || classWeights)
    throw new OptionError(
      `${loss}: labelSmoothing and classWeights are for classes; the target is a number. ` +
        `Received ${labelSmoothing !== 0 ? `labelSmoothing=${labelSmoothing}` : `classWeights=${classWeights!.join(', ')}`}.`,
    );
}

function refuseDelta(loss: string, delta: number | undefined): void {
  if (delta !== undefined)
    throw new OptionError(`${loss}: has no delta; use huber. Received delta=${delta}.`);
}
