import { gated } from '../augmentation.ts';
import { beta } from '../beta.ts';
import { checkAlpha, type MixingAugmentation } from '../mixing.ts';
import { perExample } from './pixels.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { abs } from '../../ops/elementwise/abs.ts';
import { cast } from '../../ops/elementwise/cast.ts';
import { div } from '../../ops/elementwise/div.ts';
import { greater } from '../../ops/elementwise/greater.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sqrt } from '../../ops/elementwise/sqrt.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { where } from '../../ops/elementwise/where.ts';
import { reshape } from '../../ops/movement/reshape.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { reduceSum } from '../../ops/reduce/reduceSum.ts';
import { mix32 } from '../../util/random.ts';

export interface CutmixOptions {
  /** Both parameters of the Beta distribution of the share that is left, above 0. Default 1. */
  readonly alpha: number;
}

/**
 * Pastes a box out of another picture of the batch, at the same place, and mixes the targets by area. Also `probability`,
 * default 0.5.
 *
 *     half sides ⌊√(1 − λ)/2 · W⌋ and ⌊√(1 − λ)/2 · H⌋, centre on a pixel, uniform,   λ ~ Beta(alpha, alpha)
 *     y = (1 − a)·y[i] + a·y[j],   a the share of the pixels that were pasted
 *
 * What reaches over the border is cut off before it is counted, so that a is exact.
 * Shapes: [N, C, H, W] → the same; three draws an example. Targets become soft, as in `mixup`.
 *
 * Departs from its source, which draws one box for the whole batch.
 *
 * @throws {OptionError} `alpha` outside (0, 100].
 * @see Yun et al. 2019, "CutMix", arXiv:1905.04899; the box as in torchvision's CutMix.
 */
export const cutmix: MixingAugmentation<CutmixOptions> = Object.freeze({
  name: 'cutmix',
  kind: 'mixing',
  explanation: 'pastes a box of another picture and mixes the targets by area',
  defaults: Object.freeze({ alpha: 1, probability: 0.5 }),
  check: ({ alpha }) => checkAlpha('cutmix', alpha),
  sample(context, { alpha, probability }) {
    const { key, batch, salt } = context;
    const share = beta(context, mix32(salt ^ 1), alpha);
    const half = mul(sqrt(sub(1, share)), 0.5);
    return {
      half: gated(context, probability, half, 0),
      x: uniform(key, [batch], mix32(salt ^ 2)),
      y: uniform(key, [batch], mix32(salt ^ 3)),
    };
  },
  mix(examples, partners, { half, x, y }) {
    const [batch, , height, width] = examples.shape as [number, number, number, number];
    const columns = covered(perExample(half!), perExample(x!), [1, 1, 1, width]);
    const rows = covered(perExample(half!), perExample(y!), [1, 1, height, 1]);
    const box = mul(rows, columns);
    const area = mul(reduceSum(rows, [1, 2, 3]), reduceSum(columns, [1, 2, 3]));
    return {
      examples: where(greater(box, 0.5), partners, examples),
      own: reshape(div(sub(height * width, area), height * width), [batch]),
    };
  },
} satisfies MixingAugmentation<CutmixOptions>);

/** 1 for the pixels along one axis that lie within ⌊half · size⌋ of pixel ⌊centre · size⌋, else 0. */
function covered(half: Value, centre: Value, shape: readonly number[]): Value {
  const size = Math.max(...shape);
  const whole = (share: Value) => cast(cast(mul(share, size), 'int32'), 'float32');
  const middles = constant(
    Array.from({ length: size }, (_, i) => i + 0.5),
    shape,
  );
  return cast(greater(whole(half), abs(sub(middles, whole(centre)))), 'float32');
}
