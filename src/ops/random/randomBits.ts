import type { Op, Value } from '../../graph/types.ts';
import { defineOp, makeValue, storage } from '../../graph/value.ts';
import { ShapeError } from '../../util/errors.ts';
import { elementCount, shapeText } from '../../util/shape.ts';
import { mix32 } from '../../util/random.ts';

interface Attributes {
  readonly shape: readonly number[];
  /** Tells apart the draws of one step: one salt a place in the network. */
  readonly salt: number;
}

const [firstFactor, secondFactor] = [0x7feb352d, 0x846ca68b];

/** The part of the hash that depends on salt and element only: a constant of the program. */
function counterTable(count: number, salt: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => mix32(mix32(i) ^ salt));
}

const op: Op<Attributes> = defineOp({
  name: 'randomBits',
  infer([key], { shape }) {
    if (key!.dtype !== 'uint32' || key!.shape.length !== 0)
      throw new ShapeError(
        `randomBits: the key must be a uint32 scalar. Received ${key!.dtype}${shapeText(key!.shape)}.`,
      );
    return { dtype: 'uint32', shape };
  },
  vjp: null,
  lower(lowering, [key], { attributes: { shape, salt } }) {
    const word = (value: number) => lowering.constant({ type: 'uint32', dims: [], data: [value] });
    const table = lowering.constant({
      type: 'uint32',
      dims: shape,
      data: counterTable(elementCount(shape), salt),
    });
    const keyed = lowering.emit('BitwiseXor', [table, key!]);
    const once = lowering.emit('Mul', [keyed, word(firstFactor)]);
    const shifted = lowering.emit('BitShift', [once, word(15)], { direction: { string: 'RIGHT' } });
    const folded = lowering.emit('BitwiseXor', [once, shifted]);
    return lowering.emit('Mul', [folded, word(secondFactor)]);
  },
  evaluate([key], { salt }, { dtype, shape }) {
    const data = storage(dtype, elementCount(shape));
    const table = counterTable(data.length, salt);
    for (let i = 0; i < data.length; i++) {
      const once = Math.imul(table[i]! ^ key!.data[0]!, firstFactor);
      data[i] = Math.imul(once ^ (once >>> 15), secondFactor) >>> 0;
    }
    return { dtype, shape, data };
  },
  cases(draw) {
    const shape = draw.shape(3);
    const key = { dtype: 'uint32' as const, shape: [], data: Uint32Array.of(draw.int(0, 0x7fffffff)) };
    return [{ inputs: [key], build: (value) => randomBits(value!, shape, 12345) }];
  },
});

/**
 * 32 random bits an element, a pure function of (key, salt, element): key stands for seed and step, salt for the place.
 *
 *     bits = mul(fold(mul(table(salt, i) ⊕ key)))
 *
 * The same integers in the reference and in every runtime. Use the high bits: the last multiplication leaves the low
 * ones weaker. Two multiplications are enough because table and key are both fully mixed before they meet.
 */
export const randomBits = Object.assign(
  (key: Value, shape: readonly number[], salt: number): Value => makeValue(op, [key], { shape, salt }),
  { op },
);
