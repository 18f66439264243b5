import { expect, test } from 'vitest';
import { flowerTrial, halved } from './flowerTrial.ts';
import { nodeRuntime } from '../../../../runtime/node.ts';

test('a picture is halved by the mean of four pixels, its channels apart', () => {
  // 2 by 2 pixels, red, green and blue interleaved.
  expect([...halved(Uint8Array.of(0, 10, 20, 4, 10, 20, 8, 10, 20, 12, 10, 60), 2)]).toEqual([6, 10, 30]);
});

test('training never shows the two unseen varieties of a species, and both held-out lists hold all species', async () => {
  let epochs = 0;
  const result = await flowerTrial(
    { seed: 3, perVariety: 1, epochs: 2, augment: true },
    nodeRuntime(),
    () => epochs++,
  );
  expect(epochs).toBe(2);
  expect(result.counts).toEqual({ train: 24, known: 48, unseen: 36 });
  const varieties = (pictures: typeof result.known) => new Set(pictures.map(({ variety }) => variety));
  expect(varieties(result.known).size).toBe(24);
  expect(varieties(result.unseen).size).toBe(8);
  for (const variety of varieties(result.unseen)) expect(varieties(result.known).has(variety)).toBe(false);
  expect(new Set(result.unseen.map(({ species }) => species)).size).toBe(4);
});
