import type { Metric } from './metric.ts';
import { answersOf, gapOver, type Answer } from './reliability.ts';

const count = 15;

/**
 * Expected calibration error over 15 bins of equal width, in [0, 1]: how far confidence is from the share that is right.
 *
 *     Σ_b |b|/N · |right(b) − confidence(b)|,   bin b: confidence in (b/15, (b+1)/15]
 *
 * The usual form, to be compared with what others report. On small data most bins are nearly empty and the error of a
 * perfect forecaster is not 0; `equalMassCalibrationError` suffers less from that.
 *
 * @see Naeini et al. 2015, AAAI; Guo et al. 2017, arXiv:1706.04599.
 */
export const expectedCalibrationError: Metric = Object.freeze({
  name: 'expectedCalibrationError',
  better: 'lower',
  evaluate(predictions, width, targets) {
    const bins = Array.from({ length: count }, (): Answer[] => []);
    for (const answer of answersOf(predictions, width, targets)) {
      const place = Math.ceil(answer.confidence * count) - 1;
      // What is not a number falls into a bin too, so that the error is not a number either.
      bins[Math.min(count - 1, Math.max(0, place || 0))]!.push(answer);
    }
    return gapOver(bins, targets.length);
  },
} satisfies Metric);
