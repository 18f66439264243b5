// shared within this room
import type { ActingAugmentation } from './augmentation.ts';
import { gated, type Applied, type Augmentation, type DrawContext, type Draws } from '../augmentation.ts';
import type { Value } from '../../graph/types.ts';
import { add } from '../../ops/elementwise/add.ts';
import { cast } from '../../ops/elementwise/cast.ts';
import { equal } from '../../ops/elementwise/equal.ts';
import { minimum } from '../../ops/elementwise/minimum.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { mix32 } from '../../util/random.ts';

/** Chooses for each example which of the other augmentations happen to it. */
export interface PolicyAugmentation<O extends object = object> extends Augmentation<O> {
  readonly kind: 'policy';
  /** It can act on all. */
  readonly applies?: undefined;
  /** The draw: numbers in [0, 1) that say what is chosen, 1 where nothing happens; a pure function of the key. */
  sample(context: DrawContext, options: Readonly<O & { probability: number }>): Draws;
  /** How strongly the operations act, 0 to 1. */
  magnitude(options: Readonly<O>): number;
}

/** So many choices an example, each uniform in [0, 1), and 1 with the probability that nothing happens. */
export function drawChoices(context: DrawContext, count: number, probability: number): Draws {
  const { key, batch, salt } = context;
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => {
      const choice = uniform(key, [batch], mix32(salt ^ (i + 1)));
      return [`choice${i + 1}`, gated(context, probability, choice, 1)];
    }),
  );
}

/**
 * What happens to whom: each operation with its options at the magnitude, and 1 for the examples of which some choice
 * fell on it. One more choice, as likely as each of them, leaves the example alone.
 */
export function chosenOperations(
  draws: Draws,
  operations: readonly ActingAugmentation[],
  magnitude: number,
): { readonly applied: Applied<ActingAugmentation>; readonly allowed: Value }[] {
  const choices = Object.values(draws).map((choice) => cast(mul(choice, operations.length + 1), 'int32'));
  return operations.map((augmentation, place) => {
    const fell = choices.map((choice) => cast(equal(choice, place), 'float32'));
    return {
      applied: {
        augmentation,
        options: { ...augmentation.defaults, ...augmentation.atMagnitude!(magnitude), probability: 1 },
      },
      allowed:
        fell.length === 1
          ? fell[0]!
          : minimum(
              fell.reduce((a, b) => add(a, b)),
              1,
            ),
    };
  });
}
