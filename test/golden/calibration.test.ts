import { describe, expect, test } from 'vitest';
import golden from './calibration.json' with { type: 'json' };
import { brierScore } from '../../src/metrics/brierScore.ts';
import { logLoss } from '../../src/metrics/logLoss.ts';
import { fitTemperature } from '../../src/train/fitTemperature.ts';
import { tempered } from '../../src/train/tempered.ts';

describe.each(golden.cases)('$name', ({ predictions, width, targets, ...expected }) => {
  const p = Float32Array.from(predictions);

  test('the temperature and its loss are those of SciPy', () => {
    const { temperature, loss, atBound } = fitTemperature({ predictions: p, width, targets });
    expect(Math.abs(temperature / expected.temperature - 1)).toBeLessThan(1e-6);
    expect(loss).toBeCloseTo(expected.loss, 9);
    expect(atBound).toBe(false);
    // What is predicted at that temperature has that loss, but for float32.
    expect(logLoss.evaluate(tempered(p, width, temperature), width, targets)).toBeCloseTo(expected.loss, 6);
  });

  test('the Brier score is that of scikit-learn', () => {
    expect(brierScore.evaluate(p, width, targets)).toBeCloseTo(expected.brier, 6);
  });
});
