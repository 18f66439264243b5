import { checkedSize, type Architecture, type ArchitectureOptions } from './architecture.ts';
import { batchNorm } from '../layers/batchNorm.ts';
import { conv2d } from '../layers/conv2d.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { globalAveragePool2d } from '../layers/globalAveragePool2d.ts';
import type { Layer } from '../layers/layer.ts';
import { relu } from '../layers/relu.ts';
import { residual } from '../layers/residual.ts';
import { sequential } from '../layers/sequential.ts';
import { ShapeError } from '../util/errors.ts';
import { shapeText } from '../util/shape.ts';

const sizeRange = [1, 512] as const;

/** Convolution and normalization; the padding is that of the paper also where the picture is halved. */
const normalized = (filters: number, kernelSize: number, strides: number): Layer[] => [
  conv2d({ filters, kernelSize, strides, padding: (kernelSize - 1) / 2, useBias: false }),
  batchNorm(),
];

/** Two convolutions beside a shortcut, which is a convolution of 1×1 where the shape changes. */
const block = (filters: number, strides: number): Layer[] => [
  residual(
    strides === 1 ? {} : { shortcut: sequential(...normalized(filters, 1, strides)) },
    ...normalized(filters, 3, strides),
    relu(),
    ...normalized(filters, 3, 1),
  ),
  relu(),
];

/**
 * Residual network for small pictures, of 8 layers: a convolution of `size` maps, three stages of one block with `size`,
 * 2·`size` and 4·`size` maps, the later two of half the height and width, then the mean of each map and a dense layer.
 *
 * Parameters: about 300 · size². Features are always normalized over the batch, whatever `batchNorm` says: blocks do
 * not train well without. Dropout stands before the last layer.
 *
 * Departs from the paper: the shortcut that changes the shape is a convolution of 1×1 with normalization, as the paper
 * does for large pictures, rather than padding with zeros; one block a stage (n = 1 in 6n + 2), where it begins at 3.
 *
 * @throws {OptionError} `size` not a whole number from 1 to 512.
 * @throws {ShapeError} the input is not [C, H, W] of at least 8 by 8 pixels.
 * @example resnet.build({ size: 16, input: [3, 32, 32], outputs: 10 })
 * @see He et al. 2016, arXiv:1512.03385, section 4.2.
 */
export const resnet: Architecture = Object.freeze({
  name: 'resnet',
  sizeRange,
  accepts: 'image',
  largeSize: 16,
  build(options: ArchitectureOptions): Layer {
    const size = checkedSize('resnet', options.size, sizeRange);
    const { input, outputs, dropout: rate = 0 } = options;
    const [, height = 0, width = 0] = input;
    if (input.length !== 3 || height < 8 || width < 8)
      throw new ShapeError(
        `resnet: the input must be [C, H, W] of 8 by 8 pixels or more. Received ${shapeText(input)}.`,
      );
    return sequential(
      ...normalized(size, 3, 1),
      relu(),
      ...block(size, 1),
      ...block(2 * size, 2),
      ...block(4 * size, 2),
      globalAveragePool2d(),
      ...(rate > 0 ? [dropout({ rate })] : []),
      dense({ units: outputs, kernelInitializer: 'glorotUniform' }),
    );
  },
} satisfies Architecture);
