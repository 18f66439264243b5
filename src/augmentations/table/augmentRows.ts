// shared within this room
import type { RowLayout, TableAugmentation } from './augmentation.ts';
import { checkApplied, type Applied, type SeeDraws } from '../augmentation.ts';
import type { Value } from '../../graph/types.ts';
import { withScope } from '../../graph/value.ts';
import { randomKey } from '../../util/random.ts';
import { staticDim } from '../../util/shape.ts';

/**
 * Applies augmentations to a batch of rows, in their order. Those that mix examples act after, by `mixExamples`.
 *
 * @param rows Prepared rows [N, features]. @param key uint32 scalar, new at each step.
 * @throws {OptionError} a probability outside [0, 1], or an option outside its range.
 */
export function augmentRows(
  rows: Value,
  key: Value,
  applied: readonly Applied<TableAugmentation>[],
  layout: RowLayout,
  see?: SeeDraws,
): Value {
  const batch = staticDim(rows.shape, 0, 'augmentRows');
  return applied.reduce((current, one, place) => {
    checkApplied(one);
    const { augmentation, options } = one;
    if (options.probability === 0 || augmentation.kind === 'mixing') return current;
    const context = { key, batch, salt: randomKey('augmentation', place, augmentation.name), layout };
    return withScope(augmentation.name, () => {
      const draws = augmentation.sample(context, options);
      see?.(augmentation.name, draws);
      return augmentation.apply(current, draws, context);
    });
  }, rows);
}
