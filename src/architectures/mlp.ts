import { checkedSize, type Architecture, type ArchitectureOptions } from './architecture.ts';
import { batchNorm } from '../layers/batchNorm.ts';
import { categoryEmbedding } from '../layers/categoryEmbedding.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { flatten } from '../layers/flatten.ts';
import type { Layer } from '../layers/layer.ts';
import { relu } from '../layers/relu.ts';
import { residual } from '../layers/residual.ts';
import { sequential } from '../layers/sequential.ts';

const sizeRange = [1, 8192] as const;

/** Weights that begin small: with few layers no signal is lost, and small networks and those with dropout generalise better. */
const kernelInitializer = 'fanInUniform';

/** Length of the vectors of a column: half its categories, at most 50. @see Howard, Practical Deep Learning, 2018. */
const embeddingUnits = (count: number): number => Math.min(50, Math.ceil(count / 2));

/**
 * Multilayer perceptron: two hidden layers of `size` units.
 *
 * Parameters: features · size + size² + size · outputs, and biases. Weights begin at 0.41 times the scale that He et al. give
 * for relu (docs/initialWeights.md has what that is worth on tables).
 *
 * `embeddings`: each column of categories, one-of-many among the features, becomes a learned vector of half as many
 * numbers as it has categories, at most 50; `features` above counts these numbers then.
 * `residual`: the second hidden layer becomes a block of two, h ← relu(h + W₂ relu(W₁ h)), and size² counts twice.
 *
 * @throws {OptionError} `size` not a whole number from 1 to 8192.
 * @throws {ShapeError} `embeddings` that are not among the features.
 * @example mlp.build({ size: 128, input: [784], outputs: 10, dropout: 0.3 })
 * @see Guo and Berkhahn 2016, arXiv:1604.06737 (embeddings); He et al. 2016, arXiv:1512.03385 (residual).
 */
export const mlp: Architecture = Object.freeze({
  name: 'mlp',
  sizeRange,
  accepts: 'features',
  largeSize: 256,
  understands: Object.freeze(['embeddings', 'residual'] as const),
  build(options: ArchitectureOptions): Layer {
    const size = checkedSize('mlp', options.size, sizeRange);
    const { dropout: rate = 0, batchNorm: normalize = false, embeddings = [] } = options;
    const linear = () => [
      dense({ units: size, useBias: !normalize, kernelInitializer }),
      ...(normalize ? [batchNorm()] : []),
    ];
    const active = () => [relu(), ...(rate > 0 ? [dropout({ rate })] : [])];
    const blocks = embeddings.map(({ start, count }) => ({ start, count, units: embeddingUnits(count) }));
    return sequential(
      ...(options.input.length > 1 ? [flatten()] : []),
      ...(blocks.length > 0 ? [categoryEmbedding({ blocks })] : []),
      ...linear(),
      ...active(),
      ...(options.residual
        ? [residual(...linear(), ...active(), ...linear()), relu()]
        : [...linear(), ...active()]),
      dense({ units: options.outputs, kernelInitializer }),
    );
  },
} satisfies Architecture);
