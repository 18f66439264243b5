// shared within this room
import type {
  ActingAugmentation,
  ImageAugmentation,
  PictureScale,
  PictureShape,
  PixelContext,
} from './augmentation.ts';
import * as augmentations from './index.ts';
import { chosenOperations } from './policy.ts';
import { checkApplied, type Applied, type SeeDraws } from '../augmentation.ts';
import { compose, identityMap } from './planeMap.ts';
import { resample } from './resample.ts';
import type { Value } from '../../graph/types.ts';
import { withScope } from '../../graph/value.ts';
import { OptionError } from '../../util/errors.ts';
import { randomKey } from '../../util/random.ts';
import { staticShape } from '../../util/shape.ts';

/** One augmentation of pictures with its options, all of them set. */
export type AppliedAugmentation = Applied<ImageAugmentation>;

/**
 * Applies augmentations to a batch: the geometric ones in their order as one resampling, then the others in theirs. A
 * policy stands for the operations that it chooses. Those that mix pictures act after, by `mixExamples`.
 *
 * @param pictures Standardized pictures [N, C, H, W]. @param key uint32 scalar, new at each step.
 * @param scale How they were standardized. @throws {OptionError} a probability outside [0, 1], an option outside its
 * range, or an augmentation that does not act on such pictures.
 */
export function augmentImages(
  pictures: Value,
  key: Value,
  applied: readonly AppliedAugmentation[],
  scale: PictureScale,
  see?: SeeDraws,
): Value {
  const [batch, channels, height, width] = staticShape(pictures.shape, 'augmentImages') as [
    number,
    number,
    number,
    number,
  ];
  const picture = { channels, height, width };
  let map = identityMap;
  const pixelActs: ((x: Value) => Value)[] = [];
  const act = ({ augmentation, options }: Applied<ActingAugmentation>, context: PixelContext) =>
    withScope(augmentation.name, () => {
      const draws = augmentation.sample(context, options);
      see?.(augmentation.name, context.allowed ? { ...draws, happens: context.allowed } : draws);
      // A later augmentation acts on the picture the earlier ones made, so its map is looked through first.
      if (augmentation.kind === 'geometric') map = compose(map, augmentation.map(draws, picture));
      else pixelActs.push((x) => withScope(augmentation.name, () => augmentation.apply(x, draws, context)));
    });
  applied.forEach((one, place) => {
    checkApplied(one);
    checkApplies(one.augmentation, picture);
    const { augmentation, options } = one;
    if (options.probability === 0 || augmentation.kind === 'mixing') return;
    const context = { key, batch, salt: randomKey('augmentation', place, augmentation.name), scale };
    if (augmentation.kind !== 'policy') return act({ augmentation, options }, context);
    withScope(augmentation.name, () => {
      const draws = augmentation.sample(context, options);
      for (const chosen of chosenOperations(draws, operationsFor(picture), augmentation.magnitude(options))) {
        const salt = randomKey(context.salt, chosen.applied.augmentation.name);
        act(chosen.applied, { ...context, salt, allowed: chosen.allowed });
      }
    });
  });
  const resampled =
    map === identityMap ? pictures : withScope('resample', () => resample(pictures, map, batch));
  return pixelActs.reduce((x, act) => act(x), resampled);
}

/** Refuses what does not act on such pictures. @throws {OptionError} */
export function checkApplies({ name, applies }: ImageAugmentation, picture: PictureShape): void {
  if (applies?.(picture) === false)
    throw new OptionError(
      `${name}: acts on pictures with three channels, red, green and blue. ` +
        `Received ${picture.channels} channel${picture.channels === 1 ? '' : 's'}. Leave it out.`,
    );
}

/** What policies choose from: everything in this room that has magnitudes and acts on such pictures. */
export const operationsFor = (picture: PictureShape): ActingAugmentation[] =>
  (Object.values(augmentations) as unknown as ImageAugmentation[]).filter(
    (one): one is ActingAugmentation =>
      (one.kind === 'geometric' || one.kind === 'pixel') &&
      one.atMagnitude !== undefined &&
      (one.applies?.(picture) ?? true),
  );
