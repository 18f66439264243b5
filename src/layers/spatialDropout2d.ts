import { checkedRate, dropMask } from './dropMask.ts';
import type { Layer } from './layer.ts';
import { ShapeError } from '../util/errors.ts';
import { shapeText, type Shape } from '../util/shape.ts';

/**
 * Dropout of whole feature maps: neighbouring pixels say nearly the same, so dropping single ones removes little.
 *
 *     y[n, c] = x[n, c] · m[n, c] / (1 − rate),   m ~ Bernoulli(1 − rate), redrawn each step
 *
 * Shapes: [N, C, H, W] → the same; one draw per example and map. Evaluation: the identity.
 *
 * @param options.rate Fraction dropped, in [0, 1). Default 0.5.
 * @throws {OptionError} `rate` outside [0, 1). @throws {ShapeError} the input is not [N, C, H, W].
 * @example sequential(conv2d({ filters: 32 }), relu(), spatialDropout2d({ rate: 0.2 }))
 * @see Tompson et al. 2015, arXiv:1411.4280.
 */
export function spatialDropout2d({ rate = 0.5 }: { readonly rate?: number } = {}): Layer {
  checkedRate('spatialDropout2d', rate);
  const outputShape = (shape: Shape): Shape => {
    if (shape.length !== 4)
      throw new ShapeError(`spatialDropout2d: the input must be [N, C, H, W]. Received ${shapeText(shape)}.`);
    return shape;
  };
  return Object.freeze({
    name: 'spatialDropout2d',
    options: Object.freeze({ rate }),
    exampleShape: [2, 3, 4, 4],
    outputShape,
    parameters: () => ({}),
    apply: (x, context) => dropMask(x, [...outputShape(x.shape).slice(0, 2), 1, 1], rate, context),
  } satisfies Layer);
}
