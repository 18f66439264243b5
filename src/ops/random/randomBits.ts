import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount } from '../../util/shape.ts';
import { mix32 } from '../../util/random.ts';

interface Attributes {
  readonly shape: readonly number[];
  /** Tells apart the draws of one step: one salt a place in the network. */
  readonly salt: number;
}

/** The factor of each element: it depends on salt and element only, so it is a constant of the program. Odd. */
function factors(count: number, salt: number): Uint32Array {
  const result = new Uint32Array(count);
  for (let i = 0; i < count; i++) result[i] = mix32(mix32(i) ^ salt) | 1;
  return result;
}

const op: Op<Attributes> = defineOp({
  name: 'randomBits',
  infer([key], { shape }) {
    if (key!.dtype !== 'uint32')
      throw new ShapeError(`randomBits: the key must be uint32. Received ${key!.dtype}.`);
    return { dtype: 'uint32', shape: [...key!.shape, ...shape] };
  },
  vjp: null,
  vmap: ({ attributes }, { inputs }) => makeValue(op, inputs, attributes),
  lower(lowering, [key], { inputs, attributes: { shape, salt } }) {
    const table = lowering.constant({
      type: 'uint32',
      dims: shape,
      data: factors(elementCount(shape), salt),
    });
    const one = lowering.constant({ type: 'uint32', dims: [], data: [1] });
    const odd = lowering.emit('BitwiseOr', [key!, one]);
    const runs = inputs[0]!.shape;
    if (runs.length === 0) return lowering.emit('Mul', [table, odd]);
    const apart = lowering.ints([...(runs as readonly number[]), ...shape.map(() => 1)]);
    return lowering.emit('Mul', [table, lowering.emit('Reshape', [odd, apart])]);
  },
  evaluate([key], attributes, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape));
    const table = factors(elementCount(attributes.shape), attributes.salt);
    for (let i = 0; i < data.length; i++) {
      const run = Math.floor(i / table.length);
      data[i] = Math.imul(table[i % table.length]!, key!.data[run]! | 1) >>> 0;
    }
    return { dtype, shape, data };
  },
  cases(draw) {
    const shape = draw.shape(3);
    const key = { dtype: 'uint32' as const, shape: [], data: Uint32Array.of(draw.int(0, 0x7fffffff)) };
    const keys = { ...key, shape: [2], data: Uint32Array.of(key.data[0]!, draw.int(0, 0x7fffffff)) };
    return [key, keys].map((of) => ({ inputs: [of], build: (value) => randomBits(value!, shape, 12345) }));
  },
});

/**
 * 32 random bits an element, a pure function of (key, salt, element): key stands for seed and step and must be hashed from
 * them (`randomKey`), salt for the place. Several keys give a draw each. Shapes: key [K…], `shape` [S…] → [K…, S…].
 *
 *     bits = (factor(salt, i) · (key | 1)) mod 2³²,   factor an odd number hashed from salt and element
 *
 * The same integers in the reference and in every runtime. Use the high bits; the lowest one is always 1. One
 * multiplication is enough because factor and key are both fully mixed before they meet: over keys, masks made of the
 * high bits are uncorrelated in pairs and triples (`bench/randomness.py`). It is also all that is cheap: onnxruntime's
 * bit operations take several times as long as the rest of dropout.
 *
 * @see Dietzfelbinger et al. 1997, J. Algorithms 25:19-51 (multiplicative hashing).
 */
export const randomBits = Object.assign(
  (key: Value, shape: readonly number[], salt: number): Value => makeValue(op, [key], { shape, salt }),
  { op },
);
