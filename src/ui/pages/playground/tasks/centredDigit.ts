import { digitSide } from './digits.ts';

/** Longest side of the ink, as MNIST has it. */
const inkSide = 20;
/** Samples a target pixel, each way. */
const samples = 4;
const least = 24;

/**
 * A drawing as MNIST's digits are made: its ink scaled to 20 pixels on the longer side, its centre of mass in the middle of
 * 28 by 28. A blank sheet stays blank.
 *
 * @param ink [side · side], 0 is paper and 255 ink.
 * @see LeCun et al. 1998, "Gradient-based learning applied to document recognition".
 */
export function centredDigit(ink: ArrayLike<number>, side: number): Uint8Array {
  const picture = new Uint8Array(digitSide * digitSide);
  let [left, right, top, bottom] = [side, -1, side, -1];
  let [mass, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const value = ink[y * side + x]!;
      if (value < least) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      mass += value;
      sumX += value * (x + 0.5);
      sumY += value * (y + 0.5);
    }
  if (mass === 0) return picture;
  // What a target pixel is in pixels of the drawing.
  const unit = Math.max(right - left + 1, bottom - top + 1) / inkSide;
  const [centreX, centreY] = [sumX / mass, sumY / mass];
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= side || y >= side ? 0 : ink[Math.floor(y) * side + Math.floor(x)]!;
  for (let i = 0; i < digitSide; i++)
    for (let j = 0; j < digitSide; j++) {
      let sum = 0;
      for (let a = 0; a < samples; a++)
        for (let b = 0; b < samples; b++)
          sum += at(
            centreX + (j + (b + 0.5) / samples - digitSide / 2) * unit,
            centreY + (i + (a + 0.5) / samples - digitSide / 2) * unit,
          );
      picture[i * digitSide + j] = Math.round(sum / samples ** 2);
    }
  return picture;
}
