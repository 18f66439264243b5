import type { LayerWeights, Weights } from './record.ts';
import { rounded } from './shown.ts';
import { network } from '../../recipe/compile.ts';
import type { Model } from '../../train/model.ts';

/** Odd, so that weights around zero fall into one bin. */
const binCount = 31;
const mostLayers = 24;
const nearZero = 0.001;

interface Layer {
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * Histograms of the weights of two networks, layer by layer: what multiplies inputs, without biases and scales. Layers at
 * one place of networks of one form are drawn over the same range.
 */
export function weights(baseline: Model, chosen: Model): Weights {
  const [before, after] = [layersOf(baseline), layersOf(chosen)];
  const isAlike = before.length === after.length;
  const reach = (layer: Layer | undefined) =>
    layer ? layer.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) : 0;
  const histograms = (own: readonly Layer[], other: readonly Layer[]) =>
    own
      .slice(0, mostLayers)
      .map((layer, i) => histogram(layer, Math.max(reach(layer), isAlike ? reach(other[i]) : 0) || nearZero));
  return {
    nearZero,
    baseline: histograms(before, after),
    chosen: histograms(after, before),
    omitted: Math.max(0, before.length - mostLayers) + Math.max(0, after.length - mostLayers),
  };
}

function layersOf({ recipe, preparation, backbone, parameters }: Model): Layer[] {
  const { specs } = network(recipe, preparation, backbone);
  return Object.entries(specs)
    .filter(([, { shape, trainable }]) => trainable && shape.length > 1)
    .map(([path, { shape }]) => ({ path, shape, values: parameters[path]! }));
}

function histogram({ path, shape, values }: Layer, reach: number): LayerWeights {
  // Rounded up a little, so that no weight lies outside what is written.
  const limit = Number((reach * 1.000001).toPrecision(6)) || reach;
  const bins = new Array<number>(binCount).fill(0);
  let [squares, zeros] = [0, 0];
  for (const value of values) {
    const place = Math.floor(((value + limit) / (2 * limit)) * binCount);
    bins[Math.min(binCount - 1, Math.max(0, place))]!++;
    squares += value * value;
    if (Math.abs(value) < nearZero) zeros++;
  }
  return {
    path,
    shape: [...shape],
    count: values.length,
    limit,
    bins,
    norm: rounded(Math.sqrt(squares)),
    zeroShare: rounded(zeros / values.length),
  };
}
