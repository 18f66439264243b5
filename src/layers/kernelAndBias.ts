// shared within this room
import type { KernelInitializer, ParameterSpecs } from './layer.ts';
import { elementCount } from '../util/shape.ts';

/** The parameters of a convolution; the first axis of the kernel counts the filters, the others what one looks at. */
export const kernelAndBias = (
  shape: readonly number[],
  useBias: boolean,
  kernelInitializer: Exclude<KernelInitializer, 'glorotUniform'> = 'heUniform',
): ParameterSpecs => ({
  kernel: {
    shape,
    initializer: { kind: kernelInitializer, fanIn: elementCount(shape.slice(1)) },
    trainable: true,
    penalized: true,
  },
  ...(useBias && {
    bias: { shape: shape.slice(0, 1), initializer: { kind: 'zeros' }, trainable: true, penalized: false },
  }),
});
