import * as architectures from '../architectures/index.ts';
import type { Architecture } from '../architectures/architecture.ts';
import type { Augmentation } from '../augmentations/augmentation.ts';
import type { ImageAugmentation } from '../augmentations/image/augmentation.ts';
import * as imageAugmentations from '../augmentations/image/index.ts';
import type { TableAugmentation } from '../augmentations/table/augmentation.ts';
import * as tableAugmentations from '../augmentations/table/index.ts';
import type { TextAugmentation } from '../augmentations/text/augmentation.ts';
import * as textAugmentations from '../augmentations/text/index.ts';
import type { Averaging } from '../averaging/averaging.ts';
import * as averaging from '../averaging/index.ts';
import * as losses from '../losses/index.ts';
import type { Loss } from '../losses/loss.ts';
import * as optimizers from '../optimizers/index.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import * as schedules from '../schedules/index.ts';
import type { Schedule } from '../schedules/schedule.ts';

/** A named thing with options, as it stands in a recipe. */
export interface Entry {
  readonly name: string;
  readonly [option: string]: unknown;
}

type Things<T> = Readonly<Record<string, T>>;

/** Everything a recipe can name, by room. The folders are the lists. */
export const registry: {
  readonly architectures: Things<Architecture>;
  /** Of all kinds of data; one that stands under several kinds is the same thing. */
  readonly augmentations: Things<Augmentation>;
  readonly augmentationsOf: {
    readonly image: Things<ImageAugmentation>;
    readonly table: Things<TableAugmentation>;
    readonly tokens: Things<never>;
    readonly text: Things<TextAugmentation>;
  };
  readonly averaging: Things<(options?: never) => Averaging>;
  readonly losses: Things<Loss>;
  readonly optimizers: Things<(options?: never) => Optimizer>;
  readonly schedules: Things<(options?: never) => Schedule>;
} = Object.freeze({
  architectures: { ...architectures },
  augmentations: {
    ...imageAugmentations,
    ...tableAugmentations,
    ...textAugmentations,
  } as unknown as Things<Augmentation>,
  augmentationsOf: {
    image: { ...imageAugmentations } as unknown as Things<ImageAugmentation>,
    table: { ...tableAugmentations } as unknown as Things<TableAugmentation>,
    tokens: {},
    text: { ...textAugmentations } as unknown as Things<TextAugmentation>,
  },
  averaging: { ...averaging },
  losses: { ...losses },
  optimizers: { ...optimizers },
  schedules: { ...schedules },
});
