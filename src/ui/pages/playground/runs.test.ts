import { expect, test } from 'vitest';
import { gapText, referenceFor, remediesText, scoreText, verdictOf, type Run } from './runs.ts';
import { startingPoints, withRemedies } from './settings.ts';

const run = (id: number, train: number, validation: number, isTreated = false): Run => ({
  id,
  kind: 'points',
  size: 60,
  settings: withRemedies(startingPoints.points, isTreated ? ['l2', 'dropout'] : []),
  state: 'done',
  epochs: [
    {
      epoch: 1,
      steps: 4,
      learningRate: 0.01,
      train: { loss: 0.1, accuracy: train },
      validation: { loss: 1, accuracy: validation },
      penalty: 0,
      weightNorms: {},
    },
  ],
  changes: [],
  seconds: 1,
  isAfterTest: false,
});

test('what a run shows is said in a sentence', () => {
  expect(verdictOf(run(1, 1, 0.8))).toContain(
    'by heart (100.0% right) and gets 80.0% of new ones right: overfitting',
  );
  expect(verdictOf(run(1, 0.93, 0.91))).toContain('about as well on new examples (91.0%)');
  expect(verdictOf(run(1, 0.6, 0.58))).toContain('learned too little');
  expect(verdictOf({ ...run(1, 1, 1), epochs: [] })).toBe('Training begins.');
});

test('scores and gaps have their units', () => {
  expect(scoreText({ loss: 1, accuracy: 0.881 })).toBe('88.1%');
  expect(scoreText({ loss: 1, rmse: 12.345, r2: 0.5 })).toBe('12.3');
  expect(scoreText(undefined)).toBe('–');
  expect(gapText({ loss: 0, accuracy: 1 }, { loss: 1, accuracy: 0.84 })).toBe('+16.0 points');
  expect(gapText({ loss: 0, rmse: 1, r2: 1 }, { loss: 1, rmse: 3, r2: 0 })).toBe('+2');
});

test('a run is compared with the last one before it that had no remedies', () => {
  const runs = [run(1, 1, 0.8), run(2, 1, 0.8, true), run(3, 1, 0.8), run(4, 1, 0.9, true)];
  expect(referenceFor(runs, runs[3]!)?.id).toBe(3);
  expect(referenceFor(runs, runs[1]!)?.id).toBe(1);
  expect(referenceFor(runs, runs[0]!)).toBeUndefined();
  expect(remediesText(runs[3]!)).toBe('dropout, L2');
});
