import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { broadcastShapes, sameShape, shapeText } from '../../util/shape.ts';
import { broadcastIndices, unbroadcast } from '../elementwise/broadcast.ts';
import { mul } from '../elementwise/mul.ts';
import { matmul } from './matmul.ts';
import { alignedInputs } from '../batching.ts';
import { add } from '../elementwise/add.ts';
import { sub } from '../elementwise/sub.ts';

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Factor of the product. */
  readonly alpha: number;
  /** Factor of what is added. */
  readonly beta: number;
}

const op: Op<Attributes> = defineOp({
  name: 'gemm',
  infer([a, b, c], attributes) {
    const product = matmul.op.infer([a!, b!], attributes);
    if (
      a!.shape.length !== 2 ||
      b!.shape.length !== 2 ||
      c!.dtype !== 'float32' ||
      !sameShape(broadcastShapes(product.shape, c!.shape, 'gemm'), product.shape)
    )
      throw new ShapeError(
        `gemm: takes two float32 matrices and a float32 that broadcasts to their product. Received ` +
          `${[a!, b!, c!].map((x) => x.dtype + shapeText(x.shape)).join(', ')}.`,
      );
    return product;
  },
  vjp(node, cotangent) {
    const [a, b, c] = node.inputs as [Value, Value, Value];
    const { alpha, beta, transposeA, transposeB } = node.attributes;
    const scaled = alpha === 1 ? cotangent : mul(cotangent, alpha);
    const [da, db] = matmul.op.vjp!(
      matmul(a, b, { transposeA, transposeB }) as Value & { attributes: Attributes },
      scaled,
    );
    return [da!, db!, unbroadcast(beta === 1 ? cotangent : mul(cotangent, beta), c)];
  },
  // The product of several matrices has no form that adds, so it is two nodes.
  vmap(node, batching) {
    const { alpha, beta, transposeA, transposeB } = node.attributes;
    const [a, b, c] = alignedInputs(node, batching) as [Value, Value, Value];
    const product = matmul(a, b, { transposeA, transposeB });
    const term = beta === 1 ? c : mul(c, beta);
    if (alpha === -1) return sub(term, product);
    return add(alpha === 1 ? product : mul(product, alpha), term);
  },
  lower: (lowering, inputs, { attributes: { transposeA, transposeB, alpha, beta } }) =>
    lowering.emit('Gemm', inputs, {
      transA: { int: Number(transposeA) },
      transB: { int: Number(transposeB) },
      alpha: { float: alpha },
      beta: { float: beta },
    }),
  evaluate([a, b, c], attributes, type) {
    const product = matmul.op.evaluate([a!, b!], attributes, type);
    const data = storage(type.dtype, product.data.length);
    const at = broadcastIndices(c!.shape, type.shape);
    for (let i = 0; i < data.length; i++)
      data[i] = attributes.alpha * product.data[i]! + attributes.beta * c!.data[at(i)]!;
    return { ...type, data };
  },
  cases(draw) {
    const [n, k, m] = draw.shape(3) as [number, number, number];
    return [
      {
        inputs: [draw.real([n, k]), draw.real([k, m]), draw.real([m])],
        build: (a, b, c) => gemm(a!, b!, c!),
      },
      {
        inputs: [draw.real([k, n]), draw.real([m, k]), draw.real([n, m])],
        build: (a, b, c) => gemm(a!, b!, c!, { transposeA: true, transposeB: true, alpha: -1, beta: 0.5 }),
      },
    ];
  },
});

/**
 * A product of matrices with something added, in one pass: alpha · A·B + beta · C, either matrix transposed where asked.
 *
 * Shapes: a [n, k], b [k, m], c broadcast to [n, m] → [n, m].
 */
export const gemm = Object.assign(
  (a: Value, b: Value, c: Value, options: Partial<Attributes> = {}): Value =>
    makeValue(op, [a, b, c], {
      transposeA: options.transposeA ?? false,
      transposeB: options.transposeB ?? false,
      alpha: options.alpha ?? 1,
      beta: options.beta ?? 1,
    }),
  { op },
);
