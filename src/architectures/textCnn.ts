import { checkedSize, type Architecture, type ArchitectureOptions } from './architecture.ts';
import { tokenHead, tokenVectors } from './tokens.ts';
import { branches } from '../layers/branches.ts';
import { convMaxOverTime } from '../layers/convMaxOverTime.ts';
import type { Layer } from '../layers/layer.ts';
import { relu } from '../layers/relu.ts';
import { sequential } from '../layers/sequential.ts';

const sizeRange = [1, 1024] as const;
const kernelSizes = [3, 4, 5] as const;

/** Weights that begin small: small networks generalise better (docs/initialWeights.md). */
const kernelInitializer = 'fanInUniform';

/** The shortest text that every filter fits into. */
export const longestKernel = Math.max(...kernelSizes);

/**
 * Convolutional network for texts: `size` patterns each of 3, 4 and 5 words, how strongly each occurs anywhere, and a
 * dense layer over that.
 *
 * Word vectors have `size` numbers, so that the knob scales all of the network. Parameters: vocabulary · size + 12 · size²
 * + 3 · size · outputs, and biases. Dropout stands before the last layer; the paper takes a rate of 0.5 and size 100.
 * Texts are a list of token numbers, 0 for padding, whose vectors are zero.
 *
 * Departs from the paper: word vectors are learned from random ones, of `size` numbers and not 300; no max-norm.
 *
 * @throws {OptionError} `size` not a whole number from 1 to 1024, or no vocabulary.
 * @throws {ShapeError} the input is not a list of at least 5 tokens.
 * @example textCnn.build({ size: 100, input: [50], vocabulary: 10000, outputs: 2, dropout: 0.5 })
 * @see Kim 2014, arXiv:1408.5882.
 */
export const textCnn: Architecture = Object.freeze({
  name: 'textCnn',
  sizeRange,
  accepts: 'tokens',
  largeSize: 100,
  build(options: ArchitectureOptions): Layer {
    const size = checkedSize('textCnn', options.size, sizeRange);
    return sequential(
      tokenVectors('textCnn', size, options, longestKernel),
      branches(
        ...kernelSizes.map((kernelSize) => convMaxOverTime({ filters: size, kernelSize, kernelInitializer })),
      ),
      relu(),
      ...tokenHead(options, kernelInitializer),
    );
  },
} satisfies Architecture);
