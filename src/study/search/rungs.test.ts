import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settledBudget, trainingsIn } from './budget.ts';
import { blockCost, blocksWithin, blockTrials, rungsFor } from './rungs.ts';
import { memoryJournal } from '../journal.ts';
import { OptionError } from '../../util/errors.ts';

describe('rungs', () => {
  test('rise to all epochs on all pairs; none is there twice', () => {
    expect(rungsFor(40, 5)).toEqual([
      { epochs: 10, pairs: 1 },
      { epochs: 20, pairs: 2 },
      { epochs: 40, pairs: 5 },
    ]);
    expect(rungsFor(10, 2)).toEqual([
      { epochs: 8, pairs: 1 },
      { epochs: 8, pairs: 2 },
      { epochs: 10, pairs: 2 },
    ]);
    expect(rungsFor(6, 2)).toEqual([
      { epochs: 6, pairs: 1 },
      { epochs: 6, pairs: 2 },
    ]);
  });

  test('cost what their epochs and pairs are', () => {
    // 12 · 1/4, 4 · 2/2, 1 · 5.
    expect(blockCost(12, rungsFor(40, 5))).toBe(3 + 4 + 5);
    expect(blockTrials(12, rungsFor(40, 5))).toBe(12 + 8 + 5);
  });

  test('blocks fill a budget and never exceed it', () => {
    expect(blocksWithin(24, rungsFor(40, 5))).toEqual([12, 12]);
    expect(blocksWithin(11.9, rungsFor(40, 5))).toEqual([11]);
    expect(blocksWithin(5, rungsFor(40, 5))).toEqual([]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 2, max: 9 }),
        fc.nat(400),
        (epochs, pairs, budget) => {
          const rungs = rungsFor(epochs, pairs);
          const cost = blocksWithin(budget, rungs).reduce((sum, count) => sum + blockCost(count, rungs), 0);
          expect(cost).toBeLessThanOrEqual(budget);
          expect(budget - cost).toBeLessThan(
            blockCost(3, rungs) + blockCost(12, rungs) - blockCost(11, rungs),
          );
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe('a budget in trainings', () => {
  const time = { seconds: 100, secondsPerEpoch: 0.1, epochs: 20, workers: 2 };

  test('is time over the time of one, with something for what comes on top', () => {
    expect(trainingsIn(time)).toBe(80);
    expect(trainingsIn({ ...time, seconds: 0 })).toBe(0);
  });

  test('is settled once: a resumed study keeps to it', async () => {
    const journal = memoryJournal();
    expect(await settledBudget(journal, () => time)).toBe(80);
    expect(await settledBudget(journal, () => ({ ...time, seconds: 1 }))).toBe(80);
    expect(journal.entries).toEqual([{ kind: 'plan', search: 80 }]);
  });

  test('is the usual where time is not limited, and has an end where there is much of it', async () => {
    expect(await settledBudget(memoryJournal(), () => undefined)).toBe(64);
    expect(await settledBudget(memoryJournal(), () => ({ ...time, seconds: 1e6 }))).toBe(600);
  });

  test.each([
    ['seconds', { seconds: -1 }],
    ['secondsPerEpoch', { secondsPerEpoch: 0 }],
    ['workers', { workers: NaN }],
  ])('refuses %s', (name, wrong) => {
    expect(() => trainingsIn({ ...time, ...wrong })).toThrow(OptionError);
    expect(() => trainingsIn({ ...time, ...wrong })).toThrow(`${name}: must be`);
  });
});
