import { checkedSize, type Architecture, type ArchitectureOptions } from './architecture.ts';
import { tokenHead, tokenVectors } from './tokens.ts';
import { gru } from '../layers/gru.ts';
import type { Layer } from '../layers/layer.ts';
import { sequential } from '../layers/sequential.ts';

const sizeRange = [1, 1024] as const;

/**
 * Recurrent network for texts: word vectors of `size` numbers, read in order by a gated recurrent unit with a state of
 * `size` numbers, and a dense layer over the last state.
 *
 * Parameters: vocabulary · size + 6 · size² + size · outputs, and biases. Padding, token 0, must stand at the end; the
 * last state is that of the last word. Dropout stands before the last layer.
 *
 * @throws {OptionError} `size` not a whole number from 1 to 1024, or no vocabulary.
 * @throws {ShapeError} the input is not a list of tokens.
 * @example gruNetwork.build({ size: 64, input: [50], vocabulary: 10000, outputs: 2 })
 * @see Cho et al. 2014, arXiv:1406.1078.
 */
export const gruNetwork: Architecture = Object.freeze({
  name: 'gruNetwork',
  sizeRange,
  accepts: 'tokens',
  largeSize: 64,
  build(options: ArchitectureOptions): Layer {
    const size = checkedSize('gruNetwork', options.size, sizeRange);
    return sequential(tokenVectors('gruNetwork', size, options), gru({ units: size }), ...tokenHead(options));
  },
} satisfies Architecture);
