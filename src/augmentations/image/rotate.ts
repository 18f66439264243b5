import { checkRange, gated, type GeometricAugmentation } from './augmentation.ts';
import { cos } from '../../ops/elementwise/cos.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sin } from '../../ops/elementwise/sin.ts';
import { uniform } from '../../ops/random/uniform.ts';

export interface RotateOptions {
  /** Angle in degrees, clockwise. Default [−12, 12]. */
  readonly degreesRange: readonly [number, number];
}

/**
 * Turns the picture around its centre. Also `probability`, default 1.
 *
 * Shapes: [N, C, H, W] → the same; one draw an example.
 */
export const rotate: GeometricAugmentation<RotateOptions> = Object.freeze({
  name: 'rotate',
  kind: 'geometric',
  explanation: 'turns pictures a little',
  defaults: Object.freeze({ degreesRange: [-12, 12] as const, probability: 1 }),
  usual: true,
  check: ({ degreesRange }) => checkRange('rotate', 'degreesRange', degreesRange, [-180, 180]),
  atMagnitude: (magnitude) => ({ degreesRange: [-30 * magnitude, 30 * magnitude] }),
  sample(context, { degreesRange, probability }) {
    const degrees = uniform(context.key, [context.batch], context.salt, degreesRange);
    return { degrees: gated(context, probability, degrees, 0) };
  },
  map({ degrees }, { height, width }) {
    const angle = mul(degrees!, Math.PI / 180);
    const [c, s] = [cos(angle), sin(angle)];
    // Turned in pixels, not in coordinates, which are stretched where the picture is not square. The point of the old
    // picture lies against the turn, hence the signs.
    return { a: c, b: mul(s, height / width), c: 0, d: mul(s, -width / height), e: c, f: 0 };
  },
} satisfies GeometricAugmentation<RotateOptions>);
