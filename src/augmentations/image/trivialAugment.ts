import { drawChoices, type PolicyAugmentation } from './policy.ts';

/**
 * TrivialAugment: for each example one operation, drawn evenly, of a strength drawn evenly from all it can have. The
 * operations are those of `randAugment`. Options: `probability`, default 1.
 *
 * Shapes: [N, C, H, W] → the same; one choice an example, and the draws of each operation. Cost: as `randAugment`.
 *
 * Departs from its source: shear and shift act along both axes at once, and autoContrast, equalize and sharpness are not
 * there. Strengths are those of RandAugment, of posterize and shift those of the source's wide space (to 2 bits, to a
 * third of the side).
 *
 * @see Müller and Hutter 2021, "TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation", arXiv:2103.10158.
 */
export const trivialAugment: PolicyAugmentation = Object.freeze({
  name: 'trivialAugment',
  kind: 'policy',
  explanation: 'changes each picture by one operation of any strength, drawn at random',
  defaults: Object.freeze({ probability: 1 }),
  check() {},
  sample: (context, { probability }) => drawChoices(context, 1, probability),
  magnitude: () => 1,
} satisfies PolicyAugmentation);
