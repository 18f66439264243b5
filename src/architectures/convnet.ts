import { checkedSize, type Architecture, type ArchitectureOptions } from './architecture.ts';
import { batchNorm } from '../layers/batchNorm.ts';
import { conv2d } from '../layers/conv2d.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { flatten } from '../layers/flatten.ts';
import type { Layer } from '../layers/layer.ts';
import { maxPool2d } from '../layers/maxPool2d.ts';
import { relu } from '../layers/relu.ts';
import { sequential } from '../layers/sequential.ts';
import { ShapeError } from '../util/errors.ts';
import { shapeText } from '../util/shape.ts';

const sizeRange = [1, 512] as const;

/** Weights that begin small: with few layers no signal is lost, and small networks generalise better. */
const kernelInitializer = 'fanInUniform';

/** Stages of convolution and halving until a picture is about 8 pixels wide; at most five. */
function stageCount(height: number, width: number): number {
  let side = Math.min(height, width);
  let stages = 1;
  for (side = Math.floor(side / 2); side > 10 && stages < 5; side = Math.floor(side / 2)) stages++;
  return stages;
}

/**
 * Plain convolutional network: stages of convolution 3×3, halving and relu, then one hidden dense layer.
 *
 * Stage k has `size`·2ᵏ maps (at most 8·`size`), the hidden layer 8·`size` units. Halving stands before relu: the two
 * commute, and relu then sees a quarter of the elements. Dropout stands before the last layer. Weights begin at 0.41 times
 * the scale that He et al. give for relu (docs/initialWeights.md has what that is worth).
 *
 * @throws {OptionError} `size` not a whole number from 1 to 512.
 * @throws {ShapeError} the input is not [C, H, W] of at least 4 by 4 pixels.
 * @example convnet.build({ size: 8, input: [1, 28, 28], outputs: 10 })
 */
export const convnet: Architecture = Object.freeze({
  name: 'convnet',
  sizeRange,
  accepts: 'image',
  largeSize: 12,
  build(options: ArchitectureOptions): Layer {
    const size = checkedSize('convnet', options.size, sizeRange);
    const { input, outputs, dropout: rate = 0, batchNorm: normalize = false } = options;
    const [, height = 0, width = 0] = input;
    if (input.length !== 3 || height < 4 || width < 4)
      throw new ShapeError(
        `convnet: the input must be [C, H, W] of 4 by 4 pixels or more. Received ${shapeText(input)}.`,
      );
    const stages = Array.from({ length: stageCount(height, width) }, (_, k) => [
      conv2d({ filters: size * 2 ** Math.min(k, 3), useBias: !normalize, kernelInitializer }),
      ...(normalize ? [batchNorm()] : []),
      maxPool2d(),
      relu(),
    ]).flat();
    return sequential(
      ...stages,
      flatten(),
      dense({ units: 8 * size, kernelInitializer }),
      relu(),
      ...(rate > 0 ? [dropout({ rate })] : []),
      dense({ units: outputs, kernelInitializer }),
    );
  },
} satisfies Architecture);
