import { checkedSize, type Architecture, type ArchitectureOptions } from './architecture.ts';
import { tokenHead, tokenVectors } from './tokens.ts';
import type { Layer } from '../layers/layer.ts';
import { meanOverTime } from '../layers/meanOverTime.ts';
import { sequential } from '../layers/sequential.ts';

const sizeRange = [1, 16384] as const;

/**
 * Linear classifier over the mean of word vectors of `size` numbers: quick, without word order, hard to beat on topics.
 *
 * Parameters: vocabulary · size + size · outputs + outputs. Padding, token 0, is left out of the mean. Dropout stands
 * before the last layer.
 *
 * @throws {OptionError} `size` not a whole number from 1 to 16384, or no vocabulary.
 * @throws {ShapeError} the input is not a list of tokens.
 * @example bagOfEmbeddings.build({ size: 32, input: [50], vocabulary: 10000, outputs: 4 })
 * @see Joulin et al. 2016, arXiv:1607.01759 (fastText).
 */
export const bagOfEmbeddings: Architecture = Object.freeze({
  name: 'bagOfEmbeddings',
  sizeRange,
  accepts: 'tokens',
  largeSize: 100,
  build(options: ArchitectureOptions): Layer {
    const size = checkedSize('bagOfEmbeddings', options.size, sizeRange);
    return sequential(tokenVectors('bagOfEmbeddings', size, options), meanOverTime(), ...tokenHead(options));
  },
} satisfies Architecture);
