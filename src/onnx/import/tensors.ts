import type { ImportContext, Importers, Operand } from './operand.ts';
import { asOperand, numbersOf } from './operand.ts';
import { scaled } from './windows.ts';
import type { OnnxTensor } from '../model.ts';
import type { Value } from '../../graph/types.ts';
import { add } from '../../ops/elementwise/add.ts';
import { div } from '../../ops/elementwise/div.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sqrt } from '../../ops/elementwise/sqrt.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { matmul } from '../../ops/matmul/matmul.ts';
import { concat } from '../../ops/movement/concat.ts';
import { pad } from '../../ops/movement/pad.ts';
import { reshape } from '../../ops/movement/reshape.ts';
import { slice } from '../../ops/movement/slice.ts';
import { transpose } from '../../ops/movement/transpose.ts';
import { softmax } from '../../ops/normalize/softmax.ts';
import { reduceMax } from '../../ops/reduce/reduceMax.ts';
import { reduceMean } from '../../ops/reduce/reduceMean.ts';
import { reduceSum } from '../../ops/reduce/reduceSum.ts';
import { elementCount, normalAxis, shapeText, staticDim, type Dim, type Shape } from '../../util/shape.ts';

/** Ops that multiply, normalize and reduce whole tensors, and those that only move elements. */
export const tensors: Importers = {
  BatchNormalization: batchNormalization,
  Cast(context) {
    const operand = context.operand(0)!;
    const to = context.int('to', 1);
    if (operand.kind === 'value' && to !== 1) context.fail('a computed tensor must stay float32.');
    return operand;
  },
  Concat(context) {
    const operands = context.node.inputs.map((_, i) => context.operand(i)!);
    if (operands.some(({ kind }) => kind === 'dims'))
      return { kind: 'dims', rank: 1, dims: operands.flatMap((_, i) => context.dims(i).dims) };
    const values = operands.map((_, i) => context.value(i));
    return concat(values, normalAxis(context.int('axis', 0), values[0]!.shape.length, 'Concat'));
  },
  Constant: (context) => ({ kind: 'constant', tensor: constantOf(context) }),
  DequantizeLinear: (context) => ({ kind: 'constant', tensor: dequantized(context) }),
  Dropout: (context) => context.operand(0)!,
  Flatten(context) {
    const x = context.value(0);
    const axis = context.int('axis', 1);
    return reshape(x, flatShape(context, x.shape, axis < 0 ? axis + x.shape.length : axis));
  },
  Gather(context) {
    const operand = context.operand(0)!;
    if (operand.kind !== 'dims') return context.fail('only entries of a shape can be gathered.');
    const at = context.dims(1);
    const dims = at.dims.map((i) => operand.dims.at(Number(i)) ?? context.fail(`no entry ${i}.`));
    return { kind: 'dims', dims, rank: at.rank };
  },
  Gemm(context) {
    const product = matmul(context.value(0), context.parameter(1, 'kernel'), {
      transposeA: context.int('transA', 0) === 1,
      transposeB: context.int('transB', 0) === 1,
    });
    const result = scaled(product, context.float('alpha', 1));
    return context.has(2)
      ? add(result, scaled(context.parameter(2, 'bias'), context.float('beta', 1)))
      : result;
  },
  Identity: (context) => context.operand(0)!,
  LayerNormalization: layerNormalization,
  MatMul: (context) => matmul(context.value(0), context.parameter(1, 'kernel')),
  Pad: padding,
  ReduceMax: (context) => reduced(context, reduceMax),
  ReduceMean: (context) => reduced(context, reduceMean),
  ReduceSum: (context) => reduced(context, reduceSum),
  Reshape: (context) => reshape(context.value(0), targetShape(context)),
  Shape(context) {
    const { shape } = context.value(0);
    const dims = shape.slice(context.int('start', 0), context.int('end', shape.length));
    return { kind: 'dims', dims, rank: 1 };
  },
  Slice: slicing,
  Softmax(context) {
    const x = context.value(0);
    const rank = x.shape.length;
    const axis = normalAxis(context.int('axis', -1), rank, 'Softmax');
    if (axis === rank - 1) return softmax(x);
    const swap = x.shape.map((_, i) => (i === axis ? rank - 1 : i === rank - 1 ? axis : i));
    return transpose(softmax(transpose(x, swap)), swap);
  },
  Split: splitting,
  Squeeze(context) {
    const operand = context.operand(0)!;
    if (operand.kind === 'dims') return { ...operand, rank: 0 };
    const x = context.value(0);
    const axes = context.ints(1)?.map((axis) => normalAxis(axis, x.shape.length, 'Squeeze'));
    return reshape(
      x,
      x.shape.filter((dim, i) => (axes ? !axes.includes(i) : dim !== 1)),
    );
  },
  Transpose(context) {
    const x = context.value(0);
    return transpose(x, context.intList('perm') ?? x.shape.map((_, i) => x.shape.length - 1 - i));
  },
  Unsqueeze(context) {
    const operand = context.operand(0)!;
    if (operand.kind === 'dims') return { ...operand, rank: 1 };
    const x = context.value(0);
    const axes = context.ints(1) ?? context.fail('axes are needed. They are left out.');
    const rank = x.shape.length + axes.length;
    const added = axes.map((axis) => normalAxis(axis, rank, 'Unsqueeze'));
    const rest = [...x.shape];
    return reshape(
      x,
      Array.from({ length: rank }, (_, i): Dim => (added.includes(i) ? 1 : rest.shift()!)),
    );
  },
};

/** Inference: x · γ/√(σ² + ε) + (β − μ · γ/√(σ² + ε)), the statistics as the file has them also while training. */
function batchNormalization(context: ImportContext): Value {
  if (context.int('training_mode', 0) !== 0)
    context.fail('training_mode must be 0. Export the network in evaluation mode.');
  const x = context.value(0);
  const factor = div(
    context.parameter(1, 'scale'),
    sqrt(add(context.value(4), context.float('epsilon', 1e-5))),
  );
  const term = sub(context.parameter(2, 'shift'), mul(context.value(3), factor));
  const along = (v: Value) => reshape(v, [...v.shape, ...x.shape.slice(2).map(() => 1)]);
  return add(mul(x, along(factor)), along(term));
}

function layerNormalization(context: ImportContext): Value {
  const x = context.value(0);
  const rank = x.shape.length;
  const first = normalAxis(context.int('axis', -1), rank, 'LayerNormalization');
  const axes = Array.from({ length: rank - first }, (_, i) => first + i);
  const centred = sub(x, reduceMean(x, axes, { keepDims: true }));
  const variance = reduceMean(mul(centred, centred), axes, { keepDims: true });
  const standard = div(centred, sqrt(add(variance, context.float('epsilon', 1e-5))));
  const scaledBy = mul(standard, context.parameter(1, 'scale'));
  return context.has(2) ? add(scaledBy, context.parameter(2, 'shift')) : scaledBy;
}

function constantOf(context: ImportContext): OnnxTensor {
  const { node } = context;
  const name = node.outputs[0]!;
  const attributes = node.attributes ?? {};
  const vector = (values: readonly number[], type: 'int64' | 'float32', dims: number[]): OnnxTensor => ({
    name,
    type,
    dims,
    data: type === 'int64' ? BigInt64Array.from(values, BigInt) : Float32Array.from(values),
  });
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'value' && 'tensor' in value) return { ...value.tensor, name };
    if (key === 'value_float' && 'float' in value) return vector([value.float], 'float32', []);
    if (key === 'value_int' && 'int' in value) return vector([Number(value.int)], 'int64', []);
    if (key === 'value_floats' && 'floats' in value)
      return vector(value.floats, 'float32', [value.floats.length]);
    if (key === 'value_ints' && 'ints' in value) return vector(value.ints, 'int64', [value.ints.length]);
  }
  return context.fail('must hold numbers.');
}

/** (q − zero point) · scale, per tensor or along an axis. Weights only: what is computed stays in floats. */
function dequantized(context: ImportContext): OnnxTensor {
  const q = context.constant(0);
  const scales = numbersOf(context.constant(1));
  const zeros = context.has(2) ? numbersOf(context.constant(2)) : [0];
  if (context.int('block_size', 0) !== 0) context.fail('block_size must be 0.');
  const values = numbersOf(q);
  const axis =
    scales.length === 1 ? 0 : normalAxis(context.int('axis', 1), q.dims.length, 'DequantizeLinear');
  if (scales.length > 1 && scales.length !== q.dims[axis])
    context.fail(
      `the scale must have one number, or one for each of axis ${axis}. Received ${scales.length}.`,
    );
  const inner = elementCount(q.dims.slice(axis + 1));
  const data = Float32Array.from({ length: values.length }, (_, i) => {
    const channel = scales.length === 1 ? 0 : Math.floor(i / inner) % scales.length;
    return (values[i]! - zeros[zeros.length === 1 ? 0 : channel]!) * scales[channel]!;
  });
  return { name: context.node.outputs[0]!, type: 'float32', dims: q.dims, data };
}

/** [product of the axes before `axis`, product of the rest]; a free batch stays where it stands alone. */
function flatShape(context: ImportContext, shape: Shape, axis: number): Shape {
  const product = (dims: Shape): Dim =>
    dims.length === 1
      ? dims[0]!
      : elementCount(
          dims.map((dim) =>
            typeof dim === 'number' ? dim : context.fail(`cannot fold ${shapeText(shape)}.`),
          ),
        );
  return [product(shape.slice(0, axis)), product(shape.slice(axis))];
}

/** What Reshape asks for, with 0 (as it was) and −1 (the rest) worked out. */
function targetShape(context: ImportContext): Shape {
  const from = context.value(0).shape;
  const zeroIsZero = context.int('allowzero', 0) === 1;
  const wanted = context.dims(1).dims.map((dim, i) => (dim === 0 && !zeroIsZero ? from[i]! : dim));
  const isRest = (dim: Dim) => dim === -1;
  if (!wanted.some(isRest)) return wanted;
  const rest = wanted.filter((dim) => !isRest(dim));
  const count = (dims: Shape) => elementCount(dims.filter((dim): dim is number => typeof dim === 'number'));
  const freeIn = from.filter((dim) => typeof dim === 'string');
  const freeOut = rest.filter((dim) => typeof dim === 'string');
  if (freeIn.length === freeOut.length)
    return wanted.map((dim) => (isRest(dim) ? count(from) / count(rest) : dim));
  if (freeIn.length === 1 && freeOut.length === 0 && count(from) === count(rest))
    return wanted.map((dim) => (isRest(dim) ? freeIn[0]! : dim));
  return context.fail(
    `cannot tell the batch apart in ${shapeText(from)} to [${wanted.join(', ')}]. Use 0 or -1 for the batch.`,
  );
}

function reduced(
  context: ImportContext,
  reduce: (x: Value, axes?: readonly number[], options?: { readonly keepDims?: boolean }) => Value,
): Value {
  const axes = context.ints(1);
  if (!axes?.length && context.int('noop_with_empty_axes', 0) === 1) return context.value(0);
  return reduce(context.value(0), axes?.length ? axes : undefined, {
    keepDims: context.int('keepdims', 1) === 1,
  });
}

function padding(context: ImportContext): Value {
  const mode = context.text('mode', 'constant');
  const fill = context.has(2) ? numbersOf(context.constant(2))[0]! : 0;
  if (mode !== 'constant' || fill !== 0)
    context.fail(`must fill with zeros. Received mode ${mode}, value ${fill}.`);
  const x = context.value(0);
  const counts = context.ints(1) ?? context.fail('pads are needed. They are left out.');
  const axes = (context.ints(3) ?? x.shape.map((_, i) => i)).map((axis) =>
    normalAxis(axis, x.shape.length, 'Pad'),
  );
  if (counts.some((count) => count < 0)) context.fail('pads must be 0 or more.');
  return axes.reduce(
    (padded, axis, i) => pad(padded, axis, { before: counts[i]!, after: counts[axes.length + i]! }),
    x,
  );
}

function slicing(context: ImportContext): Value | Operand {
  const operand = context.operand(0)!;
  const [starts, ends] = [context.ints(1)!, context.ints(2)!];
  const steps = context.ints(4) ?? starts.map(() => 1);
  if (operand.kind === 'dims') {
    if (steps[0] !== 1) context.fail('the step must be 1.');
    return { ...operand, dims: operand.dims.slice(starts[0], ends[0]) };
  }
  let x = context.value(0);
  const axes = context.ints(3) ?? starts.map((_, i) => i);
  axes.forEach((given, i) => {
    const axis = normalAxis(given, x.shape.length, 'Slice');
    const size = staticDim(x.shape, axis, 'Slice');
    const [step] = [steps[i]!];
    if (step < 1) context.fail(`steps must be 1 or more. Received ${step}.`);
    const at = (position: number) => Math.min(size, Math.max(0, position < 0 ? position + size : position));
    const [start, end] = [at(starts[i]!), at(ends[i]!)];
    if (end <= start) context.fail('must keep an element. Received an empty range.');
    x = slice(x, axis, { start, count: Math.ceil((end - start) / step), step });
  });
  return x;
}

function splitting(context: ImportContext): readonly Operand[] {
  const x = context.value(0);
  const axis = normalAxis(context.int('axis', 0), x.shape.length, 'Split');
  const size = staticDim(x.shape, axis, 'Split');
  const parts = context.node.outputs.length;
  const chunk = Math.ceil(size / parts);
  const counts =
    context.ints(1) ?? Array.from({ length: parts }, (_, i) => Math.min(chunk, size - i * chunk));
  let start = 0;
  return counts.map((count) => {
    const part = slice(x, axis, { start, count });
    start += count;
    return asOperand(part);
  });
}
