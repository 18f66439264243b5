import type { Metric } from './metric.ts';
import { answersOf, gapOver, type Answer } from './reliability.ts';

const count = 15;

/**
 * Expected calibration error over 15 bins of about equally many examples, in [0, 1].
 *
 *     Σ_b |b|/N · |right(b) − confidence(b)|,   bins by rank of confidence
 *
 * No bin is nearly empty, so it varies less between samples than that over bins of equal width. Examples of the same
 * confidence stay together, in the bin of their middle rank.
 *
 * @see Nixon et al. 2019, "Measuring Calibration in Deep Learning", arXiv:1904.01685; Nguyen and O'Connor 2015,
 * arXiv:1508.05154.
 */
export const equalMassCalibrationError: Metric = Object.freeze({
  name: 'equalMassCalibrationError',
  better: 'lower',
  evaluate(predictions, width, targets) {
    const answers = answersOf(predictions, width, targets).sort((a, b) => a.confidence - b.confidence);
    const bins = Array.from({ length: count }, (): Answer[] => []);
    for (let from = 0; from < answers.length;) {
      let to = from + 1;
      while (to < answers.length && answers[to]!.confidence === answers[from]!.confidence) to++;
      const place = Math.floor(((from + to) / 2 / answers.length) * count);
      bins[Math.min(count - 1, place)]!.push(...answers.slice(from, to));
      from = to;
    }
    return gapOver(bins, targets.length);
  },
} satisfies Metric);
