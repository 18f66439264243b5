import { expect, test } from 'vitest';
import * as ort from 'onnxruntime-node';
import {
  fit,
  fitEvents,
  fromArrays,
  modelToOnnx,
  OptionError,
  recipe,
  recipeFromText,
  recipeToYaml,
} from '../../src/index.ts';
import { uniformAt } from '../../src/util/random.ts';

const rows = Array.from({ length: 120 }, (_, i) => ({
  petal: uniformAt(1, i) + (i % 2),
  colour: i % 3 === 0 ? 'white' : 'red',
}));
const data = fromArrays({ rows, labels: rows.map((_, i) => (i % 2 ? 'moscheutos' : 'syriacus')) });
const plan = recipe({
  architecture: { name: 'mlp', size: 8 },
  dropout: 0.1,
  penalties: { l2: 0.001 },
  stopping: { patience: 5 },
  epochs: 30,
});

test('the example of the README: one dataset, one recipe, one model that runs elsewhere', async () => {
  const { model, history, stopped, generalizationGap, validation } = await fit(data, plan);
  expect(stopped.bestEpoch).toBeGreaterThan(0);
  expect(validation!.accuracy).toBeGreaterThan(0.9);
  expect(generalizationGap).toBeCloseTo(0, 0);
  // What stops is not what is reported.
  expect(history[0]!.stop!.loss).not.toBe(history[0]!.validation!.loss);
  const session = await ort.InferenceSession.create(modelToOnnx(model));
  const { probabilities } = await session.run({
    numbers: new ort.Tensor('float32', Float32Array.of(0.2, 1.8), [2, 1]),
    categories: new ort.Tensor('string', ['red', 'blue'], [2, 1]),
  });
  const p = probabilities!.data as Float32Array;
  expect(model.preparation.target).toMatchObject({ classes: ['moscheutos', 'syriacus'] });
  expect([p[1]! > 0.5, p[2]! > 0.5]).toEqual([true, true]);
});

test('the same (data, recipe, seed) from a file gives the same weights', async () => {
  const again = recipeFromText(recipeToYaml(plan));
  const [one, two] = [await fit(data, plan), await fit(data, again)];
  expect(two.model.parameters).toEqual(one.model.parameters);
  const other = await fit(data, recipe({ ...plan, seed: 1 }));
  expect(other.model.parameters).not.toEqual(one.model.parameters);
});

test('the same training as events, as the README loops over it', async () => {
  const { model } = await fit(data, plan);
  const epochs: number[] = [];
  for await (const event of fitEvents(data, plan)) {
    if (event.kind === 'result') expect(event.result.model.parameters).toEqual(model.parameters);
    else epochs.push(event.record.epoch);
  }
  expect(epochs.length).toBeGreaterThan(3);
  let seen = 0;
  for await (const event of fitEvents(data, plan)) if (++seen === 2 && event.kind === 'epoch') break;
  expect(seen).toBe(2);
});

test('a recipe that does not suit the data is refused before anything is trained', () => {
  const convnet = recipe({ architecture: { name: 'convnet', size: 2 } });
  return expect(fit(data, convnet)).rejects.toThrow(OptionError);
});
