// shared within this room
import type { ImageAugmentation } from './augmentation.ts';
import { compose, identityMap } from './planeMap.ts';
import { resample } from './resample.ts';
import type { Value } from '../../graph/types.ts';
import { withScope } from '../../graph/value.ts';
import { OptionError } from '../../util/errors.ts';
import { randomKey } from '../../util/random.ts';
import { staticShape } from '../../util/shape.ts';

/** One augmentation with its options, all of them set. */
export interface AppliedAugmentation {
  readonly augmentation: ImageAugmentation;
  readonly options: Readonly<Record<string, unknown>> & { readonly probability: number };
}

/**
 * Applies augmentations to a batch: the geometric ones in their order as one resampling, then the others in theirs.
 *
 * @param pictures Standardized pictures [N, C, H, W]. @param key uint32 scalar, new at each step.
 * @throws {OptionError} a probability outside [0, 1], or an option outside its range.
 */
export function augmentImages(pictures: Value, key: Value, applied: readonly AppliedAugmentation[]): Value {
  const [batch, channels, height, width] = staticShape(pictures.shape, 'augmentImages') as [
    number,
    number,
    number,
    number,
  ];
  let map = identityMap;
  const pixelActs: ((x: Value) => Value)[] = [];
  applied.forEach(({ augmentation, options }, place) => {
    const { probability } = options;
    if (!(probability >= 0 && probability <= 1))
      throw new OptionError(
        `${augmentation.name}: probability must be in [0, 1]. Received probability=${probability}.`,
      );
    augmentation.check(options);
    if (probability === 0) return;
    const context = { key, batch, salt: randomKey('augmentation', place, augmentation.name) };
    withScope(augmentation.name, () => {
      const draws = augmentation.sample(context, options);
      // A later augmentation acts on the picture the earlier ones made, so its map is looked through first.
      if (augmentation.kind === 'geometric')
        map = compose(map, augmentation.map(draws, { channels, height, width }));
      else pixelActs.push((x) => withScope(augmentation.name, () => augmentation.apply(x, draws, context)));
    });
  });
  const resampled =
    map === identityMap ? pictures : withScope('resample', () => resample(pictures, map, batch));
  return pixelActs.reduce((x, act) => act(x), resampled);
}
