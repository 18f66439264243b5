import type { Metric } from './metric.ts';

/** Share of the target's variance that the predictions explain: 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; 0 for a constant target. */
export const r2: Metric = Object.freeze({
  name: 'r2',
  better: 'higher',
  evaluate(predictions, _, targets) {
    let mean = 0;
    for (let n = 0; n < targets.length; n++) mean += targets[n]! / targets.length;
    let [error, spread] = [0, 0];
    for (let n = 0; n < targets.length; n++) {
      error += (predictions[n]! - targets[n]!) ** 2;
      spread += (targets[n]! - mean) ** 2;
    }
    return spread === 0 ? 0 : 1 - error / spread;
  },
} satisfies Metric);
