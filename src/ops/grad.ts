import type { Value } from '../graph/types.ts';
import { gradient } from '../graph/gradient.ts';
import { constant } from '../graph/value.ts';
import { add } from './elementwise/add.ts';
import { broadcastTo } from './movement/broadcastTo.ts';
import { staticShape } from '../util/shape.ts';

/**
 * Gradients of a float scalar: one value for each of `withRespectTo`, of its shape; zeros where it does not matter.
 *
 * @throws {ShapeError} the path crosses an op that has no gradient; the message names it.
 */
export const grad = (output: Value, withRespectTo: readonly Value[]): Value[] =>
  gradient(output, withRespectTo, add).map(
    (value, i) => value ?? broadcastTo(constant(0), staticShape(withRespectTo[i]!.shape, 'grad')),
  );
