// shared within this room
import type { DrawContext } from './augmentation.ts';
import type { Value } from '../graph/types.ts';
import { constant } from '../graph/value.ts';
import { add } from '../ops/elementwise/add.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { gather } from '../ops/gather/gather.ts';
import { uniform } from '../ops/random/uniform.ts';
import { incompleteBeta } from '../util/incompleteBeta.ts';

/** Pieces of the quantile function between which is interpolated; a power of 2, so that places are exact. */
const pieces = 1024;

/**
 * Draws from Beta(α, α), [batch]: the quantile function at uniform draws, from a table that is exact at 1025 points and
 * linear between them. The distribution function is nowhere off by more than 1/1024.
 */
export function beta({ key, batch }: DrawContext, salt: number, alpha: number): Value {
  const u = uniform(key, [batch], salt);
  if (alpha === 1) return u;
  const table = quantiles(alpha);
  const place = mul(u, pieces);
  const piece = cast(place, 'int32');
  const within = sub(place, cast(piece, 'float32'));
  const [low, rise] = [table.slice(0, -1), table.slice(1).map((high, i) => high - table[i]!)];
  return add(gather(constant(low), piece), mul(within, gather(constant(rise), piece)));
}

const kept = new Map<number, readonly number[]>();

/** Quantiles of Beta(α, α) at 0, 1/1024, …, 1, by bisection. */
function quantiles(alpha: number): readonly number[] {
  const known = kept.get(alpha);
  if (known) return known;
  const lower = Array.from({ length: pieces / 2 + 1 }, (_, i) => {
    let [low, high] = [0, 0.5];
    while (high - low > 1e-12) {
      const middle = (low + high) / 2;
      if (incompleteBeta(middle, alpha, alpha) < i / pieces) low = middle;
      else high = middle;
    }
    return i === 0 ? 0 : high;
  });
  const table = [
    ...lower,
    ...lower
      .slice(0, -1)
      .map((x) => 1 - x)
      .reverse(),
  ];
  kept.set(alpha, table);
  return table;
}
