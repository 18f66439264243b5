import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as axes from './axes/index.ts';
import type { Axis, SpaceContext } from './axis.ts';
import { changesAt, drawLevels, levelsOf, recipeAt, searchSpace, type Space } from './space.ts';
import { network } from '../../recipe/compile.ts';
import { fitPreparation } from '../../recipe/preparation.ts';
import { recipe as checked, type Recipe } from '../../recipe/schema.ts';
import type { Dataset } from '../../data/dataset.ts';
import { randomKey } from '../../util/random.ts';
import { bars, clouds, prices } from '../../../test/helpers/examples.ts';

const contextOf = (
  data: Dataset,
  baseline: Recipe,
  augmentations: Recipe['augmentations'] = [],
): SpaceContext => {
  const preparation = fitPreparation(data);
  return {
    features: data.features,
    target: data.target.kind === 'classes' ? 'classes' : 'number',
    baseline,
    augmentations,
    parameters: (recipe) => network(recipe, preparation).parameters,
  };
};
const mlp = checked({ architecture: { name: 'mlp', size: 64 }, schedule: { name: 'cosine' }, epochs: 40 });
const noise = checked({
  ...mlp,
  augmentations: [{ name: 'gaussianNoise' }, { name: 'swapNoise' }, { name: 'mixup' }],
}).augmentations;
const table = contextOf(clouds(30), mlp, noise);
const names = (space: Space) => space.axes.map(({ name }) => name);

describe('each axis', () => {
  const cases = Object.values(axes as unknown as Record<string, Axis>).map(
    (axis) => [axis.name, axis] as const,
  );
  const others = (but: Axis, recipe: Recipe) =>
    cases.filter(([, axis]) => axis !== but).map(([name, axis]) => [name, axis.read(recipe)]);

  test.each(cases)('%s: what is applied is read again, and nothing else changes', (_, axis) => {
    const values = axis.values(table);
    for (const value of [...values, axis.read(mlp)]) {
      const treated = axis.apply(mlp, value);
      expect(axis.read(treated)).toEqual(axis.read(axis.apply(treated, value)));
      expect(axis.apply(treated, axis.read(mlp))).toEqual(mlp);
      expect(others(axis, treated)).toEqual(others(axis, mlp));
    }
    expect(new Set(values.map((value) => JSON.stringify(axis.read(axis.apply(mlp, value))))).size).toBe(
      values.length,
    );
  });

  test('the last value wins, in whatever order axes are applied', () => {
    const space = searchSpace(table);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (a, b, c) => {
        const [first, second] = [a, b].map((key) => drawLevels(space, key));
        const twice = space.axes.reduceRight(
          (recipe, { axis, values }, i) => axis.apply(recipe, values[second![i]!]!),
          recipeAt(space, first!),
        );
        // Which of two ways of decay there is decides over the name of the optimizer, and nothing over another axis.
        expect(twice).toEqual(recipeAt(space, second!));
        const [i, level] = [c % space.axes.length, second!];
        const { axis, values } = space.axes[i]!;
        const off = level.map((value, j) => (j === i ? 0 : value));
        expect(axis.apply(recipeAt(space, level), values[0]!)).toEqual(recipeAt(space, off));
      }),
      { seed: 5, numRuns: 100 },
    );
  });
});

describe('the space', () => {
  test('holds what applies to the data and the architecture, and no more', () => {
    expect(names(searchSpace(table))).toEqual(
      Object.keys(axes).filter((name) => !['classWeights', 'wordVectors', 'wordMinCount'].includes(name)),
    );
    // Only texts have words.
    expect(names(searchSpace({ ...table, features: { kind: 'text' } }))).toContain('wordMinCount');
    // A number to predict has no labels to smooth.
    expect(names(searchSpace(contextOf(prices(30), mlp)))).not.toContain('labelSmoothing');
    // Nothing to augment with was given.
    expect(names(searchSpace(contextOf(clouds(30), mlp)))).not.toContain('augmentation');
    // One layer has no size; a residual network normalizes whatever it is told.
    const linear = checked({ architecture: { name: 'linear', size: 1 } });
    expect(names(searchSpace(contextOf(clouds(30), linear)))).not.toContain('size');
    const resnet = checked({ architecture: { name: 'resnet', size: 8 } });
    expect(names(searchSpace(contextOf(bars(10), resnet)))).not.toContain('batchNorm');
    // Decay apart from the gradient is that of adamw.
    const sgd = checked({ ...mlp, optimizer: { name: 'sgd', learningRate: 0.1 } });
    const ways = searchSpace(contextOf(clouds(30), sgd)).axes.find(({ name }) => name === 'decay')!.values;
    expect(ways).toEqual([0, 1e-4, 1e-3, 1e-2].map((l2) => ({ l2, weightDecay: 0 })));
  });

  test('offers each augmentation alone and all together, mixing apart', () => {
    const { values } = searchSpace(table).axes.find(({ name }) => name === 'augmentation')!;
    const used = values.map((policy) => (policy as { name: string }[]).map(({ name }) => name));
    expect(used).toEqual([[], ['gaussianNoise'], ['swapNoise'], ['gaussianNoise', 'swapNoise']]);
  });

  test('off is the value of the baseline, whatever it is; what it has can be taken off', () => {
    const treated = checked({ ...mlp, dropout: 0.3, augmentations: [{ name: 'gaussianNoise' }] });
    const space = searchSpace(contextOf(clouds(30), treated, noise));
    const valuesOf = (name: string) => space.axes.find((axis) => axis.name === name)!.values;
    expect(valuesOf('dropout')).toEqual([0.3, 0, 0.1, 0.2, 0.35, 0.5, 0.65]);
    expect(valuesOf('augmentation')[1]).toEqual([]);
    expect(
      recipeAt(
        space,
        space.axes.map(() => 0),
      ),
    ).toBe(treated);
  });

  test('takes in the values of the starting points, between their neighbours', () => {
    const start = checked({ ...mlp, dropout: 0.4, classWeights: 'balanced' });
    const space = searchSpace(table, [start]);
    expect(names(space)).toContain('classWeights');
    expect(space.axes.find(({ name }) => name === 'dropout')!.values).toEqual([
      0, 0.1, 0.2, 0.35, 0.4, 0.5, 0.65,
    ]);
    const levels = levelsOf(space, start);
    expect(recipeAt(space, levels)).toEqual(start);
    expect(changesAt(space, levels)).toEqual({ classWeights: 'balanced', dropout: 0.4 });
  });
});

describe('a random cocktail', () => {
  const space = searchSpace(table);

  test('follows from its key, and stands in the space', () => {
    const drawn = Array.from({ length: 300 }, (_, n) => drawLevels(space, randomKey(1, n)));
    expect(drawn).toEqual(Array.from({ length: 300 }, (_, n) => drawLevels(space, randomKey(1, n))));
    for (const levels of drawn) expect(levelsOf(space, recipeAt(space, levels))).toEqual(levels);
    // Sparse ones and dense ones, and every value of every axis.
    const on = drawn.map((levels) => levels.filter((level) => level > 0).length);
    expect(Math.min(...on)).toBeLessThanOrEqual(1);
    expect(Math.max(...on)).toBeGreaterThanOrEqual(8);
    space.axes.forEach(({ values }, i) =>
      expect(new Set(drawn.map((levels) => levels[i])).size).toBe(values.length),
    );
  });

  test('draws of one axis what it drew without another one', () => {
    const without = { ...space, axes: space.axes.filter(({ name }) => name !== 'l1') };
    const place = names(space).indexOf('l1');
    expect(drawLevels(without, 7)).toEqual(drawLevels(space, 7).filter((_, i) => i !== place));
  });
});
