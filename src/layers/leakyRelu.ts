import { shapeless, type Layer } from './layer.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { OptionError } from '../util/errors.ts';

/**
 * Rectified linear unit with a small slope below 0: y = max(x, 0) + s · min(x, 0). Shapes: any → the same.
 *
 * @param options.negativeSlope The slope s, in [0, 1). Default 0.01.
 * @throws {OptionError} `negativeSlope` outside [0, 1).
 * @example sequential(dense({ units: 64 }), leakyRelu({ negativeSlope: 0.1 }), dense({ units: 10 }))
 * @see Maas et al. 2013, ICML workshop on deep learning for audio, speech and language processing.
 */
export function leakyRelu({ negativeSlope = 0.01 }: { readonly negativeSlope?: number } = {}): Layer {
  if (!(negativeSlope >= 0 && negativeSlope < 1))
    throw new OptionError(
      `leakyRelu: negativeSlope must be in [0, 1). Received negativeSlope=${negativeSlope}.`,
    );
  // max(x, 0) + s·min(x, 0) without a second comparison.
  return shapeless('leakyRelu', (x) => add(mul(relu(x), 1 - negativeSlope), mul(x, negativeSlope)), {
    negativeSlope,
  });
}
