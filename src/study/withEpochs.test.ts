import { expect, test } from 'vitest';
import { withEpochs } from './withEpochs.ts';
import { recipe } from '../recipe/schema.ts';

const early = { monitor: 'loss' as const, patience: 10, minDelta: 0, startFromEpoch: 1 };
const usual = recipe({ architecture: { name: 'mlp', size: 8 }, epochs: 40, stopping: early });

test('a shorter training waits as much shorter before it stops', () => {
  expect(withEpochs(usual, 10)).toEqual(
    recipe({ ...usual, epochs: 10, stopping: { ...early, patience: 3 } }),
  );
  expect(withEpochs(usual, 40)).toBe(usual);
  expect(withEpochs(recipe({ ...usual, stopping: null }), 10).stopping).toBeNull();
});

test('and a longer one as much longer', () => {
  expect(withEpochs(usual, 160)).toEqual(
    recipe({ ...usual, epochs: 160, stopping: { ...early, patience: 40, startFromEpoch: 4 } }),
  );
});
