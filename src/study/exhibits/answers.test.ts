/** What is counted from the predictions for the test part: confusion, mistakes, reliability. */
import { describe, expect, test } from 'vitest';
import { confusion } from './confusion.ts';
import { mistakes } from './mistakes.ts';
import { reliability } from './reliability.ts';
import { clouds, prices } from '../../../test/helpers/examples.ts';
import { fromArrays } from '../../data/arrays.ts';
import type { NumberTarget } from '../../data/dataset.ts';
import { expectedCalibrationError } from '../../metrics/expectedCalibrationError.ts';
import { tempered } from '../../train/tempered.ts';

/** Probabilities of which the highest is that of each answer. */
const answering = (answers: readonly number[], classes: number, sure: (n: number) => number = () => 0.9) =>
  Float32Array.from(
    answers.flatMap((answer, n) =>
      Array.from({ length: classes }, (_, k) => (k === answer ? sure(n) : (1 - sure(n)) / (classes - 1))),
    ),
  );

describe('confusion', () => {
  test('is what counting by hand gives', () => {
    //          truth   0  0  0  1  1  2  2  2  2
    const answers = [0, 1, 1, 1, 0, 2, 2, 1, 2];
    expect(confusion(answering(answers, 4), 4, [0, 0, 0, 1, 1, 2, 2, 2, 2])).toEqual({
      classes: [0, 1, 2, 3],
      of: 4,
      matrix: [
        [1, 2, 0, 0],
        [1, 1, 0, 0],
        [0, 1, 3, 0],
        [0, 0, 0, 0],
      ],
      elsewhere: [0, 0, 0, 0],
      counts: [3, 2, 4, 0],
      recall: [1 / 3, 1 / 2, 3 / 4, null],
      pairs: [
        { truth: 0, predicted: 1, count: 2, of: 3 },
        { truth: 1, predicted: 0, count: 1, of: 2 },
        { truth: 2, predicted: 1, count: 1, of: 4 },
      ],
    });
  });

  test('of many classes the most confused are shown, and nothing is lost', () => {
    const truth = Array.from({ length: 400 }, (_, n) => n % 40);
    // Classes 30 to 39 are taken for their neighbours, 35 always.
    const answers = truth.map((k, n) => (k === 35 || (k >= 30 && n < 200) ? (k + 1) % 40 : k));
    const shown = confusion(answering(answers, 40), 40, truth);
    expect(shown.classes).toHaveLength(20);
    expect(shown.classes).toEqual(expect.arrayContaining([0, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]));
    expect(shown.of).toBe(40);
    expect(shown.pairs[0]).toEqual({ truth: 35, predicted: 36, count: 10, of: 10 });
    shown.matrix.forEach((row, k) =>
      expect(row.reduce((sum, count) => sum + count, 0) + shown.elsewhere[k]!).toBe(shown.counts[k]),
    );
    expect(shown.recall[shown.classes.indexOf(35)]).toBe(0);
  });
});

describe('mistakes', () => {
  test('the most confidently wrong, in order, with the example', () => {
    const data = { ...clouds(30), origins: Array.from({ length: 30 }, (_, i) => `row ${i}`) };
    const labels = Array.from({ length: 30 }, (_, i) => i % 3);
    const answers = labels.map((label, i) => (i < 20 ? (label + 1) % 3 : label));
    const found = mistakes(
      answering(answers, 3, (n) => 0.5 + n / 100),
      3,
      data,
    );
    expect(found.map(({ origin }) => origin)).toEqual(Array.from({ length: 12 }, (_, k) => `row ${19 - k}`));
    expect(found[0]).toMatchObject({
      truth: 19 % 3,
      predicted: 20 % 3,
      probability: 0.69,
      example: { kind: 'row' },
    });
  });

  test('of a number the largest misses', () => {
    const data = prices(20);
    const { values } = data.target as NumberTarget;
    const found = mistakes(
      values.map((value, i) => value + (i === 7 ? -900 : i === 3 ? 1000 : 0)),
      1,
      data,
    );
    expect(found.map(({ truth }) => truth)).toEqual([3, 7].map((i) => Number(values[i]!.toPrecision(6))));
    expect(found[0]!.predicted - found[0]!.truth).toBeCloseTo(1000, 0);
    expect(found[0]).not.toHaveProperty('probability');
  });
});

describe('reliability', () => {
  const labels = Array.from({ length: 200 }, (_, i) => i % 3);
  const answers = labels.map((label, i) => (i % 7 === 0 ? (label + 1) % 3 : label));
  const outputs = answering(answers, 3, (n) => 0.4 + (n % 60) / 100);

  test('bins add up to the examples and to the calibration error', () => {
    const { final, before, examples } = reliability(outputs, 3, labels);
    expect(before).toBeUndefined();
    expect(final.bins.reduce((sum, { count }) => sum + count, 0)).toBe(examples);
    const gap = final.bins.reduce(
      (sum, { count, accuracy = 0, confidence = 0 }) => sum + count * Math.abs(accuracy - confidence),
      0,
    );
    expect(gap / examples).toBeCloseTo(final.calibrationError, 5);
    for (const { from, to, confidence } of final.bins)
      if (confidence !== undefined) expect(confidence > from - 1e-6 && confidence <= to + 1e-6).toBe(true);
  });

  test('before the temperature is what the network said without it', () => {
    const shown = reliability(tempered(outputs, 3, 1.7), 3, labels, 1.7);
    expect(shown.temperature).toBe(1.7);
    expect(shown.before!.calibrationError).toBeCloseTo(
      expectedCalibrationError.evaluate(outputs, 3, labels),
      4,
    );
    expect(shown.before!.calibrationError).not.toBeCloseTo(shown.final.calibrationError, 2);
  });
});

test('pictures are kept with mistakes', () => {
  const images = Array.from({ length: 2 * 16 }, (_, at) => at);
  const data = fromArrays({ images, channels: 1, height: 4, width: 4, labels: ['a', 'b'] });
  const [wrong] = mistakes(answering([0, 0], 2), 2, data);
  expect(wrong!.example).toEqual({
    kind: 'picture',
    channels: 1,
    height: 4,
    width: 4,
    pixels: btoa(String.fromCharCode(...images.slice(16))),
  });
});
