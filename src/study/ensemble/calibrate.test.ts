import { describe, expect, test } from 'vitest';
import { calibrate, type HeldOutPart } from './calibrate.ts';
import { logLoss } from '../../metrics/logLoss.ts';
import { fitTemperature } from '../../train/fitTemperature.ts';
import { tempered } from '../../train/tempered.ts';
import { uniformAt } from '../../util/random.ts';

/**
 * Predictions whose targets are drawn from them at sharpness 1; what is predicted is `sharper` times as sure.
 * `first` is the number of the first example.
 */
function drawn(size: number, sharper: number, first = 0, seed = 1): HeldOutPart {
  const width = 3;
  const predictions = new Float32Array(size * width);
  const targets = new Int32Array(size);
  for (let n = 0; n < size; n++) {
    const logits = [0, 1, 2].map((k) => 4 * uniformAt(seed, (first + n) * 4 + k));
    const softmax = (factor: number) => {
      const shares = logits.map((z) => Math.exp(factor * z));
      const sum = shares.reduce((a, b) => a + b);
      return shares.map((share) => share / sum);
    };
    const [a, b] = softmax(1) as [number, number, number];
    const draw = uniformAt(seed, (first + n) * 4 + 3);
    targets[n] = draw < a ? 0 : draw < a + b ? 1 : 2;
    predictions.set(softmax(sharper), n * width);
  }
  return { predictions, width, targets, examples: Array.from(targets, (_, n) => first + n) };
}

const parts = (sharper: number, seed = 1) => [0, 1, 2, 3, 4].map((i) => drawn(60, sharper, 60 * i, seed));

describe('a temperature', () => {
  test.each([
    ['too sure', 3],
    ['not sure enough', 0.3],
  ])('is kept where networks are %s', (_, sharper) => {
    const found = calibrate(parts(sharper));
    expect(found.kept).toBe(true);
    expect(found.effect.pairs).toBe(5);
    expect(found.lossAfter).toBeLessThan(found.lossBefore);
    expect(found.effect.mean).toBeCloseTo(found.lossBefore - found.lossAfter, 12);
    expect(found.temperature / sharper).toBeGreaterThan(0.75);
    expect(found.temperature / sharper).toBeLessThan(1.33);
  });

  test('is seldom kept where networks are as sure as they should be', () => {
    // An interval of 95% errs upwards once in forty; a temperature that was judged on what fitted it always would.
    const kept = Array.from({ length: 40 }, (_, seed) => calibrate(parts(1, 100 + seed)).kept);
    expect(kept.filter(Boolean).length).toBeLessThanOrEqual(3);
  });

  test('is fitted and judged on five parts of the predictions of a single network', () => {
    expect(calibrate([drawn(200, 3)])).toMatchObject({ kept: true, effect: { pairs: 5 } });
    expect(() => calibrate([drawn(4, 3)])).toThrow('Received 4');
  });

  test('is not judged by examples that it was fitted on: the same example of two networks is on one side', () => {
    // Two repeats of the same two folds: what is left to fit on for each is the other fold of both.
    const [a, b] = [drawn(30, 3, 0), drawn(30, 3, 30)];
    const repeated = calibrate([a, b, a, b]);
    const once = calibrate([a, b]);
    expect(repeated.lossAfter).toBeCloseTo(once.lossAfter, 9);
  });

  test('is judged on each part at what was fitted on the others', () => {
    const two = [drawn(30, 3, 0), drawn(30, 3, 30)].map(({ examples: _, ...part }) => part);
    const [a, b] = two as [HeldOutPart, HeldOutPart];
    const judged = (part: HeldOutPart, other: HeldOutPart) =>
      logLoss.evaluate(tempered(part.predictions, 3, fitTemperature(other).temperature), 3, part.targets);
    expect(calibrate(two).lossAfter).toBeCloseTo((judged(a, b) + judged(b, a)) / 2, 12);
  });

  test('is refused without predictions, or with other classes', () => {
    expect(() => calibrate([])).toThrow('Received none');
    const two = { predictions: Float32Array.of(1, 0), width: 2, targets: [0] };
    expect(() => calibrate([drawn(9, 1), two])).toThrow('Received 3 and 2');
  });
});
