import { describe, expect, test } from 'vitest';
import { runTrial } from './trial.ts';
import { recipe, type RecipeInput } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { clouds } from '../../test/helpers/examples.ts';

describe('what watches a part', () => {
  const data = clouds(40);
  const indices = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);
  const [train, stop, validation] = [indices(0, 40), indices(40, 60), indices(60, data.size)];
  const trial = (input: Partial<RecipeInput>, parts: object) =>
    runTrial(
      data,
      {
        recipe: recipe({ architecture: { name: 'mlp', size: 4 }, epochs: 12, ...input }),
        parts: { train, validation, ...parts },
        scoresOnly: true,
      },
      nodeRuntime({ threads: 1 }),
    );

  test.each([
    ['early stopping', { stopping: { patience: 3 } }],
    ['the schedule of a plateau', { schedule: { name: 'reduceOnPlateau', patience: 0, minDelta: 1 } }],
  ])('%s looks at the part set aside after each epoch, not at what chooses', async (_, input) => {
    const { history } = await trial(input, { stop });
    expect(history.map(({ epoch }) => epoch)).toEqual(history.map((__, i) => i + 1));
    expect(history.every((record) => record.stop !== undefined)).toBe(true);
    expect(history.length).toBeGreaterThan(2);
  });

  test('nothing else does', async () => {
    const { history } = await trial({}, { stop });
    expect(history.map(({ epoch, stop: watched }) => [epoch, watched])).toEqual([[12, undefined]]);
  });
});
