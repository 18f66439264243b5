import { checkRange, happening, type PixelAugmentation } from './augmentation.ts';
import { clipped, fromRaw, isColour, perExample, toRaw, whereHappening } from './pixels.ts';
import type { Value } from '../../graph/types.ts';
import { constant } from '../../graph/value.ts';
import { add } from '../../ops/elementwise/add.ts';
import { cast } from '../../ops/elementwise/cast.ts';
import { div } from '../../ops/elementwise/div.ts';
import { greater } from '../../ops/elementwise/greater.ts';
import { maximum } from '../../ops/elementwise/maximum.ts';
import { minimum } from '../../ops/elementwise/minimum.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { where } from '../../ops/elementwise/where.ts';
import { split } from '../../ops/movement/split.ts';
import { uniform } from '../../ops/random/uniform.ts';

export interface HueOptions {
  /** Angle on the wheel of colours, in degrees within [−180, 180]: 120 turns red to green. Default [−18, 18]. */
  readonly degreesRange: readonly [number, number];
}

/**
 * Turns the wheel of colours; how bright and how strong a colour is stays. For pictures of three channels. Also
 * `probability`, default 1.
 *
 *     (h, s, v) of HSV ↦ (h + degrees, s, v),   degrees from `degreesRange`
 *
 * Shapes: [N, 3, H, W] → the same; one draw an example. Values are cut to 0 … 255 before. Of the pixel augmentations the
 * dearest: about fifty passes over one channel.
 *
 * @see Smith 1978, "Color gamut transform pairs"; torchvision's adjust_hue (degrees = 360 · hue_factor), whose numbers
 * these are.
 */
export const hue: PixelAugmentation<HueOptions> = Object.freeze({
  name: 'hue',
  kind: 'pixel',
  explanation: 'turns the wheel of colours',
  defaults: Object.freeze({ degreesRange: [-18, 18] as const, probability: 1 }),
  applies: isColour,
  check: ({ degreesRange }) => checkRange('hue', 'degreesRange', degreesRange, [-180, 180]),
  sample(context, { degreesRange, probability }) {
    const degrees = uniform(context.key, [context.batch], context.salt, degreesRange);
    return { degrees, ...happening(context, probability) };
  },
  apply(pictures, draws, { scale }) {
    const [red, green, blue] = split(toRaw(clipped(pictures, scale), scale), 3, 1) as [Value, Value, Value];
    const value = maximum(maximum(red, green), blue);
    const chroma = sub(value, minimum(minimum(red, green), blue));
    const turned = add(sextant([red, green, blue], value, chroma), mul(perExample(draws.degrees!), 1 / 60));
    // k = (n + h) mod 6 with n = 5, 3, 1 for red, green, blue; the channel is v − c · max(0, min(k, 4 − k, 1)).
    const k = modulo(add(turned, constant([5, 3, 1], [3, 1, 1])), 6);
    const share = maximum(minimum(minimum(k, sub(4, k)), 1), 0);
    return whereHappening(draws, fromRaw(sub(value, mul(chroma, share)), scale), pictures);
  },
} satisfies PixelAugmentation<HueOptions>);

/** The hue in sixths of the wheel, from −1 to 5; 0 for gray. */
function sextant([red, green, blue]: readonly [Value, Value, Value], value: Value, chroma: Value): Value {
  const safe = where(greater(chroma, 0), chroma, constant(1));
  const side = (a: Value, b: Value, offset: number) => add(div(sub(a, b), safe), offset);
  const below = (channel: Value) => greater(value, channel);
  const ofGreenOrBlue = where(below(green), side(red, green, 4), side(blue, red, 2));
  return where(below(red), ofGreenOrBlue, side(green, blue, 0));
}

/** x mod n for x above −n. */
function modulo(x: Value, n: number): Value {
  const turns = cast(cast(add(mul(x, 1 / n), 1), 'int32'), 'float32');
  return sub(x, mul(sub(turns, 1), n));
}
