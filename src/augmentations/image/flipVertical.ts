import { gated, type GeometricAugmentation } from './augmentation.ts';
import { constant } from '../../graph/value.ts';
import { broadcastTo } from '../../ops/movement/broadcastTo.ts';

/**
 * Mirrors top and bottom. Helps where a picture has no upper side (tissue, aerial views, textures), harms where it has.
 * Options: `probability`, default 0.5.
 *
 * Shapes: [N, C, H, W] → the same; one draw an example.
 */
export const flipVertical: GeometricAugmentation = Object.freeze({
  name: 'flipVertical',
  kind: 'geometric',
  explanation: 'mirrors pictures top to bottom',
  defaults: Object.freeze({ probability: 0.5 }),
  check() {},
  sample: (context, { probability }) => ({
    side: gated(context, probability, broadcastTo(constant(-1), [context.batch]), 1),
  }),
  map: ({ side }) => ({ a: 1, b: 0, c: 0, d: 0, e: side!, f: 0 }),
} satisfies GeometricAugmentation);
