import { drawChoices, type PolicyAugmentation } from './policy.ts';
import { OptionError } from '../../util/errors.ts';

export interface RandAugmentOptions {
  /** Choices an example, a whole number from 1 to 8. Default 2. */
  readonly operations: number;
  /** How strong an operation can get, from 0 to 1; 1 is the strongest of the source. Default 0.3. */
  readonly magnitude: number;
}

/**
 * RandAugment: for each example a few operations drawn evenly out of all that have a magnitude: rotate, shear, shift,
 * brightness, contrast, saturation (pictures of three channels), posterize, solarize, and leaving it alone. Also
 * `probability`, default 1.
 *
 * Shapes: [N, C, H, W] → the same; `operations` choices an example, and the draws of each operation.
 * Cost: the geometric operations are one resampling whatever their number; each pixel operation passes over the whole
 * batch, changed or not, however many operations are drawn.
 *
 * Departs from its source: a strength is drawn evenly up to the magnitude, which the source found to be as good as the
 * magnitude itself (appendix A.1.1); an operation drawn twice acts once; geometric operations come first; shear and shift
 * act along both axes at once; autoContrast, equalize and sharpness are not there.
 *
 * @throws {OptionError} an option outside its range.
 * @see Cubuk et al. 2020, "RandAugment", arXiv:1909.13719.
 */
export const randAugment: PolicyAugmentation<RandAugmentOptions> = Object.freeze({
  name: 'randAugment',
  kind: 'policy',
  explanation: 'changes each picture by a few operations drawn at random',
  defaults: Object.freeze({ operations: 2, magnitude: 0.3, probability: 1 }),
  check({ operations, magnitude }) {
    if (!(Number.isInteger(operations) && operations >= 1 && operations <= 8))
      throw new OptionError(
        `randAugment: operations must be a whole number from 1 to 8. Received operations=${operations}.`,
      );
    if (!(magnitude >= 0 && magnitude <= 1))
      throw new OptionError(`randAugment: magnitude must be in [0, 1]. Received magnitude=${magnitude}.`);
  },
  sample: (context, { operations, probability }) => drawChoices(context, operations, probability),
  magnitude: ({ magnitude }) => magnitude,
} satisfies PolicyAugmentation<RandAugmentOptions>);
