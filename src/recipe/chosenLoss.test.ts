import { describe, expect, test } from 'vitest';
import { chosenLoss } from './chosenLoss.ts';
import { fitPreparation } from './preparation.ts';
import { parsePreparation } from './preparationSchema.ts';
import { recipe } from './schema.ts';
import { fromArrays } from '../data/arrays.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { scoreRaw } from '../train/evaluate.ts';
import { fit } from '../train/fit.ts';
import { predict } from '../train/model.ts';
import { OptionError } from '../util/errors.ts';
import { uniformAt } from '../util/random.ts';
import { clouds, prices } from '../../test/helpers/examples.ts';

const runtime = nodeRuntime();
const architecture = { name: 'mlp', size: 6 };
const targetOf = (labels: readonly string[], classes = ['a', 'b', 'c']) =>
  fitPreparation(fromArrays({ columns: ['x'], rows: labels.map((_, i) => [i]), labels, classes })).target;

describe('balanced class weights', () => {
  const balanced = recipe({ architecture, classWeights: 'balanced' });
  const weights = (labels: readonly string[]) => chosenLoss(balanced, targetOf(labels)).options.classWeights;

  test('are n / (classes · count) of the training part', () => {
    expect(weights(['a', 'a', 'a', 'b', 'b', 'c'])).toEqual([6 / 9, 1, 2]);
    expect(weights(['a', 'b', 'c'])).toEqual([1, 1, 1]);
    expect(weights(['a', 'a', 'a', 'c'])).toEqual([4 / 6, 0, 2]);
  });

  test('make a rare class count as much as a common one', async () => {
    // Two heaps that overlap, one of them nine times as large: unweighted, the rare one is hardly ever chosen.
    const noise = (i: number) => uniformAt(7, 2 * i) + uniformAt(7, 2 * i + 1);
    const labels = Array.from({ length: 300 }, (_, i) => (i % 10 === 0 ? 'rare' : 'common'));
    const rows = labels.map((label, i) => [noise(i) + (label === 'rare' ? 0.6 : 0)]);
    const data = fromArrays({ columns: ['x'], rows, labels });
    const balancedAccuracy = async (classWeights: 'none' | 'balanced') => {
      const form = recipe({
        architecture,
        classWeights,
        epochs: 20,
        optimizer: { name: 'adam', learningRate: 0.02 },
      });
      const { train, model } = await fit({ train: data }, form, { runtime });
      // What is reported is the plain loss of what the network predicts, whatever it was trained with.
      const scores = scoreRaw(
        await predict(model, data.features, data.size, runtime),
        data,
        model.preparation.target,
      );
      expect(train.loss).toBeCloseTo(scores.loss, 10);
      return train.balancedAccuracy!;
    };
    expect(await balancedAccuracy('balanced')).toBeGreaterThan((await balancedAccuracy('none')) + 0.02);
  });
});

test('label smoothing keeps training from certainty', async () => {
  const data = clouds(60, 'smooth', 3);
  const certainty = async (labelSmoothing: number) => {
    const form = recipe({
      architecture,
      labelSmoothing,
      epochs: 60,
      optimizer: { name: 'adam', learningRate: 0.05 },
    });
    const { model } = await fit({ train: data }, form, { runtime });
    const { predictions } = await predict(model, data.features, data.size, runtime);
    return Math.max(...predictions);
  };
  expect(await certainty(0)).toBeGreaterThan(0.99);
  expect(await certainty(0.3)).toBeLessThan(0.95);
});

test('huber trains a network of numbers by its delta, and scores stay squared', async () => {
  const data = prices(80);
  const trained = async (loss: 'auto' | { name: string; delta: number }) => {
    const form = recipe({ architecture, loss, epochs: 8, batchSize: 16, seed: 3 });
    return fit({ train: data }, form, { runtime });
  };
  const [narrow, wide, squared] = await Promise.all([
    trained({ name: 'huber', delta: 0.05 }),
    trained({ name: 'huber', delta: 100 }),
    trained('auto'),
  ]);
  expect(narrow.model.parameters).not.toEqual(wide.model.parameters);
  for (const { train, model } of [narrow, wide, squared]) {
    const { target } = model.preparation;
    const deviation = target.kind === 'number' ? target.deviation : 0;
    expect(train.loss).toBeCloseTo((train.rmse! / deviation) ** 2, 10);
  }
});

describe('what does not suit the target is refused', () => {
  const number = fitPreparation(prices(4)).target;
  test.each([
    [{ labelSmoothing: 0.1 }, number, 'labelSmoothing: is for classes. The target "price" is a number.'],
    [{ classWeights: 'balanced' }, number, 'classWeights: is for classes. The target "price" is a number.'],
    [
      { loss: { name: 'huber', delta: 1 } },
      targetOf(['a', 'b']),
      'loss: huber does not fit a target of classes.',
    ],
    [{ loss: 'crossEntropy' }, number, 'loss: crossEntropy does not fit a target of numbers.'],
  ])('%j', (fields, target, message) => {
    const form = recipe({ architecture, ...fields });
    expect(() => chosenLoss(form, target)).toThrow(new OptionError(message));
  });

  test('a preparation of an older version knows no counts', () => {
    const target = { kind: 'classes' as const, classes: ['a', 'b'] };
    const old = parsePreparation({ features: fitPreparation(prices(4)).features, target }, 'old').target;
    expect(() => chosenLoss(recipe({ architecture, classWeights: 'balanced' }), old)).toThrow('prepare anew');
    expect(chosenLoss(recipe({ architecture }), old).options).toEqual({});
  });
});
