import type { Op, Value } from '../../graph/types.ts';
import { constant, constantArray, defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText, stridesOf } from '../../util/shape.ts';
import { mul } from '../elementwise/mul.ts';
import { reduceSum } from '../reduce/reduceSum.ts';
import { lowerAffine } from './affine.ts';
import { batchAxes } from './standardizing.ts';
import { withRuns } from '../batching.ts';
import { add } from '../elementwise/add.ts';
import { alongFeatures } from './alongFeatures.ts';

const op: Op<object> = defineOp({
  name: 'channelAffine',
  infer([x, factor, term]) {
    const features = x!.shape[1];
    const fits = [factor, term].every(
      (vector) => vector!.shape.length === 1 && vector!.shape[0] === features,
    );
    if (x!.shape.length < 2 || !fits || [x, factor, term].some((value) => value!.dtype !== 'float32'))
      throw new ShapeError(
        `channelAffine: float32 x [N, C, …] and vectors [C] are needed. Received ` +
          `${[x, factor, term].map((value) => value!.dtype + shapeText(value!.shape)).join(', ')}.`,
      );
    return x!;
  },
  vjp(node, cotangent) {
    const [x, factor] = node.inputs as [Value, Value];
    const axes = batchAxes(x.shape);
    return [
      channelAffine(cotangent, factor, zerosLike(factor)),
      reduceSum(mul(cotangent, x), axes),
      reduceSum(cotangent, axes),
    ];
  },
  vmap(node, batching) {
    const [factor, term] = [1, 2].map((i) => alongFeatures(node, batching, i)) as [Value, Value];
    const scaled = mul(withRuns(batching, 0), factor);
    return isZero(node.inputs[2]!) ? scaled : add(scaled, term);
  },
  lower(lowering, [x, factor, term], { shape, inputs }) {
    return lowerAffine(lowering, x!, factor!, isZero(inputs[2]!) ? undefined : term!, shape);
  },
  evaluate([x, factor, term], _, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape));
    const inner = stridesOf(shape)[1]!;
    x!.data.forEach((value, i) => {
      const channel = Math.floor(i / inner) % shape[1]!;
      data[i] = value * factor!.data[channel]! + term!.data[channel]!;
    });
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, c] = draw.shape(2) as [number, number];
    return [[], [3], [3, 2]].map((sizes) => ({
      inputs: [draw.real([n, c, ...sizes]), draw.real([c]), draw.real([c])],
      build: (x, factor, term) => channelAffine(x!, factor!, term!),
    }));
  },
});

const isZero = (value: Value) => constantArray(value)?.data.every((element) => element === 0) ?? false;
const zerosLike = (vector: Value) => constant(new Float64Array(vector.shape[0] as number));

/** A factor and a term for each feature: y[n, c, …] = x[n, c, …] · factor[c] + term[c]. Shapes: x [N, C, …], vectors [C]. */
export const channelAffine = Object.assign(
  (x: Value, factor: Value, term: Value): Value => makeValue(op, [x, factor, term], {}),
  { op },
);
