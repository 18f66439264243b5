import { gated, type GeometricAugmentation } from './augmentation.ts';
import { constant } from '../../graph/value.ts';
import { broadcastTo } from '../../ops/movement/broadcastTo.ts';

/**
 * Mirrors left and right. Helps where an object looks as likely either way, harms where direction carries meaning
 * (digits, letters, arrows). Options: `probability`, default 0.5.
 *
 * Shapes: [N, C, H, W] → the same; one draw an example.
 */
export const flipHorizontal: GeometricAugmentation = Object.freeze({
  name: 'flipHorizontal',
  kind: 'geometric',
  explanation: 'mirrors pictures left to right',
  defaults: Object.freeze({ probability: 0.5 }),
  usual: true,
  check() {},
  sample: (context, { probability }) => ({
    side: gated(context, probability, broadcastTo(constant(-1), [context.batch]), 1),
  }),
  map: ({ side }) => ({ a: side!, b: 0, c: 0, d: 0, e: 1, f: 0 }),
} satisfies GeometricAugmentation);
