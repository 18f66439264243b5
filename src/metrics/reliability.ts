// shared within this room
import { argmax } from './argmax.ts';

/** How sure each example's most probable class is, and whether it is the true one. */
export interface Answer {
  readonly confidence: number;
  readonly right: boolean;
}

/** The answers of a classifier. Ties go to the lower class index. */
export function answersOf(predictions: Float32Array, width: number, targets: ArrayLike<number>): Answer[] {
  return Array.from(targets, (target, n) => {
    const best = argmax(predictions, n * width, width);
    return { confidence: predictions[n * width + best]!, right: best === target };
  });
}

/** Σ over bins of (share of all examples in it) · |share right − mean confidence|. */
export function gapOver(bins: readonly (readonly Answer[])[], count: number): number {
  const gap = (bin: readonly Answer[]) =>
    Math.abs(bin.reduce((sum, { confidence, right }) => sum + Number(right) - confidence, 0));
  return bins.reduce((sum, bin) => sum + gap(bin), 0) / count;
}
