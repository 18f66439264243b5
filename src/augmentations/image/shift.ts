import { checkRange, gated, type GeometricAugmentation } from './augmentation.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { mix32 } from '../../util/random.ts';

export interface ShiftOptions {
  /** How far to the right, as a share of the width. Default [−0.1, 0.1]. */
  readonly xRange: readonly [number, number];
  /** How far down, as a share of the height. Default [−0.1, 0.1]. */
  readonly yRange: readonly [number, number];
}

/**
 * Moves the picture; what comes in at the edge repeats the border. Also `probability`, default 1.
 *
 * Shapes: [N, C, H, W] → the same; two draws an example.
 */
export const shift: GeometricAugmentation<ShiftOptions> = Object.freeze({
  name: 'shift',
  kind: 'geometric',
  explanation: 'moves pictures a little sideways and up or down',
  defaults: Object.freeze({ xRange: [-0.1, 0.1] as const, yRange: [-0.1, 0.1] as const, probability: 1 }),
  usual: true,
  check({ xRange, yRange }) {
    checkRange('shift', 'xRange', xRange, [-1, 1]);
    checkRange('shift', 'yRange', yRange, [-1, 1]);
  },
  // As far as in the papers, 10 of 32 pixels; sideways and up or down at once.
  atMagnitude: (magnitude) => ({
    xRange: [-magnitude / 3, magnitude / 3],
    yRange: [-magnitude / 3, magnitude / 3],
  }),
  sample(context, { xRange, yRange, probability }) {
    const { key, batch, salt } = context;
    const x = uniform(key, [batch], mix32(salt ^ 1), xRange);
    const y = uniform(key, [batch], mix32(salt ^ 2), yRange);
    return { x: gated(context, probability, x, 0), y: gated(context, probability, y, 0) };
  },
  // To see the picture moved right, look further left; the whole width is 2 in these coordinates.
  map: ({ x, y }) => ({ a: 1, b: 0, c: mul(x!, -2), d: 0, e: 1, f: mul(y!, -2) }),
} satisfies GeometricAugmentation<ShiftOptions>);
