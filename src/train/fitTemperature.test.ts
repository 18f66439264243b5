import { describe, expect, test } from 'vitest';
import { fitTemperature } from './fitTemperature.ts';
import { tempered } from './tempered.ts';
import { logLoss } from '../metrics/logLoss.ts';
import { uniformAt } from '../util/random.ts';
import { DataError } from '../util/errors.ts';

/** Predictions about three classes of which the true one is often not the most probable. */
function drawn(size: number, sharpness: number) {
  const width = 3;
  const predictions = new Float32Array(size * width);
  const targets = Array.from({ length: size }, (_, n) => Math.floor(3 * uniformAt(7, n)));
  for (let n = 0; n < size; n++) {
    const logits = [0, 1, 2].map((k) => sharpness * (uniformAt(9, n * 3 + k) + (k === targets[n] ? 0.3 : 0)));
    const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
    logits.forEach((z, k) => (predictions[n * width + k] = Math.exp(z) / sum));
  }
  return { predictions, width, targets };
}

describe('the temperature', () => {
  test.each([1, 4, 20])('is the best of a grid, at sharpness %s', (sharpness) => {
    const held = drawn(90, sharpness);
    const { temperature, loss } = fitTemperature(held);
    const at = (t: number) => logLoss.evaluate(tempered(held.predictions, 3, t), 3, held.targets);
    const grid = Array.from({ length: 2000 }, (_, i) => 64 ** ((i - 1000) / 1000));
    const best = grid.reduce((a, b) => (at(b) < at(a) ? b : a));
    // Neighbours on the grid are 0.4% apart.
    expect(Math.abs(Math.log(temperature / best))).toBeLessThan(0.0043);
    expect(loss).toBeLessThanOrEqual(at(best) + 1e-7);
    expect(loss).toBeCloseTo(at(temperature), 6);
  });

  test('undoes one that was applied', () => {
    const held = drawn(90, 5);
    const { temperature } = fitTemperature(held);
    const hotter = { ...held, predictions: tempered(held.predictions, 3, 2.5) };
    expect(fitTemperature(hotter).temperature).toBeCloseTo(temperature / 2.5, 4);
  });

  test('ends at a bound where there is no end: always right, and always wrong', () => {
    const predictions = Float32Array.of(0.6, 0.4, 0.3, 0.7);
    expect(fitTemperature({ predictions, width: 2, targets: [0, 1] })).toMatchObject({
      temperature: 1 / 16,
      atBound: true,
    });
    expect(fitTemperature({ predictions, width: 2, targets: [1, 0] })).toMatchObject({
      temperature: 64,
      atBound: true,
    });
  });

  test('is finite where all examples are of one class, and where probabilities are 0 and 1', () => {
    const oneClass = fitTemperature({
      predictions: Float32Array.of(0.6, 0.4, 0.3, 0.7, 0.8, 0.2),
      width: 2,
      targets: [0, 0, 0],
    });
    expect(oneClass.atBound).toBe(false);
    expect(oneClass.temperature).toBeGreaterThan(1 / 16);
    const certain = fitTemperature({
      predictions: Float32Array.of(1, 0, 1, 0, 1, 0),
      width: 2,
      targets: [0, 0, 1],
    });
    expect(certain.temperature).toBe(64);
    expect(Number.isFinite(certain.loss)).toBe(true);
  });

  test('is 1 where there is nothing to change', () => {
    const predictions = new Float32Array(6).fill(0.5);
    expect(fitTemperature({ predictions, width: 2, targets: [0, 1, 0] })).toEqual({
      temperature: 1,
      loss: expect.closeTo(Math.log(2), 12) as number,
      atBound: false,
    });
  });

  test.each([
    ['no examples', { predictions: new Float32Array(0), width: 2, targets: [] }, 'Received 0 examples'],
    ['no number', { predictions: Float32Array.of(NaN, 1), width: 2, targets: [0] }, 'Received NaN'],
    ['no probability', { predictions: Float32Array.of(2, -1), width: 2, targets: [0] }, 'Received 2'],
    ['no class', { predictions: Float32Array.of(1, 0), width: 2, targets: [2] }, 'Received 2 for example 0'],
  ])('refuses %s', (_, held, message) => {
    expect(() => fitTemperature(held)).toThrow(DataError);
    expect(() => fitTemperature(held)).toThrow(message);
  });
});
