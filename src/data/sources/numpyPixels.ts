import type { ImageFeatures } from '../dataset.ts';
import { DataError } from '../../util/errors.ts';
import type { NpyArray } from './npy.ts';

/** What the values of pictures reach from 0 to: 1, or 255. */
export type PixelScale = 1 | 255;

const LARGEST_SIDE = 4096;
const MOST_CHANNELS = 4;

/**
 * Pictures from an array [N, H, W], [N, H, W, C] or [N, C, H, W] as values 0 to 255, channels first. Of four
 * dimensions the last one is the channels where it is at most 4, else the second.
 *
 * @param scale What the values must reach to, where training has settled it. Default: 1 for booleans and for floats
 *   that lie within 0 and 1, else 255.
 * @throws {DataError} Another shape, or values outside the scale.
 */
export function pixelsOf(
  x: NpyArray,
  place: string,
  scale?: PixelScale,
): { features: ImageFeatures; scale: PixelScale; note?: string } {
  const { channels, height, width, channelsLast } = layoutOf(x.shape, place);
  if (x.kind === 'text') throw new DataError(`${place}: pictures must be numbers. Received texts.`);
  const { values, kind } = x;
  // A scale that training settled is one of floats: integers and booleans say theirs themselves.
  const used = kind === 'float' ? (scale ?? scaleOf(x)) : scaleOf(x);
  requireRange(values, used, place, kind === 'float' && scale !== undefined);
  const pixels = new Uint8Array(values.length);
  const area = height * width;
  const factor = 255 / used;
  let rounded = false;
  for (let from = 0; from < values.length; from++) {
    const value = values[from]! * factor;
    const pixel = Math.floor(from / channels);
    const to = channelsLast
      ? (Math.floor(pixel / area) * channels + (from % channels)) * area + (pixel % area)
      : from;
    pixels[to] = Math.round(value);
    rounded ||= pixels[to] !== value;
  }
  const note =
    kind === 'float' && (rounded || used === 1)
      ? `pictures of values 0 to ${used} are read as whole numbers 0 to 255${rounded ? ', rounded' : ''}.`
      : undefined;
  return {
    features: { kind: 'image', pixels, channels, height, width },
    scale: used,
    ...(note !== undefined && { note }),
  };
}

function layoutOf(
  shape: readonly number[],
  place: string,
): { channels: number; height: number; width: number; channelsLast: boolean } {
  const [, second, third, last] = shape as [number, number, number, number | undefined];
  const channelsLast = last !== undefined && last <= MOST_CHANNELS;
  const [channels, height, width] =
    last === undefined ? [1, second, third] : channelsLast ? [last, second, third] : [second, third, last];
  const sides = [channels, height, width];
  if (shape.length > 4 || channels > MOST_CHANNELS || sides.some((side) => side < 1 || side > LARGEST_SIDE))
    throw new DataError(
      `${place}: pictures must be [N, H, W], [N, H, W, C] or [N, C, H, W] with 1 to ${MOST_CHANNELS} channels and sides of 1 to ${LARGEST_SIDE}. ` +
        `Received shape (${shape.join(', ')}).`,
    );
  return { channels, height, width, channelsLast };
}

function scaleOf({ kind, values }: Exclude<NpyArray, { kind: 'text' }>): PixelScale {
  if (kind === 'boolean') return 1;
  return kind === 'float' && values.every((value) => value <= 1) ? 1 : 255;
}

function requireRange(values: ArrayLike<number>, scale: PixelScale, place: string, isGiven: boolean): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= 0 && value <= scale) continue;
    throw new DataError(
      isGiven
        ? `${place}: pictures must have values from 0 to ${scale} as in training. Received ${value}.`
        : `${place}: pictures must have values from 0 to 255, or floats from 0 to 1. Received ${value}. Rescale them; standardizing is done in training.`,
    );
  }
}
