import { describe, expect, test } from 'vitest';
import { bars, people } from '../../test/helpers/examples.ts';
import { fromArrays } from '../data/arrays.ts';
import type { ImageFeatures, TableFeatures } from '../data/dataset.ts';
import { fitPreparation } from '../recipe/preparation.ts';
import { recipe } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { DataError, OptionError } from '../util/errors.ts';
import { drawAugmented } from './drawAugmented.ts';

const runtime = nodeRuntime();
const operations = (...augmentations: object[]) =>
  recipe({ architecture: { name: 'linear', size: 1 }, augmentations }).augmentations;
const draw = (data = bars(6), list: object[], seed = 1) =>
  drawAugmented(data, fitPreparation(data), operations(...list), { seed, runtime });
const pixelsOf = ({ features }: { features: unknown }) => (features as ImageFeatures).pixels;

describe('pictures', () => {
  const data = bars(6, 'bars', 3);

  test('come back as they were where nothing happens, and as bytes where something does', async () => {
    const same = await draw(data, [{ name: 'rotate', probability: 0 }]);
    expect(pixelsOf(same)).toEqual((data.features as ImageFeatures).pixels);
    expect(same.draws.every((draws) => draws.length === 0)).toBe(true);
    const flipped = await draw(data, [{ name: 'flipHorizontal', probability: 1 }]);
    const { pixels, width } = data.features as ImageFeatures;
    const mirrored = pixels.map((_, at) => pixels[at - (at % width) + width - 1 - (at % width)]!);
    expect(pixelsOf(flipped)).toEqual(mirrored);
    expect(flipped.draws).toEqual(Array(6).fill([{ name: 'flipHorizontal', drawn: { side: -1 } }]));
  });

  test('carry the numbers that were drawn for them', async () => {
    const list = [{ name: 'brightness', factorRange: [0.5, 0.6], probability: 1 }];
    const { draws, features } = await draw(data, list);
    const before = (data.features as ImageFeatures).pixels;
    const length = before.length / 6;
    draws.forEach((own, n) => {
      const factor = own[0]!.drawn.factor as number;
      expect(factor).toBeGreaterThanOrEqual(0.5);
      expect(factor).toBeLessThan(0.6);
      for (let at = n * length; at < (n + 1) * length; at++)
        expect(Math.abs((features as ImageFeatures).pixels[at]! - factor * before[at]!)).toBeLessThan(0.51);
    });
  });

  test('follow from the seed', async () => {
    const list = [{ name: 'shift' }, { name: 'noise' }];
    expect(await draw(data, list, 4)).toEqual(await draw(data, list, 4));
    expect(pixelsOf(await draw(data, list, 4))).not.toEqual(pixelsOf(await draw(data, list, 5)));
  });

  test('say what happened alone: of a policy the operations it chose, of a mixture whose', async () => {
    const chosen = await draw(data, [{ name: 'randAugment', operations: 2 }]);
    expect(chosen.draws.every((draws) => draws.length <= 2)).toBe(true);
    expect(chosen.draws.some((draws) => draws.length > 0)).toBe(true);
    const mixed = await draw(data, [{ name: 'mixup' }]);
    mixed.draws.forEach((own, n) => {
      const { own: share, partner } = own[0]!.drawn as { own: number; partner: number };
      expect(partner).not.toBe(n);
      const [a, b] = [n, partner].map((i) => (data.features as ImageFeatures).pixels[i * 216]!) as [
        number,
        number,
      ];
      expect(Math.abs(pixelsOf(mixed)[n * 216]! - (share * a + (1 - share) * b))).toBeLessThan(0.51);
    });
  });
});

describe('rows', () => {
  const data = people(40);
  const table = data.features as TableFeatures;

  test('keep the cells that nothing happened to, missing ones too', async () => {
    const { features } = await draw(data, [
      { name: 'gaussianNoise', deviationRange: [0.1, 0.2], probability: 1 },
    ]);
    const made = features as TableFeatures;
    expect(made.categories).toEqual(table.categories);
    for (let at = 0; at < table.numbers.length; at++) {
      const [before, after] = [table.numbers[at]!, made.numbers[at]!];
      if (Number.isNaN(before) && at % 2 === 0) continue;
      expect(after).not.toBe(before);
      expect(Math.abs(after - before)).toBeLessThan(at % 2 ? 1e5 : 80);
    }
  });

  test('lose columns whole: a number becomes missing where the data has such, a category unknown', async () => {
    const { features } = await draw(data, [{ name: 'featureDropout', rateRange: [1, 1], probability: 1 }]);
    const made = features as TableFeatures;
    expect(made.categories.every((text) => text === '')).toBe(true);
    // Ages are missing in the data, incomes are not: for them their mean stands in.
    expect(made.numbers.filter((_, at) => at % 2 === 0).every(Number.isNaN)).toBe(true);
    const incomes = made.numbers.filter((_, at) => at % 2 === 1);
    expect(new Set(incomes).size).toBe(1);
    expect(incomes[0]).toBeGreaterThan(1e4);
  });
});

test('what cannot be augmented is refused', async () => {
  await expect(draw(people(20), [{ name: 'rotate' }])).rejects.toThrow(OptionError);
  const tokens = fromArrays({
    tokens: [
      [1, 2],
      [2, 1],
    ],
    labels: ['a', 'b'],
    vocabulary: 5,
    length: 2,
  });
  await expect(draw(tokens, [])).rejects.toThrow(DataError);
});
