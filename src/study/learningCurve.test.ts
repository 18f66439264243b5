import { expect, test } from 'vitest';
import { fewestForCurve, gainOfTwice, measureLearningCurve } from './learningCurve.ts';
import { baselineRecipe } from './baseline.ts';
import { labelled, madeUpBench, scores, trialResult } from '../../test/helpers/trials.ts';
import type { TrialJob } from './trial.ts';
import { TestBench } from './testBench.ts';
import { memoryJournal } from './journal.ts';

test('a power law goes on as it did', () => {
  // error = 2 · n^(−1/2): from 400 to 800 it falls from 0.1 to 0.0707.
  const examples = [100, 200, 400];
  const errors = examples.map((n) => 2 / Math.sqrt(n));
  expect(gainOfTwice(examples, errors)).toBeCloseTo(0.1 - 2 / Math.sqrt(800), 12);
  expect(gainOfTwice(examples, [0.3, 0.3, 0.3])).toBeCloseTo(0, 12);
  // More data may harm; no error at all stays none.
  expect(gainOfTwice(examples, [0.1, 0.2, 0.4])).toBeLessThan(0);
  expect(gainOfTwice(examples, [0, 0, 0])).toBeCloseTo(0, 12);
});

test('trains on a quarter and half of the same training parts, with all classes, and takes what is known of the whole', async () => {
  const data = labelled(150, 50);
  const jobs: TrialJob[] = [];
  const bench = new TestBench({
    executor: {
      workers: 1,
      async run(job) {
        jobs.push(job);
        const error = 2 / Math.sqrt(job.parts.train.length);
        return trialResult(scores(1), scores(1 - error));
      },
      close: async () => {},
    },
    journal: memoryJournal(),
  });
  const train = Int32Array.from({ length: 160 }, (_, i) => i + 20);
  const validation = Int32Array.from({ length: 20 }, (_, i) => i);
  const pairs = [1, 2, 3].map((seed) => ({ seed, parts: { train, validation, stop: Int32Array.of(199) } }));
  const results = pairs.map(() => trialResult(scores(1), scores(1 - 2 / Math.sqrt(160))));
  const curve = await measureLearningCurve(bench, data, baselineRecipe(data, 2), results, pairs);
  expect(curve!.points.map(({ examples }) => examples)).toEqual([40, 80, 160]);
  expect(curve!.twice.mean).toBeCloseTo(2 / Math.sqrt(160) - 2 / Math.sqrt(320), 10);
  expect(jobs).toHaveLength(6);
  for (const { parts } of jobs) {
    expect([...parts.train].every((i) => train.includes(i))).toBe(true);
    expect(parts.validation).toBe(validation);
    const rare = [...parts.train].filter((i) => i >= 150).length;
    // Thirty of 160 are of the rare class.
    expect(rare / parts.train.length).toBeCloseTo(30 / 160, 1);
  }
  expect(new Set(jobs.map(({ parts }) => parts.train.join())).size).toBe(6);
});

test('says nothing of few examples', async () => {
  const { bench, asked } = madeUpBench(() => trialResult(scores(1), scores(1)));
  const train = Int32Array.from({ length: fewestForCurve - 1 }, (_, i) => i);
  const pairs = [{ seed: 1, parts: { train, validation: Int32Array.of(70), stop: Int32Array.of(71) } }];
  const data = labelled(40, 40);
  expect(await measureLearningCurve(bench, data, baselineRecipe(data, 2), [], pairs)).toBeUndefined();
  expect(asked).toEqual([]);
});
