import type { WeightLook } from './protocol.ts';
import { initialParameters } from '../../../../layers/layer.ts';
import type { Network } from '../../../../recipe/compile.ts';
import type { Parameters } from '../../../../train/evaluate.ts';

const binCount = 41;
/** More filters than these say nothing new, and cost time to draw. */
const mostFilters = 24;
const negligible = 1e-3;

const penalized = (net: Network): string[] =>
  Object.keys(net.specs).filter((path) => net.specs[path]!.penalized);

/** How far the axis of the histogram goes: from the first weights, so that it stays and trainings can be compared. */
export function weightLimit(net: Network): number {
  const first = initialParameters(net.specs, net.recipe.seed);
  let [squares, count] = [0, 0];
  for (const path of penalized(net))
    for (const value of first[path]!) {
      squares += value * value;
      count++;
    }
  return niceLimit(4 * Math.sqrt(squares / Math.max(1, count)));
}

/** What the weights of a network look like: a histogram, and for pictures the first layer's filters. */
export function weightLook(net: Network, weights: Parameters, limit: number): WeightLook {
  const paths = penalized(net);
  const bins = new Array<number>(binCount).fill(0);
  let [count, small] = [0, 0];
  for (const path of paths)
    for (const value of weights[path]!) {
      count++;
      if (Math.abs(value) < negligible) small++;
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
