import { expect, test } from 'vitest';
import { baselineRecipe } from './baseline.ts';
import { hasGroups, measureGroupShift } from './groupShift.ts';
import { memoryJournal } from './journal.ts';
import { TestBench } from './testBench.ts';
import type { TrialJob } from './trial.ts';
import { labelled, scores, trialResult } from '../../test/helpers/trials.ts';

const alike = labelled(40, 40);
const features = { ...alike.features, numbers: Float32Array.from({ length: 80 }, (_, i) => i * i) };
const plain = { ...alike, features } as typeof alike;
const groups = Array.from({ length: 80 }, (_, i) => `patient ${i % 16}`);

test('splits within groups are compared with those between them', async () => {
  const data = { ...plain, groups };
  const jobs: TrialJob[] = [];
  const executor = {
    workers: 1,
    async run(job: TrialJob) {
      jobs.push(job);
      return trialResult(scores(1), scores(0.9 + 0.01 * (jobs.length - 2)));
    },
    close: async () => {},
  };
  const bench = new TestBench({ executor, journal: memoryJournal() });
  const results = [0.6, 0.7, 0.65].map((accuracy) => trialResult(scores(1), scores(accuracy)));
  const shift = await measureGroupShift(bench, data, baselineRecipe(data, 2), results, 1);
  expect(shift!.within.accuracy).toBeCloseTo(0.9, 10);
  expect(shift!.lost.mean).toBeCloseTo(0.25, 10);
  expect(shift!.lost.interval[0]).toBeGreaterThan(0.1);
  // Members of one group stand on both sides.
  for (const { parts } of jobs) {
    const trained = new Set([...parts.train].map((i) => groups[i]));
    expect([...parts.validation!].some((i) => trained.has(groups[i]))).toBe(true);
  }
});

test('without groups, or where each example is its own, there is nothing to ask', async () => {
  expect(hasGroups(plain)).toBe(false);
  expect(hasGroups({ ...plain, groups: groups.map((_, i) => String(i)) })).toBe(false);
  const bench = new TestBench({
    executor: { workers: 1, run: () => Promise.reject(new Error('asked')), close: async () => {} },
    journal: memoryJournal(),
  });
  expect(await measureGroupShift(bench, plain, baselineRecipe(plain, 2), [], 1)).toBeUndefined();
});
