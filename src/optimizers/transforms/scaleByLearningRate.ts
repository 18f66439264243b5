import type { Transform } from './transform.ts';
import { mul } from '../../ops/elementwise/mul.ts';

/**
 * The update times the learning rate, decay that stands before it included.
 *
 *     u ← η · u
 *
 * It only joins what is pending, so it costs a multiplication of scalars.
 *
 * @example chain({ name: 'sgd', options: {}, transforms: [scaleByLearningRate()] })
 */
export const scaleByLearningRate = (): Transform =>
  Object.freeze({
    name: 'scaleByLearningRate',
    options: Object.freeze({}),
    slots: [],
    scalars: {},
    elementwise: true,
    prepare: ({ learningRate, pending: { factor, decay } }) => ({
      pending: {
        factor: factor ? mul(factor, learningRate) : learningRate,
        ...(decay && { decay: mul(decay, learningRate) }),
      },
    }),
  } satisfies Transform);
