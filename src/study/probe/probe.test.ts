import { expect, test } from 'vitest';
import { probePairs } from './probe.ts';
import type { Dataset } from '../../data/dataset.ts';
import { labelled } from '../../../test/helpers/trials.ts';

/** With features that tell all examples apart, else they count as duplicates. */
function distinct(...counts: readonly number[]): Dataset {
  const data = labelled(...counts);
  const numbers = Float32Array.from({ length: data.size }, (_, i) => i);
  return { ...data, features: { ...data.features, numbers } as Dataset['features'] };
}

test('short trainings have 800 examples at most, classes in proportion, and all held out judge them', () => {
  const data = distinct(1200, 600);
  const pairs = probePairs(data, 7, 1);
  expect(pairs).toHaveLength(7);
  const labels = (data.target as { labels: Int32Array }).labels;
  for (const { parts } of pairs) {
    const { train, validation } = parts;
    expect(train).toHaveLength(800);
    expect(validation).toHaveLength(900);
    expect(new Set([...train, ...validation!]).size).toBe(1700);
    const share = train.reduce((sum, i) => sum + labels[i]!, 0) / 800;
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.01);
  }
  // Different ones each time.
  const all = new Set(pairs.flatMap(({ parts }) => [...parts.train]));
  expect(all.size).toBeGreaterThan(1700);
});

test('of hundreds half are held out, of few a fifth; the rest are all trained on', () => {
  const sizes = (data: Dataset) => {
    const { parts } = probePairs(data, 1, 1)[0]!;
    return [parts.train.length, parts.validation!.length];
  };
  expect(sizes(distinct(60, 40))).toEqual([80, 20]);
  expect(sizes(distinct(200, 100))).toEqual([150, 150]);
});
