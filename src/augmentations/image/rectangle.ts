// shared within this room
import { checkRange, type DrawContext } from './augmentation.ts';
import type { Value } from '../../graph/types.ts';
import { add } from '../../ops/elementwise/add.ts';
import { div } from '../../ops/elementwise/div.ts';
import { exp } from '../../ops/elementwise/exp.ts';
import { log } from '../../ops/elementwise/log.ts';
import { maximum } from '../../ops/elementwise/maximum.ts';
import { minimum } from '../../ops/elementwise/minimum.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { neg } from '../../ops/elementwise/neg.ts';
import { sqrt } from '../../ops/elementwise/sqrt.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { uniform } from '../../ops/random/uniform.ts';
import { OptionError } from '../../util/errors.ts';
import { mix32 } from '../../util/random.ts';

/** Sizes of a rectangle inside the picture. */
export interface RectangleOptions {
  readonly areaRange: readonly [number, number];
  readonly aspectRange: readonly [number, number];
}

/** @throws {OptionError} a range outside its limits, or no rectangle of such area and aspect inside the picture. */
export function checkRectangle(name: string, { areaRange, aspectRange }: RectangleOptions): void {
  checkRange(name, 'areaRange', areaRange, [0.01, 1]);
  checkRange(name, 'aspectRange', aspectRange, [0.1, 10]);
  const largest = areaRange[1];
  if (aspectRange[0] > 1 / largest || aspectRange[1] < largest)
    throw new OptionError(
      `${name}: aspectRange must reach into [${largest}, ${1 / largest}], or a rectangle of area ${largest} leaves the picture. ` +
        `Received [${aspectRange.join(', ')}]. Widen it, or lower areaRange.`,
    );
}

/**
 * A rectangle's share of the picture and its aspect, each [batch].
 *
 *     area ~ U(areaRange),   ln aspect ~ U(ln aspectRange ∩ [ln area, −ln area])
 *
 * The aspect is cut to what fits: width √(area·aspect) and height √(area/aspect) are shares of the picture's.
 */
export function drawRectangle(
  { key, batch, salt }: DrawContext,
  { areaRange, aspectRange }: RectangleOptions,
): { area: Value; aspect: Value } {
  const area = uniform(key, [batch], mix32(salt ^ 1), areaRange);
  const widest = log(area);
  const low = maximum(widest, Math.log(aspectRange[0]));
  const high = minimum(neg(widest), Math.log(aspectRange[1]));
  const place = uniform(key, [batch], mix32(salt ^ 2));
  return { area, aspect: exp(add(low, mul(place, sub(high, low)))) };
}

/** Width and height as shares of the picture's. */
export const rectangleSides = (area: Value, aspect: Value): { width: Value; height: Value } => ({
  width: sqrt(mul(area, aspect)),
  height: sqrt(div(area, aspect)),
});
