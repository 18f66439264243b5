// shared within this room
import type { Entry, PlaneMap } from './planeMap.ts';
import type { Augmentation, DrawContext, Draws } from '../augmentation.ts';
import type { PolicyAugmentation } from './policy.ts';
import type { MixingAugmentation } from '../mixing.ts';
import type { Value } from '../../graph/types.ts';

/** Pictures [N, C, H, W] as augmentations see them. */
export interface PictureShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** What standardizing took from each channel and divided it by: raw = standardized · deviation + mean, 0 to 255. */
export interface PictureScale {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** What the act of a pixel augmentation knows beside its draws. */
export interface PixelContext extends DrawContext {
  readonly scale: PictureScale;
}

interface Common<O extends object> extends Augmentation<O> {
  /** Whether it can act on such pictures. Default: on all. */
  applies?(picture: PictureShape): boolean;
  /** Its options at a magnitude from 0 to 1, for policies; those that have none stay out of them. */
  atMagnitude?(magnitude: number): Readonly<O>;
  /** The draw: one set of numbers an example, a pure function of the key. What `nameRange` limits is drawn as `name`. */
  sample(context: DrawContext, options: Readonly<O & { probability: number }>): Draws;
}

/** Moves pixels: the act is a map of the plane, and all of them together are one resampling. */
export interface GeometricAugmentation<O extends object = object> extends Common<O> {
  readonly kind: 'geometric';
  /** The act: where in the old picture a point of the new one is found. */
  map(draws: Draws, picture: PictureShape): PlaneMap;
}

/** Changes pixels where they are. */
export interface PixelAugmentation<O extends object = object> extends Common<O> {
  readonly kind: 'pixel';
  /** The act: pictures [N, C, H, W], standardized, to pictures of the same shape. */
  apply(pictures: Value, draws: Draws, context: PixelContext): Value;
}

/** What acts on each picture by itself. */
export type ActingAugmentation<O extends object = object> = GeometricAugmentation<O> | PixelAugmentation<O>;

/** Policies choose among what acts on each picture; mixing ones act on pairs, after all others. */
export type ImageAugmentation<O extends object = object> =
  ActingAugmentation<O> | MixingAugmentation<O> | PolicyAugmentation<O>;

export { checkRange, gated, happening, type DrawContext, type Draws } from '../augmentation.ts';
export type { Entry, PlaneMap };
