import { shapeless, type Layer } from './layer.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { normal } from '../ops/random/normal.ts';
import { OptionError } from '../util/errors.ts';
import { randomKey } from '../util/random.ts';
import { staticShape } from '../util/shape.ts';

/**
 * Adds normal noise to each activation in training.
 *
 *     y = x + deviation · ε,   ε ~ N(0, 1), redrawn each step
 *
 * Shapes: x [N, …] → the same; one draw per element.
 * Evaluation, also of Monte Carlo predictions: the identity.
 *
 * @param options.deviation Standard deviation of the noise, in units of x, 0 or more. Default 0.1.
 * @throws {OptionError} `deviation` negative or not a number. @throws {ShapeError} a free batch in training.
 * @example sequential(gaussianNoise({ deviation: 0.2 }), dense({ units: 64 }), relu(), dense({ units: 2 }))
 * @see Bishop 1995, Neural Computation 7:108-116.
 */
export function gaussianNoise({ deviation = 0.1 }: { readonly deviation?: number } = {}): Layer {
  if (!(deviation >= 0 && Number.isFinite(deviation)))
    throw new OptionError(`gaussianNoise: deviation must be 0 or more. Received deviation=${deviation}.`);
  return shapeless(
    'gaussianNoise',
    (x, context) => {
      if (!context.training || deviation === 0) return x;
      if (!context.key) throw new Error(`${context.path}: a training program needs a random key`);
      const shape = staticShape(x.shape, 'gaussianNoise');
      return add(x, mul(normal(context.key, shape, randomKey('layer', context.path)), deviation));
    },
    { deviation },
  );
}
