import { checkRange, gated, type GeometricAugmentation } from './augmentation.ts';
import type { Value } from '../../graph/types.ts';
import { add } from '../../ops/elementwise/add.ts';
import { div } from '../../ops/elementwise/div.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { mix32 } from '../../util/random.ts';

export interface PerspectiveOptions {
  /** How far a corner may move, as a share of half the side. Default [0, 0.3]; below 0.5 the corners stay convex. */
  readonly distortionRange: readonly [number, number];
}

/** The corners in their order around the picture: where they stand without distortion. */
const corners = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;

/**
 * Shows the picture as if from another side. Also `probability`, default 1.
 *
 * Each corner of the new picture shows a point of the old one drawn around the old corner, uniform in a rectangle that
 * reaches `distortion` times half a side either way; the rest follows from the four.
 *
 * Shapes: [N, C, H, W] → the same; nine draws an example.
 *
 * Departs from its source: corners move outward as well as inward, so that the size is kept on average.
 *
 * @see RandomPerspective of torchvision; Heckbert 1989, "Fundamentals of texture mapping and image warping", 2.2.3.
 */
export const perspective: GeometricAugmentation<PerspectiveOptions> = Object.freeze({
  name: 'perspective',
  kind: 'geometric',
  explanation: 'shows pictures as if from another side',
  defaults: Object.freeze({ distortionRange: [0, 0.3] as const, probability: 1 }),
  check: ({ distortionRange }) => checkRange('perspective', 'distortionRange', distortionRange, [0, 0.45]),
  sample(context, { distortionRange, probability }) {
    const { key, batch, salt } = context;
    const distortion = uniform(key, [batch], mix32(salt ^ 1), distortionRange);
    const offsets = corners.flatMap((_, k) => [
      [`x${k}`, uniform(key, [batch], mix32(salt ^ (2 * k + 2)), [-1, 1])] as const,
      [`y${k}`, uniform(key, [batch], mix32(salt ^ (2 * k + 3)), [-1, 1])] as const,
    ]);
    return {
      distortion: gated(context, probability, distortion, 0),
      ...(Object.fromEntries(offsets) as Record<string, Value>),
    };
  },
  map({ distortion, ...offsets }) {
    const coordinates = (axis: 'x' | 'y') =>
      corners.map((corner, k) =>
        add(mul(distortion!, offsets[`${axis}${k}`]!), corner[axis === 'x' ? 0 : 1]),
      ) as [Value, Value, Value, Value];
    const [x, y] = [coordinates('x'), coordinates('y')];
    // Heckbert's map of the unit square to a quadrilateral; `bend` is 0 for a parallelogram.
    const bend = (p: typeof x) => add(sub(p[0], p[1]), sub(p[2], p[3]));
    const [right, down] = [(p: typeof x) => sub(p[1], p[2]), (p: typeof x) => sub(p[3], p[2])];
    const cross = (p: Value, q: Value, r: Value, s: Value) => sub(mul(p, q), mul(r, s));
    const area = cross(right(x), down(y), down(x), right(y));
    const g = div(cross(bend(x), down(y), down(x), bend(y)), area);
    const h = div(cross(right(x), bend(y), bend(x), right(y)), area);
    // Of coordinates from −1 to 1, of which the unit square's are half, moved by a half.
    const row = (p: typeof x) => {
      const across = mul(add(sub(p[1], p[0]), mul(g, p[1])), 0.5);
      const along = mul(add(sub(p[3], p[0]), mul(h, p[3])), 0.5);
      return [across, along, add(p[0], add(across, along))] as const;
    };
    const [[a, b, c], [d, e, f]] = [row(x), row(y)];
    return { a, b, c, d, e, f, g: mul(g, 0.5), h: mul(h, 0.5), i: add(mul(add(g, h), 0.5), 1) };
  },
} satisfies GeometricAugmentation<PerspectiveOptions>);
