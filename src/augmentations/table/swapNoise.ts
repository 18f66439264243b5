import { membership, struckFeatures, type RowAugmentation, type RowContext } from './augmentation.ts';
import { checkRange, gated } from '../augmentation.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { add } from '../../ops/elementwise/add.ts';
import { cast } from '../../ops/elementwise/cast.ts';
import { greater } from '../../ops/elementwise/greater.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { where } from '../../ops/elementwise/where.ts';
import { gather } from '../../ops/gather/gather.ts';
import { matmul } from '../../ops/matmul/matmul.ts';
import { reshape } from '../../ops/movement/reshape.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { mix32 } from '../../util/random.ts';

export interface SwapNoiseOptions {
  /** Chance of each value to be another row's. Default [0, 0.2]. */
  readonly rateRange: readonly [number, number];
}

/**
 * Puts values of other rows of the batch into a row, column by column: numbers and categories stay such as the data has
 * them. Also `probability`, default 1.
 *
 * Each column of a row is struck by itself with a rate drawn for the row, and takes its value, a category whole and a
 * number with its mark of missing, from a row drawn evenly from the others.
 * Shapes: [N, features] → the same; one draw an example for the rate, two a column.
 *
 * @see Jahrer 2017, 1st place of Porto Seguro's Safe Driver Prediction (input swap noise).
 */
export const swapNoise: RowAugmentation<SwapNoiseOptions> = Object.freeze({
  name: 'swapNoise',
  kind: 'row',
  explanation: 'puts values of other rows into a row',
  defaults: Object.freeze({ rateRange: [0, 0.2] as const, probability: 1 }),
  usual: true,
  check: ({ rateRange }) => checkRange('swapNoise', 'rateRange', rateRange, [0, 1]),
  sample(context, { rateRange, probability }) {
    const rate = uniform(context.key, [context.batch], mix32(context.salt ^ 1), rateRange);
    return { rate: gated(context, probability, rate, 0) };
  },
  apply(rows, { rate }, context) {
    const struck = struckFeatures(context, rate!, mix32(context.salt ^ 2));
    return where(struck, valuesOfOthers(rows, context), rows);
  },
} satisfies RowAugmentation<SwapNoiseOptions>);

/** For each value one of the same feature in another row; the features of a column all of one row. [N, width] */
function valuesOfOthers(rows: Value, { key, salt, batch, layout }: RowContext): Value {
  const { width, columns } = layout;
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);
  const drawn = uniform(key, [batch, columns.length], mix32(salt ^ 3), [0, batch - 1]);
  const distance = add(cast(cast(drawn, 'int32'), 'float32'), 1);
  const places = add(matmul(distance, membership(layout)), constant(range(batch), [batch, 1]));
  const donors = cast(where(greater(places, batch - 1), sub(places, batch), places), 'int32');
  const cells = add(mul(donors, width), constant(range(width), [1, width], 'int32'));
  return gather(reshape(rows, [batch * width]), cells);
}
