import { checkRange, gated, type GeometricAugmentation } from './augmentation.ts';
import { div } from '../../ops/elementwise/div.ts';
import { uniform } from '../../ops/random/uniform.ts';

export interface ZoomOptions {
  /** Factor of the size of what is shown: above 1 comes closer. Default [0.7, 1.3]. */
  readonly scaleRange: readonly [number, number];
}

/**
 * Comes closer or moves away around the centre. Also `probability`, default 0.5: resampling softens a picture, and a network
 * that never sees a sharp one is the worse for it; so half are left alone, and the others zoomed the more
 * (docs/augmentation-choice.md).
 *
 * Shapes: [N, C, H, W] → the same; one draw an example.
 */
export const zoom: GeometricAugmentation<ZoomOptions> = Object.freeze({
  name: 'zoom',
  kind: 'geometric',
  explanation: 'shows pictures a little larger or smaller',
  defaults: Object.freeze({ scaleRange: [0.7, 1.3] as const, probability: 0.5 }),
  usual: true,
  check: ({ scaleRange }) => checkRange('zoom', 'scaleRange', scaleRange, [0.1, 10]),
  sample(context, { scaleRange, probability }) {
    const scale = uniform(context.key, [context.batch], context.salt, scaleRange);
    return { scale: gated(context, probability, scale, 1) };
  },
  map({ scale }) {
    const inverse = div(1, scale!);
    return { a: inverse, b: 0, c: 0, d: 0, e: inverse, f: 0 };
  },
} satisfies GeometricAugmentation<ZoomOptions>);
