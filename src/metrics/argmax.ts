// shared within this room

/** Place of the largest of `count` values from `start`; the first of equal ones. */
export function argmax(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (values[start + k]! > values[start + best]!) best = k;
  return best;
}
