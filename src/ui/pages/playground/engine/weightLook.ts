import type { WeightLook } from './protocol.ts';
import type { Network } from '../../../../recipe/compile.ts';
import type { Parameters } from '../../../../train/evaluate.ts';

const binCount = 41;
/** More filters than these say nothing new, and cost time to draw. */
const mostFilters = 24;
const negligible = 1e-3;

/** What the weights of a network look like: a histogram, and for pictures the first layer's filters. */
export function weightLook(net: Network, weights: Parameters): WeightLook {
  const paths = Object.keys(net.specs).filter((path) => net.specs[path]!.penalized);
  const all = paths.map((path) => weights[path]!);
  const count = all.reduce((sum, values) => sum + values.length, 0);
  let squares = 0;
  let small = 0;
  for (const values of all)
    for (const value of values) {
      squares += value * value;
      if (Math.abs(value) < negligible) small++;
    }
  // Three deviations, in steps, so that the axis does not shiver from epoch to epoch.
  const spread = 3 * Math.sqrt(squares / Math.max(1, count));
  const limit = niceLimit(spread);
  const bins = new Array<number>(binCount).fill(0);
  for (const values of all)
    for (const value of values) {
      const place = Math.floor(((value / limit + 1) / 2) * binCount);
      bins[Math.max(0, Math.min(binCount - 1, place))]!++;
    }
  const filters = filtersOf(net, weights, paths[0]);
  return { bins, limit, count, nearZero: count === 0 ? 0 : small / count, ...(filters && { filters }) };
}

/** The next of 1, 2 and 5 times a power of ten. */
export function niceLimit(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!;
}

/** The first layer's weights, a small square picture for each of its units; of pictures in one channel. */
function filtersOf(net: Network, weights: Parameters, path: string | undefined): WeightLook['filters'] {
  const [channels, height, width] = net.exampleShape;
  if (path === undefined || net.exampleShape.length !== 3 || channels !== 1 || height !== width)
    return undefined;
  const { shape } = net.specs[path]!;
  const kernel = weights[path]!;
  if (shape.length === 4) {
    // A convolution: [filters, channels, side, side].
    const [total, , side] = shape as readonly [number, number, number, number];
    const count = Math.min(total, mostFilters);
    return { side, count, values: kernel.slice(0, count * side * side) };
  }
  // A dense layer: [pixels, units].
  const [pixels, units] = shape as readonly [number, number];
  const count = Math.min(units, mostFilters);
  const values = new Float32Array(count * pixels);
  for (let unit = 0; unit < count; unit++)
    for (let at = 0; at < pixels; at++) values[unit * pixels + at] = kernel[at * units + unit]!;
  return { side: Math.sqrt(pixels), count, values };
}
