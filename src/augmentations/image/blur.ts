import { checkRange, happening, type PixelAugmentation } from './augmentation.ts';
import { whereHappening } from './pixels.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { div } from '../../ops/elementwise/div.ts';
import { exp } from '../../ops/elementwise/exp.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { matmul } from '../../ops/matmul/matmul.ts';
import { reshape } from '../../ops/movement/reshape.ts';
import { uniform } from '../../ops/random/uniform.ts';

export interface BlurOptions {
  /** Standard deviation of the Gaussian, in pixels. Default [0.1, 1.5]. */
  readonly sigmaRange: readonly [number, number];
}

/**
 * Blurs pictures with a Gaussian, of a strength drawn for each example. Also `probability`, default 0.5.
 *
 *     y = k ∗ x,   k(d) ∝ exp(−d²/2σ²) for |d| ≤ r = ⌈3σ⌉, along both axes,   σ from `sigmaRange`
 *
 * r is that of the largest σ of the range. The border is a mirror, its own pixel not repeated. Keeps the range.
 * Shapes: [N, C, H, W] → the same; one draw an example. Each axis is one product with a matrix of each example that
 * holds its kernel and the mirror: exact for every σ, and cheaper than a convolution a picture.
 *
 * @see torchvision's gaussian_blur with kernel_size 2r + 1, whose numbers these are.
 */
export const blur: PixelAugmentation<BlurOptions> = Object.freeze({
  name: 'blur',
  kind: 'pixel',
  explanation: 'makes pictures a little unsharp',
  defaults: Object.freeze({ sigmaRange: [0.1, 1.5] as const, probability: 0.5 }),
  check: ({ sigmaRange }) => checkRange('blur', 'sigmaRange', sigmaRange, [0.05, 50]),
  sample(context, { sigmaRange, probability }) {
    const { key, batch, salt } = context;
    const sigma = uniform(key, [batch], salt, sigmaRange);
    const radius = Math.ceil(3 * sigmaRange[1]);
    const distances = Array.from({ length: radius + 1 }, (_, d) => d);
    const variance = reshape(mul(sigma, sigma), [batch, 1]);
    const powers = constant(
      distances.map((d) => (-d * d) / 2),
      [1, radius + 1],
    );
    const heights = exp(div(powers, variance));
    // All distances but 0 lie on both sides.
    const sides = constant(
      distances.map((d) => (d === 0 ? 1 : 2)),
      [radius + 1, 1],
    );
    return { sigma, kernel: div(heights, matmul(heights, sides)), ...happening(context, probability) };
  },
  apply(pictures, draws) {
    const [batch, channels, height, width] = pictures.shape as [number, number, number, number];
    const { kernel } = draws as { kernel: Value };
    const columns = reshape(blurring(kernel, width), [batch, 1, width, width]);
    const rows = reshape(blurring(kernel, height), [batch, 1, height, height]);
    const rowsOf = reshape(pictures, [batch, 1, channels * height, width]);
    const across = reshape(matmul(rowsOf, columns), [batch, channels, height, width]);
    return whereHappening(draws, matmul(rows, across, { transposeA: true }), pictures);
  },
} satisfies PixelAugmentation<BlurOptions>);

/** Half kernels [N, radius + 1] as matrices [N, size, size] that blur along an axis: entry (from, to). */
function blurring(kernel: Value, size: number): Value {
  const [batch, count] = kernel.shape as [number, number];
  const folds = new Float64Array(count * size * size);
  const period = Math.max(1, 2 * (size - 1));
  for (let d = 0; d < count; d++)
    for (let to = 0; to < size; to++)
      for (const side of d === 0 ? [0] : [-d, d]) {
        const place = (((to + side) % period) + period) % period;
        const from = Math.min(place, period - place) % size;
        folds[(d * size + from) * size + to]! += 1;
      }
  return reshape(matmul(kernel, constant(folds, [count, size * size])), [batch, size, size]);
}
