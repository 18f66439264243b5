import { describe, expect, test } from 'vitest';
import { seededDraw } from '../helpers/draw.ts';
import { thingsOf } from '../helpers/rooms.ts';
import { accuracy } from '../../src/metrics/accuracy.ts';
import { balancedAccuracy } from '../../src/metrics/balancedAccuracy.ts';
import { brierScore } from '../../src/metrics/brierScore.ts';
import { calibratedLogLoss } from '../../src/metrics/calibratedLogLoss.ts';
import { equalMassCalibrationError } from '../../src/metrics/equalMassCalibrationError.ts';
import { expectedCalibrationError } from '../../src/metrics/expectedCalibrationError.ts';
import { logLoss } from '../../src/metrics/logLoss.ts';
import type { Metric } from '../../src/metrics/metric.ts';
import { r2 } from '../../src/metrics/r2.ts';
import { rmse } from '../../src/metrics/rmse.ts';

const metrics = await thingsOf<Metric>('metrics');
const ofClasses = ['accuracy', 'balancedAccuracy', 'brierScore', 'calibratedLogLoss', 'logLoss'];
const ofNumbers = ['r2', 'rmse'];
const ofCalibration = ['equalMassCalibrationError', 'expectedCalibrationError'];
const [n, classes] = [40, 3];

/** Probabilities that give the true class `share` on average. */
function classesCase(share: number): { predictions: Float32Array; width: number; targets: Int32Array } {
  const draw = seededDraw('metrics', 1);
  const targets = draw.index([n], classes).data as Int32Array;
  const noise = draw.real([n, classes], 0, 1).data;
  const predictions = new Float32Array(n * classes);
  for (let i = 0; i < n; i++) {
    const raw = Array.from(
      { length: classes },
      (_, k) => share * (k === targets[i] ? 1 : 0) + (1 - share) * noise[i * classes + k]! + 1e-3,
    );
    const total = raw.reduce((a, b) => a + b);
    raw.forEach((x, k) => (predictions[i * classes + k] = x / total));
  }
  return { predictions, width: classes, targets };
}

/** Three of five are right, at a confidence that is 1 for a share of 0 and as it should be for a share of 1. */
function calibrationCase(share: number): { predictions: Float32Array; width: number; targets: Int32Array } {
  const confidence = 1 - 0.4 * share;
  return {
    predictions: Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 ? 1 - confidence : confidence)),
    width: 2,
    targets: Int32Array.from({ length: n }, (_, i) => Number(i % 5 >= 3)),
  };
}

const caseOf = (name: string) =>
  ofClasses.includes(name) ? classesCase : ofNumbers.includes(name) ? numbersCase : calibrationCase;

function numbersCase(share: number): { predictions: Float32Array; width: number; targets: Float32Array } {
  const draw = seededDraw('metrics', 2);
  const targets = Float32Array.from(draw.real([n], -5, 9).data);
  const noise = draw.real([n], -5, 9).data;
  return {
    predictions: targets.map((y, i) => share * y + (1 - share) * noise[i]!),
    width: 1,
    targets,
  };
}

describe.each(metrics)('metric $name', ({ name, thing: metric }) => {
  if (![...ofClasses, ...ofNumbers, ...ofCalibration].includes(name))
    throw new Error(`say in test/contract/metrics.test.ts whether ${name} is of classes or of numbers`);
  const at = (share: number) => {
    const { predictions, width, targets } = caseOf(name)(share);
    return metric.evaluate(predictions, width, targets);
  };

  test('carries the name of its file and is frozen', () => {
    expect(metric.name).toBe(name);
    expect(Object.isFrozen(metric)).toBe(true);
  });

  test('gets better, in the direction it says, as predictions do', () => {
    const values = [0, 0.3, 0.6, 1].map(at);
    for (let i = 1; i < values.length; i++)
      if (metric.better === 'higher') expect(values[i]!).toBeGreaterThanOrEqual(values[i - 1]!);
      else expect(values[i]!).toBeLessThanOrEqual(values[i - 1]!);
    expect(values[3]).not.toBe(values[0]);
  });

  test('does not depend on the order of the examples, nor on the examples being there twice', () => {
    const { predictions, width, targets } = caseOf(name)(0.4);
    const order = Array.from({ length: 2 * n }, (_, i) => (i * 7) % n);
    const shuffled = Float32Array.from(
      order.flatMap((i) => [...predictions.slice(i * width, (i + 1) * width)]),
    );
    const value = metric.evaluate(
      shuffled,
      width,
      order.map((i) => targets[i]!),
    );
    expect(value).toBeCloseTo(metric.evaluate(predictions, width, targets), 12);
  });
});

test('balanced accuracy gives each class that occurs the same weight', () => {
  // Always class 0 of three, of which the third does not occur: half of two classes is recognised.
  const predictions = Float32Array.from([1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]);
  expect(balancedAccuracy.evaluate(predictions, 3, [0, 0, 0, 1])).toBe(0.5);
  expect(accuracy.evaluate(predictions, 3, [0, 0, 0, 1])).toBe(0.75);
});

test('accuracy counts the right ones; ties go to the lower class', () => {
  const predictions = Float32Array.of(0.2, 0.8, 0.9, 0.1, 0.5, 0.5, 0.5, 0.5);
  expect(accuracy.evaluate(predictions, 2, [1, 0, 0, 1])).toBe(0.75);
  expect(accuracy.evaluate(predictions, 2, [0, 1, 1, 1])).toBe(0);
  expect(accuracy.evaluate(classesCase(1).predictions, classes, classesCase(1).targets)).toBe(1);
});

test('logLoss is the mean surprise, finite where a probability underflowed', () => {
  expect(logLoss.evaluate(Float32Array.of(0.25, 0.75, 0.5, 0.5), 2, [0, 1])).toBeCloseTo(
    (Math.log(4) + Math.log(2)) / 2,
    7,
  );
  expect(logLoss.evaluate(Float32Array.of(1, 0), 2, [0])).toBe(0);
  expect(logLoss.evaluate(Float32Array.of(1, 0), 2, [1])).toBeCloseTo(126 * Math.log(2), 10);
  expect(logLoss.evaluate(Float32Array.of(NaN, NaN), 2, [1])).toBeNaN();
});

test('calibratedLogLoss does not see how sure predictions are, only how they rank and how far apart', () => {
  const { predictions, width, targets } = classesCase(0.1);
  const powered = (exponent: number) => {
    const out = predictions.map((p) => p ** exponent);
    for (let i = 0; i < n; i++) {
      const total = out.slice(i * width, (i + 1) * width).reduce((a, b) => a + b);
      for (let k = 0; k < width; k++) out[i * width + k]! /= total;
    }
    return out;
  };
  const value = calibratedLogLoss.evaluate(predictions, width, targets);
  for (const exponent of [0.5, 2])
    expect(calibratedLogLoss.evaluate(powered(exponent), width, targets)).toBeCloseTo(value, 5);
  // The least of all exponents, by trying them.
  const tried = Array.from({ length: 400 }, (_, i) =>
    logLoss.evaluate(powered((i + 1) / 100), width, targets),
  );
  expect(Math.min(...tried)).toBeGreaterThan(value - 1e-6);
  expect(Math.min(...tried)).toBeLessThan(value + 1e-4);
  // What knows nothing is best at giving all classes the same; what is always right at being sure.
  const wrong = Float32Array.of(0.9, 0.1, 0.9, 0.1);
  expect(calibratedLogLoss.evaluate(wrong, 2, [1, 1])).toBeCloseTo(Math.log(2), 9);
  expect(calibratedLogLoss.evaluate(wrong, 2, [0, 0])).toBeLessThan(1e-9);
  expect(calibratedLogLoss.evaluate(Float32Array.of(NaN, NaN), 2, [1])).toBeNaN();
});

test('rmse and r2 follow their equations', () => {
  const [predictions, targets] = [Float32Array.of(1, 2, 3), [2, 2, 5]];
  expect(rmse.evaluate(predictions, 1, targets)).toBeCloseTo(Math.sqrt(5 / 3), 12);
  expect(r2.evaluate(predictions, 1, targets)).toBeCloseTo(1 - 5 / 6, 12);
  expect(r2.evaluate(Float32Array.of(3, 3, 3), 1, targets)).toBeCloseTo(0, 12);
  expect(r2.evaluate(Float32Array.of(4, 4, 4), 1, [7, 7, 7])).toBe(0);
});

test('brierScore is the squared distance over all classes', () => {
  expect(brierScore.evaluate(Float32Array.of(0.75, 0.25, 0, 1), 2, [0, 0])).toBeCloseTo((0.125 + 2) / 2, 12);
});

test('calibration errors are gaps weighted by how many examples a bin has', () => {
  // Two bins: 0.5 (one of two right, no gap) and 0.9 (one of two right, a gap of 0.4).
  const predictions = Float32Array.of(0.5, 0.5, 0.5, 0.5, 0.9, 0.1, 0.9, 0.1);
  for (const metric of [equalMassCalibrationError, expectedCalibrationError])
    expect(metric.evaluate(predictions, 2, [0, 1, 0, 1])).toBeCloseTo(0.2, 7);
  // In one bin of equal width two gaps cancel, in bins of equal mass they do not.
  const close = Float32Array.of(0.94, 0.06, 0.99, 0.01);
  expect(expectedCalibrationError.evaluate(close, 2, [0, 1])).toBeCloseTo(0.465, 6);
  expect(equalMassCalibrationError.evaluate(close, 2, [0, 1])).toBeCloseTo(0.525, 6);
  // The edge of a bin belongs to the bin below it; 0 and 1 belong to the first and the last.
  expect(expectedCalibrationError.evaluate(Float32Array.of(0, 1, 1, 0), 2, [1, 0])).toBe(0);
  expect(expectedCalibrationError.evaluate(Float32Array.of(NaN, NaN), 2, [1])).toBeNaN();
  expect(equalMassCalibrationError.evaluate(Float32Array.of(NaN, NaN), 2, [1])).toBeNaN();
});
