import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { broadcastShapes, elementCount, shapeText, staticShape, type Dim } from '../../util/shape.ts';
import { broadcastIndices, unbroadcast } from '../elementwise/broadcast.ts';
import { reshape } from '../movement/reshape.ts';
import { alignedInputs } from '../batching.ts';

interface Attributes {
  /** Whether the last two axes of a are swapped before multiplying. */
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const op: Op<Attributes> = defineOp({
  name: 'matmul',
  infer([a, b], { transposeA, transposeB }) {
    const describe = () =>
      `${shapeText(a!.shape)}${transposeA ? 'ᵀ' : ''} and ${shapeText(b!.shape)}${transposeB ? 'ᵀ' : ''}`;
    if (a!.dtype !== 'float32' || b!.dtype !== 'float32')
      throw new ShapeError(`matmul: both inputs must be float32. Received ${a!.dtype} and ${b!.dtype}.`);
    if (a!.shape.length < 2 || b!.shape.length < 2)
      throw new ShapeError(`matmul: both inputs must have two axes or more. Received ${describe()}.`);
    const [rows, innerA] = swapped(a!.shape.slice(-2), transposeA);
    const [innerB, columns] = swapped(b!.shape.slice(-2), transposeB);
    if (innerA !== innerB)
      throw new ShapeError(`matmul: the inner dimensions must be equal. Received ${describe()}.`);
    const batch = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2), 'matmul');
    return { dtype: 'float32', shape: [...batch, rows!, columns!] };
  },
  vjp(node, cotangent) {
    const [a, b] = node.inputs as [Value, Value];
    const { transposeA, transposeB } = node.attributes;
    if (!transposeA && a.shape.length > 2 && b.shape.length === 2) {
      // One matrix for all blocks: its gradient is one product over all rows, not a sum of one product a block.
      const da = matmul(cotangent, b, { transposeB: !transposeB });
      const [rowsA, rowsY] = [matrixOf(a), matrixOf(cotangent)];
      const db = transposeB
        ? matmul(rowsY, rowsA, { transposeA: true })
        : matmul(rowsA, rowsY, { transposeA: true });
      return [da, db];
    }
    // Y = A·B: dA = dY·Bᵀ, dB = Aᵀ·dY; a transposed input takes the transposed result, formed without a transpose.
    const da = transposeA
      ? matmul(b, cotangent, { transposeA: transposeB, transposeB: true })
      : matmul(cotangent, b, { transposeB: !transposeB });
    const db = transposeB
      ? matmul(cotangent, a, { transposeA: true, transposeB: transposeA })
      : matmul(a, cotangent, { transposeA: !transposeA });
    return [unbroadcast(da, a), unbroadcast(db, b)];
  },
  vmap: (node, batching) => makeValue(op, alignedInputs(node, batching), node.attributes),
  lower(lowering, [a, b], node) {
    const { transposeA, transposeB } = node.attributes;
    const isMatrix = node.inputs.every((value) => value.shape.length === 2);
    const product = (x: string, y: string, transA: boolean, transB: boolean) => {
      if (!transA && !transB) return lowering.emit('MatMul', [x, y]);
      const flags = { transA: { int: Number(transA) }, transB: { int: Number(transB) } };
      return isMatrix
        ? lowering.emit('Gemm', [x, y], flags)
        : lowering.emit('FusedMatMul', [x, y], flags, 'com.microsoft');
    };
    if (!isNarrow(node)) return product(a!, b!, transposeA, transposeB);
    // The kernel of onnxruntime works on many columns side by side: few are quicker as rows.
    const axes = node.shape.map((_, axis) => axis);
    const turned = [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
    return lowering.emit('Transpose', [product(b!, a!, !transposeB, !transposeA)], {
      perm: { ints: turned },
    });
  },
  evaluate([a, b], { transposeA, transposeB }, { dtype, shape }) {
    const [rows, inner] = swapped(a!.shape.slice(-2), transposeA) as [number, number];
    const columns = shape.at(-1)!;
    const data = storage(dtype, elementCount(shape));
    const batch = shape.slice(0, -2);
    const blockA = broadcastIndices(a!.shape.slice(0, -2), batch);
    const blockB = broadcastIndices(b!.shape.slice(0, -2), batch);
    for (let block = 0; block < elementCount(batch); block++) {
      const baseA = blockA(block) * rows * inner;
      const baseB = blockB(block) * inner * columns;
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let k = 0; k < inner; k++)
            sum +=
              a!.data[baseA + (transposeA ? k * rows + i : i * inner + k)]! *
              b!.data[baseB + (transposeB ? j * inner + k : k * columns + j)]!;
          data[(block * rows + i) * columns + j] = sum;
        }
    }
    return { dtype, shape, data };
  },
  cases(draw) {
    const [n, k, m, batch] = draw.shape(4) as [number, number, number, number];
    return [
      { inputs: [draw.real([n, k]), draw.real([k, m])], build: (a, b) => matmul(a!, b!) },
      {
        inputs: [draw.real([k, n]), draw.real([k, m])],
        build: (a, b) => matmul(a!, b!, { transposeA: true }),
      },
      {
        inputs: [draw.real([n, k]), draw.real([m, k])],
        build: (a, b) => matmul(a!, b!, { transposeB: true }),
      },
      {
        inputs: [draw.real([batch, k, n]), draw.real([batch, m, k])],
        build: (a, b) => matmul(a!, b!, { transposeA: true, transposeB: true }),
      },
      { inputs: [draw.real([35, k]), draw.real([k, 2])], build: (a, b) => matmul(a!, b!) },
      {
        inputs: [draw.real([batch, k, 35]), draw.real([batch, 3, k])],
        build: (a, b) => matmul(a!, b!, { transposeA: true, transposeB: true }),
      },
      { inputs: [draw.real([batch, 2, n, k]), draw.real([2, k, m])], build: (a, b) => matmul(a!, b!) },
      { inputs: [draw.real([batch, n, k]), draw.real([k, m])], build: (a, b) => matmul(a!, b!) },
      {
        inputs: [draw.real([batch, 2, n, k]), draw.real([m, k])],
        build: (a, b) => matmul(a!, b!, { transposeB: true }),
      },
    ];
  },
});

/** All leading axes joined: [..., n, k] → [rows, k]. */
function matrixOf(x: Value): Value {
  const shape = staticShape(x.shape, 'matmul gradient');
  return reshape(x, [elementCount(shape.slice(0, -1)), shape.at(-1)!]);
}

/** Whether a product has few columns and many rows. Measured: quicker turned around up to 4 columns, slower from 10. */
function isNarrow({ shape, inputs }: Value): boolean {
  const [rows, columns] = shape.slice(-2) as [Dim, Dim];
  const isSameRank = inputs.every((value) => value.shape.length === shape.length);
  return isSameRank && Number(columns) > 1 && Number(columns) <= 4 && Number(rows) >= 32;
}

const swapped = <T>(pair: readonly T[], swap: boolean): readonly T[] => (swap ? [pair[1]!, pair[0]!] : pair);

/**
 * Matrix product over the last two axes, either side transposed where asked; leading axes broadcast.
 *
 * Shapes: a [..., n, k], b [..., k, m] → [..., n, m].
 */
export const matmul = Object.assign(
  (a: Value, b: Value, options: Partial<Attributes> = {}): Value =>
    makeValue(op, [a, b], {
      transposeA: options.transposeA ?? false,
      transposeB: options.transposeB ?? false,
    }),
  { op },
);
