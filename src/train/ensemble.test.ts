import * as ort from 'onnxruntime-node';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { averageModels } from './averageModels.ts';
import { predictEnsemble } from './ensemble.ts';
import { ensembleToOnnx } from './ensembleToOnnx.ts';
import { scoreRaw } from './evaluate.ts';
import { fit } from './fit.ts';
import { fitSnapshots } from './fitSnapshots.ts';
import { fitSoup } from './fitSoup.ts';
import { greedySoup } from './greedySoup.ts';
import { modelToOnnx, predict, type Model } from './model.ts';
import { splitEpochs } from './splitEpochs.ts';
import { tempered } from './tempered.ts';
import { clouds, people, prices } from '../../test/helpers/examples.ts';
import type { Dataset } from '../data/dataset.ts';
import { readModel } from '../onnx/read.ts';
import { recipe, type RecipeInput } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { openModelFile } from '../serve/modelFile.ts';
import { OptionError } from '../util/errors.ts';

const runtime = nodeRuntime();
const input: RecipeInput = { architecture: { name: 'mlp', size: 6 }, epochs: 3 };

const members = async (train: Dataset, count: number, more: Partial<RecipeInput> = {}): Promise<Model[]> => {
  const models: Model[] = [];
  for (let seed = 0; seed < count; seed++)
    models.push((await fit({ train }, recipe({ ...input, ...more, seed }), { runtime })).model);
  return models;
};

/** The mean, added up here. */
async function meanOf(models: readonly Model[], { features, size }: Dataset): Promise<number[]> {
  const all: Float32Array[] = [];
  for (const model of models) all.push((await predict(model, features, size, runtime)).predictions);
  return Array.from(all[0]!, (_, i) => all.reduce((sum, p) => sum + p[i]!, 0) / all.length);
}

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

/** What the file says of raw examples, opened as `hibiscus predict` does. */
async function opened(bytes: Uint8Array, { features, size }: Dataset): Promise<Float32Array> {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-'));
  try {
    const path = join(folder, 'model.onnx');
    writeFileSync(path, bytes);
    const model = await openModelFile(path);
    const { predictions } = await model.predict(features, size);
    await model.close();
    return predictions;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('an ensemble', () => {
  test('of classifiers of a table with categories: the mean of its members, and its file says the same', async () => {
    const [train, other] = [people(40), people(12, 'other')];
    const models = await members(train, 3);
    const expected = await meanOf(models, other);
    const { predictions, width } = await predictEnsemble(
      { members: models },
      other.features,
      other.size,
      runtime,
    );
    expect(width).toBe(2);
    expect(worst(predictions, expected)).toBeLessThan(1e-7);
    expect(worst(predictions, await meanOf(models.slice(0, 1), other))).toBeGreaterThan(1e-3);
    const bytes = ensembleToOnnx({ members: models });
    expect(worst(await opened(bytes, other), expected)).toBeLessThan(1e-6);
    // One preparation; weights of each member.
    const { graph } = readModel(bytes);
    const count = (opType: string) => graph.nodes.filter((node) => node.opType === opType).length;
    expect(count('LabelEncoder')).toBe(2);
    expect(graph.inputs.map(({ name }) => name)).toEqual(['numbers', 'categories']);
    expect(graph.nodes.some(({ name }) => name.startsWith('members.2.layers'))).toBe(true);
  });

  test('with temperatures of its own and of its members predicts as its file does', async () => {
    const [train, other] = [clouds(24), clouds(10, 'other')];
    const models = (await members(train, 2)).map((model, k) => ({ ...model, temperature: 1.5 + k }));
    const expected = await meanOf(models, other);
    const ensemble = { members: models, temperature: 0.5 };
    const { predictions } = await predictEnsemble(ensemble, other.features, other.size, runtime);
    expect(worst(predictions, tempered(Float32Array.from(expected), 3, 0.5))).toBeLessThan(1e-6);
    expect(worst(await opened(ensembleToOnnx(ensemble), other), predictions)).toBeLessThan(1e-6);
    expect(worst(predictions, expected)).toBeGreaterThan(1e-3);
  });

  test('of numbers: the mean in the unit of the target', async () => {
    const [train, other] = [prices(24), prices(10, 'other')];
    const models = await members(train, 2);
    const expected = await meanOf(models, other);
    const { predictions } = await predictEnsemble({ members: models }, other.features, other.size, runtime);
    expect(worst(predictions, expected)).toBeLessThan(1e-2);
    // In standard units, since values are in the thousands.
    const { target } = models[0]!.preparation;
    const deviation = target.kind === 'number' ? target.deviation : 1;
    expect(
      worst(await opened(ensembleToOnnx({ members: models }), other), expected) / deviation,
    ).toBeLessThan(1e-6);
    expect(() => ensembleToOnnx({ members: models, temperature: 2 })).toThrow('only probabilities');
  });

  test('of one member is that member', async () => {
    const other = clouds(10, 'other');
    const models = await members(clouds(24), 1);
    const bytes = ensembleToOnnx({ members: models });
    expect(worst(await opened(bytes, other), await opened(modelToOnnx(models[0]!), other))).toBeLessThan(
      1e-7,
    );
  });

  test('is refused without members, or with members of different preparations', async () => {
    const models = [...(await members(clouds(24), 1)), ...(await members(clouds(25), 1))];
    expect(() => ensembleToOnnx({ members: [] })).toThrow(OptionError);
    expect(() => ensembleToOnnx({ members: models })).toThrow('another one for member 1');
  });

  test('runs in onnxruntime alone', async () => {
    const bytes = ensembleToOnnx({ members: await members(clouds(24), 2) });
    const session = await ort.InferenceSession.create(bytes);
    const { probabilities } = await session.run({ numbers: new ort.Tensor('float32', [1, 2, 3, 4], [2, 2]) });
    await session.release();
    expect(probabilities!.dims).toEqual([2, 3]);
  });
});

test('epochs are shared out without a rest, and fewer than trainings are refused', () => {
  expect(splitEpochs(11, 4)).toEqual([3, 3, 3, 2]);
  expect(splitEpochs(8, 4)).toEqual([2, 2, 2, 2]);
  expect(() => splitEpochs(3, 4)).toThrow('Received epochs=3');
});

describe('snapshots', () => {
  const train = clouds(24);
  const plan = recipe({ ...input, epochs: 7, batchSize: 8, schedule: { name: 'cosine' } });

  test('cost one training, begin as it does, go on from each other, and end each cycle at a rate near 0', async () => {
    const rates: number[] = [];
    const cycles = await fitSnapshots({ train }, plan, 3, {
      runtime,
      onEpoch: ({ learningRate }) => rates.push(learningRate),
    });
    expect(cycles.map(({ history }) => history.length)).toEqual([3, 2, 2]);
    expect(cycles.reduce((sum, { history }) => sum + history.at(-1)!.steps, 0)).toBe(7 * 3);
    // The last step of an epoch of 3; the rate falls within a cycle and starts again.
    expect(rates.map((rate) => rate / plan.optimizer.learningRate)).toEqual(
      [2 / 9, 5 / 9, 8 / 9, 2 / 6, 5 / 6, 2 / 6, 5 / 6].map(
        (t) => expect.closeTo((1 + Math.cos(Math.PI * t)) / 2, 5) as number,
      ),
    );
    const [first, second] = cycles;
    const alone = await fit({ train }, recipe({ ...plan, epochs: 3 }), { runtime });
    expect(first!.model.parameters).toEqual(alone.model.parameters);
    // A training of its own would be far from where the first cycle ended.
    const distance = (a: Model, b: Model) =>
      Object.entries(a.parameters).reduce((sum, [path, w]) => sum + worst(w, b.parameters[path]!), 0);
    const fresh = await fit({ train }, second!.model.recipe, { runtime });
    expect(distance(first!.model, second!.model)).toBeLessThan(distance(first!.model, fresh.model) / 2);
    expect(distance(first!.model, second!.model)).toBeGreaterThan(0);
  });

  test('are refused where the recipe stops early', async () => {
    const stopping = recipe({ ...plan, stopping: { patience: 2 } });
    await expect(fitSnapshots({ train }, stopping, 2, { runtime })).rejects.toThrow('Set stopping to null');
    await expect(fitSnapshots({ train }, plan, 8, { runtime })).rejects.toThrow('Received epochs=7');
  });
});

describe('a soup', () => {
  const [train, held] = [clouds(30), clouds(21, 'held')];
  const lossOf = async (model: Model) =>
    scoreRaw(await predict(model, held.features, held.size, runtime), held, model.preparation.target).loss;

  test('costs one training and never has more loss on the part that chose than its best branch', async () => {
    const plan = recipe({ architecture: { name: 'mlp', size: 6, batchNorm: true }, epochs: 9, batchSize: 8 });
    const { soup, trunk, branches } = await fitSoup({ train, stop: held }, plan, 3, { runtime });
    const all = [trunk, ...branches];
    expect(all.map(({ history }) => history.length)).toEqual([5, 2, 1, 1]);
    expect(all.reduce((sum, { history }) => sum + history.at(-1)!.steps, 0)).toBe(9 * 4);
    expect(soup.losses).toHaveLength(3);
    expect(soup.loss).toBeLessThanOrEqual(Math.min(...soup.losses));
    expect(await lossOf(soup.model)).toBeCloseTo(soup.loss, 12);
  });

  test('leaves out what does not help, and averages what does', async () => {
    const [good, bad] = (await members(train, 2, { epochs: 100, batchSize: 8 })) as [Model, Model];
    const scaled = (factor: number): Model => ({
      ...good,
      parameters: Object.fromEntries(
        Object.entries(good.parameters).map(([path, w]) => [path, w.map((x) => x * factor)]),
      ),
    });
    // Turned round it is as wrong as can be; with it the average says nothing.
    const { ingredients, loss, losses } = await greedySoup([scaled(-3), good], held, train, runtime);
    expect(ingredients).toEqual([1]);
    expect(loss).toBe(losses[1]);
    const average = await averageModels([good, bad], train, runtime);
    for (const [path, w] of Object.entries(average.parameters))
      expect(
        worst(
          w,
          good.parameters[path]!.map((x, i) => (x + bad.parameters[path]![i]!) / 2),
        ),
      ).toBeLessThan(1e-6);
    // Two halves of which the mean is the good one: each alone is worse, so the mean is taken.
    const shifted = (by: number): Model => ({
      ...good,
      parameters: Object.fromEntries(
        Object.entries(good.parameters).map(([path, w]) => [path, w.map((x, i) => x + (i % 2 ? by : -by))]),
      ),
    });
    const halves = await greedySoup([shifted(2), shifted(-2)], held, train, runtime);
    expect(halves.ingredients).toHaveLength(2);
    expect(halves.loss).toBeCloseTo(await lossOf(good), 4);
  });
});
