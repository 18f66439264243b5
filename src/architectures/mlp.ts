import { checkedSize, type Architecture, type ArchitectureOptions } from './architecture.ts';
import { batchNorm } from '../layers/batchNorm.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { flatten } from '../layers/flatten.ts';
import type { Layer } from '../layers/layer.ts';
import { relu } from '../layers/relu.ts';
import { sequential } from '../layers/sequential.ts';

const sizeRange = [1, 8192] as const;

/**
 * Multilayer perceptron: two hidden layers of `size` units.
 *
 * Parameters: features · size + size² + size · outputs, and biases.
 *
 * @throws {OptionError} `size` not a whole number from 1 to 8192.
 * @example mlp.build({ size: 128, input: [784], outputs: 10, dropout: 0.3 })
 */
export const mlp: Architecture = Object.freeze({
  name: 'mlp',
  sizeRange,
  accepts: 'features',
  largeSize: 256,
  build(options: ArchitectureOptions): Layer {
    const size = checkedSize('mlp', options.size, sizeRange);
    const { dropout: rate = 0, batchNorm: normalize = false } = options;
    const hidden = () => [
      dense({ units: size, useBias: !normalize }),
      ...(normalize ? [batchNorm()] : []),
      relu(),
      ...(rate > 0 ? [dropout({ rate })] : []),
    ];
    const flat = options.input.length > 1 ? [flatten()] : [];
    return sequential(
      ...flat,
      ...hidden(),
      ...hidden(),
      dense({ units: options.outputs, kernelInitializer: 'glorotUniform' }),
    );
  },
} satisfies Architecture);
