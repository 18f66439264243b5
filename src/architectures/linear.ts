import { checkedSize, type Architecture, type ArchitectureOptions } from './architecture.ts';
import { batchNorm } from '../layers/batchNorm.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { flatten } from '../layers/flatten.ts';
import type { Layer } from '../layers/layer.ts';
import { sequential } from '../layers/sequential.ts';

const sizeRange = [1, 1] as const;

/**
 * One dense layer and nothing before it: logistic regression for classes, linear regression for a number.
 *
 *     y = x · W + b
 *
 * The head for features that a pretrained network makes, and the least that a larger network must beat. It has one
 * size, 1. Dropout and batchNorm act on its inputs. Parameters: features · outputs, and biases.
 *
 * @throws {OptionError} `size` other than 1.
 * @example linear.build({ size: 1, input: [1024], outputs: 12 })
 */
export const linear: Architecture = Object.freeze({
  name: 'linear',
  sizeRange,
  accepts: 'features',
  largeSize: 1,
  build(options: ArchitectureOptions): Layer {
    checkedSize('linear', options.size, sizeRange);
    const { dropout: rate = 0, batchNorm: normalize = false } = options;
    return sequential(
      ...(options.input.length > 1 ? [flatten()] : []),
      ...(normalize ? [batchNorm()] : []),
      ...(rate > 0 ? [dropout({ rate })] : []),
      dense({ units: options.outputs, kernelInitializer: 'glorotUniform' }),
    );
  },
} satisfies Architecture);
