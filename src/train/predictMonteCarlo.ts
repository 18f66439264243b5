import { predictPrepared } from './evaluate.ts';
import { prepareFeatures, type Model } from './model.ts';
import type { Features } from '../data/dataset.ts';
import { network, samplingProgram } from '../recipe/compile.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { OptionError } from '../util/errors.ts';
import { randomKey } from '../util/random.ts';

export interface MonteCarloOptions {
  /** Sub-networks drawn, a whole number of 2 or more. Default 30. */
  readonly samples?: number;
  /** Seed of the draws. Default 0. */
  readonly seed?: number;
}

/** What many sub-networks of one network predict, and how far they disagree. */
export interface MonteCarloPrediction {
  /** Mean of the samples, row-major [size, width]: probabilities, or numbers in the unit of the target. */
  readonly predictions: Float32Array;
  readonly width: number;
  /** Classes: entropy of the mean probabilities of each example, in nats: all doubt, also where classes overlap. */
  readonly entropy?: Float32Array;
  /** Classes: what of the entropy is disagreement between the samples, in nats: doubt that more data could lift. */
  readonly mutualInformation?: Float32Array;
  /** Numbers: standard deviation of the samples of each example, in the unit of the target. */
  readonly deviation?: Float32Array;
}

/**
 * Monte Carlo dropout: predictions with dropout left on, many times, whose spread says where the network is unsure.
 *
 *     mean = 1/T Σₜ pₜ,   entropy = H(mean),   mutual information = H(mean) − 1/T Σₜ H(pₜ),   H(p) = −Σ p log p
 *
 * Dropout and its kin (spatialDropout2d, alphaDropout, dropConnect, stochasticDepth) draw; everything else is as in
 * evaluation: running statistics, no noise, no augmentation. A network that drops nothing gives the predictions of
 * `predict` and no spread.
 *
 * Each sample is one sub-network for all examples, so what comes out for an example depends on (model, example, seed,
 * samples) only, not on its place or its company.
 *
 * Departs from its source: the deviation is that of the network's mean alone (over T − 1), without the noise of the
 * observations (τ⁻¹ there).
 *
 * @param options.samples Default 30. @param options.seed Default 0.
 * @throws {OptionError} `samples` not a whole number of 2 or more.
 * @throws {DataError} the examples have another shape or other columns than those trained on.
 * @example const { predictions, mutualInformation } = await predictMonteCarlo(model, data.features, data.size, nodeRuntime());
 * @see Gal and Ghahramani 2016, arXiv:1506.02142; Houlsby et al. 2011, arXiv:1112.5745 (mutual information).
 */
export async function predictMonteCarlo(
  { recipe, preparation, parameters, backbone, temperature }: Model,
  features: Features,
  size: number,
  runtime: Runtime,
  { samples = 30, seed = 0 }: MonteCarloOptions = {},
): Promise<MonteCarloPrediction> {
  if (!Number.isInteger(samples) || samples < 2)
    throw new OptionError(
      `predictMonteCarlo: samples must be a whole number of 2 or more. Received samples=${samples}.`,
    );
  const net = network(recipe, preparation, backbone);
  const prepared = await prepareFeatures(preparation, features, size, runtime);
  const part = { size, features: prepared, targets: new Float32Array(0) };
  const program = await runtime.compile(samplingProgram(net, temperature));
  const all: Float32Array[] = [];
  try {
    for (let sample = 0; sample < samples; sample++) {
      const key = Uint32Array.of(randomKey(seed, 'monteCarlo', sample));
      const feeds = { key: { dtype: 'uint32' as const, shape: [], data: key } };
      all.push((await predictPrepared(program, net, parameters, part, feeds)).predictions);
    }
  } finally {
    await program.dispose();
  }
  const { target } = preparation;
  const width = size > 0 ? all[0]!.length / size : 0;
  const mean = Float64Array.from(
    all[0]!,
    (_, i) => all.reduce((sum, predictions) => sum + predictions[i]!, 0) / samples,
  );
  if (target.kind === 'classes')
    return { predictions: Float32Array.from(mean), width, ...doubt(all, mean, width) };
  const deviation = Float32Array.from(mean, (centre, i) => {
    const squares = all.reduce((sum, predictions) => sum + (predictions[i]! - centre) ** 2, 0);
    return Math.sqrt(squares / (samples - 1)) * target.deviation;
  });
  return {
    predictions: Float32Array.from(mean, (x) => x * target.deviation + target.mean),
    width,
    deviation,
  };
}

function doubt(all: readonly Float32Array[], mean: Float64Array, width: number) {
  const size = mean.length / width;
  const entropy = Float32Array.from({ length: size }, (_, n) => entropyOf(mean, n * width, width));
  const mutualInformation = Float32Array.from({ length: size }, (_, n) => {
    const single = all.reduce((sum, p) => sum + entropyOf(p, n * width, width), 0) / all.length;
    // Never below 0 but for rounding, since entropy is concave.
    return Math.max(0, entropyOf(mean, n * width, width) - single);
  });
  return { entropy, mutualInformation };
}

/** −Σ p log p over one row, in nats. */
function entropyOf(p: ArrayLike<number>, start: number, width: number): number {
  let sum = 0;
  for (let i = start; i < start + width; i++) if (p[i]! > 0) sum -= p[i]! * Math.log(p[i]!);
  return sum;
}
