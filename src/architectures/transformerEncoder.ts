import { checkedSize, type Architecture, type ArchitectureOptions } from './architecture.ts';
import { tokenHead, tokenVectors } from './tokens.ts';
import { dense } from '../layers/dense.ts';
import { layerNorm } from '../layers/layerNorm.ts';
import type { Layer } from '../layers/layer.ts';
import { meanOverTime } from '../layers/meanOverTime.ts';
import { positionalEmbedding } from '../layers/positionalEmbedding.ts';
import { sequential } from '../layers/sequential.ts';
import { transformerEncoderBlock } from '../layers/transformerEncoderBlock.ts';

const sizeRange = [2, 1024] as const;

/** The most heads up to 4 that divide the width. */
const headsFor = (size: number): number => [4, 2, 1].find((heads) => size % heads === 0)!;

/**
 * Transformer encoder for short texts: word and position vectors of `size` numbers, two blocks of attention, and the
 * mean over the words.
 *
 * Parameters: (vocabulary + length) · size + about 24 · size². Heads: 4 where they divide `size`, else 2 or 1. Padding,
 * token 0, is not attended to and left out of the mean. With `dropout` blocks drop at a fifth of its rate, at most 0.1 of
 * what they pass on: attention learns badly at the rates that suit a last layer.
 *
 * @throws {OptionError} `size` not a whole number from 2 to 1024, or no vocabulary.
 * @throws {ShapeError} the input is not a list of tokens.
 * @example transformerEncoder.build({ size: 64, input: [50], vocabulary: 10000, outputs: 2, dropout: 0.3 })
 * @see Vaswani et al. 2017, arXiv:1706.03762.
 */
export const transformerEncoder: Architecture = Object.freeze({
  name: 'transformerEncoder',
  sizeRange,
  accepts: 'tokens',
  largeSize: 64,
  build(options: ArchitectureOptions): Layer {
    const size = checkedSize('transformerEncoder', options.size, sizeRange);
    const block = () =>
      transformerEncoderBlock({ heads: headsFor(size), rate: Math.min(0.1, (options.dropout ?? 0) / 5) });
    return sequential(
      tokenVectors('transformerEncoder', size, options),
      ...(options.wordVectors && options.wordVectors.units !== size ? [dense({ units: size })] : []),
      positionalEmbedding(),
      block(),
      block(),
      layerNorm(),
      meanOverTime(),
      ...tokenHead(options),
    );
  },
} satisfies Architecture);
