// shared within this room
import type { Draws, PictureScale } from './augmentation.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { add } from '../../ops/elementwise/add.ts';
import { maximum } from '../../ops/elementwise/maximum.ts';
import { minimum } from '../../ops/elementwise/minimum.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { where } from '../../ops/elementwise/where.ts';
import { reshape } from '../../ops/movement/reshape.ts';
import { reduceSum } from '../../ops/reduce/reduceSum.ts';
import { staticDim } from '../../util/shape.ts';

/** The largest raw value of a pixel. */
export const white = 255;

/** A number a channel, as [C, 1, 1]. */
export const perChannel = (values: readonly number[]): Value => constant(values, [values.length, 1, 1]);

/** A number an example, [N], as [N, 1, 1, 1]. */
export const perExample = (values: Value): Value =>
  reshape(values, [staticDim(values.shape, 0, 'perExample'), 1, 1, 1]);

/** The standardized form of one raw value in each channel, [C, 1, 1]. */
export const standardized = (raw: number, { mean, deviation }: PictureScale): Value =>
  perChannel(mean.map((m, c) => (raw - m) / deviation[c]!));

/** Raw values, 0 to 255, from standardized ones. */
export const toRaw = (pictures: Value, { mean, deviation }: PictureScale): Value =>
  add(mul(pictures, perChannel(deviation)), perChannel(mean));

/** Standardized values from raw ones. */
export const fromRaw = (raw: Value, { mean, deviation }: PictureScale): Value =>
  add(mul(raw, perChannel(deviation.map((d) => 1 / d))), perChannel(mean.map((m, c) => -m / deviation[c]!)));

/** Standardized pictures cut to what a picture can hold, 0 to 255 before standardizing. */
export const clipped = (pictures: Value, scale: PictureScale): Value =>
  minimum(maximum(pictures, standardized(0, scale)), standardized(white, scale));

/** The changed picture where the augmentation happens, else the picture as it was, to the bit. */
export const whereHappening = ({ happens }: Draws, changed: Value, pictures: Value): Value =>
  happens ? where(perExample(happens), changed, pictures) : changed;

/** Shares of red, green and blue in brightness (ITU-R BT.601). */
const luma = [0.2989, 0.587, 0.114] as const;

/** Raw brightness of each pixel, [N, 1, H, W]: by BT.601 for three channels, else the mean of the channels. */
export function grayOf(pictures: Value, { mean, deviation }: PictureScale): Value {
  const shares = mean.length === 3 ? luma : mean.map(() => 1 / mean.length);
  const offset = shares.reduce((sum, share, c) => sum + share * mean[c]!, 0);
  const weighed = mul(pictures, perChannel(shares.map((share, c) => share * deviation[c]!)));
  return add(mean.length === 1 ? weighed : reduceSum(weighed, [1], { keepDims: true }), offset);
}

/** Needs red, green and blue. */
export const isColour = ({ channels }: { readonly channels: number }): boolean => channels === 3;

/** The negatives: 255 − raw value. */
export const inverted = (pictures: Value, { mean, deviation }: PictureScale): Value =>
  sub(perChannel(mean.map((m, c) => (white - 2 * m) / deviation[c]!)), pictures);
