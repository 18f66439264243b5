import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fit } from './fit.ts';
import { modelToOnnx, predict } from './model.ts';
import { predictMonteCarlo } from './predictMonteCarlo.ts';
import { fromArrays } from '../data/arrays.ts';
import { firstOccurrences } from '../data/duplicates.ts';
import { joinDatasets, subset, type Dataset, type TokenFeatures } from '../data/dataset.ts';
import { recipe, type RecipeInput } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { referenceRuntime } from '../runtime/reference.ts';
import { openModelFile } from '../serve/modelFile.ts';
import { dataFingerprint } from '../study/journal.ts';
import { DataError, OptionError } from '../util/errors.ts';
import { randomKey, uniformAt } from '../util/random.ts';

const [vocabulary, length] = [16, 9];

/**
 * Sentences of 5 to 9 random words of 5 … 15 into which two words are put: 3 and 4, one behind the other. The class is
 * their order, or, as a topic, which of them it is.
 */
function sentences(count: number, task: 'order' | 'topic', seed = 1): Dataset {
  const tokens: number[][] = [];
  const labels: string[] = [];
  for (let i = 0; i < count; i++) {
    const key = randomKey('sentences', seed, i);
    const size = 5 + Math.floor(uniformAt(key, 0) * 5);
    const words = Array.from({ length: size }, (_, j) => 5 + Math.floor(uniformAt(key, j + 1) * 11));
    const place = Math.floor(uniformAt(key, 20) * (size - 1));
    const first = uniformAt(key, 21) < 0.5;
    words.splice(place, 2, first ? 3 : 4, task === 'topic' ? 5 : first ? 4 : 3);
    tokens.push(words);
    labels.push(first ? 'yes' : 'no');
  }
  return fromArrays({ tokens, labels, vocabulary, length });
}

const tokensOf = ({ features }: Dataset): TokenFeatures => {
  if (features.kind !== 'tokens') throw new Error('no tokens');
  return features;
};

const learners: readonly (readonly [string, 'order' | 'topic', RecipeInput])[] = [
  ['bagOfEmbeddings', 'topic', { architecture: { name: 'bagOfEmbeddings', size: 8 }, epochs: 12 }],
  ['textCnn', 'order', { architecture: { name: 'textCnn', size: 8 }, dropout: 0.3, epochs: 12 }],
  ['transformerEncoder', 'order', { architecture: { name: 'transformerEncoder', size: 16 }, epochs: 14 }],
  ['gruNetwork', 'order', { architecture: { name: 'gruNetwork', size: 16 }, epochs: 20 }],
];

describe.each(learners)('%s', (name, task, input) => {
  const whole = { optimizer: { name: 'adam', learningRate: 0.01 }, ...input } satisfies RecipeInput;

  test('learns from token numbers, generalises, and deploys as a file that takes them', async () => {
    const runtime = nodeRuntime();
    const data = { train: sentences(400, task), validation: sentences(200, task, 2) };
    const result = await fit(data, recipe(whole), { runtime, evaluateEvery: 100 });
    expect(result.train.accuracy).toBeGreaterThan(0.9);
    expect(result.validation!.accuracy).toBeGreaterThan(0.85);

    const { features, size } = data.validation;
    const { predictions } = await predict(result.model, features, size, runtime);
    const bytes = modelToOnnx(result.model);
    const session = await ort.InferenceSession.create(bytes);
    const part = tokensOf(data.validation).ids.slice(0, 3 * length);
    const { probabilities } = await session.run({ tokens: new ort.Tensor('int32', part, [3, length]) });
    await session.release();
    expect(probabilities!.dims).toEqual([3, 2]);
    (probabilities!.data as Float32Array).forEach((p, i) => expect(p).toBeCloseTo(predictions[i]!, 5));

    const folder = mkdtempSync(join(tmpdir(), 'hibiscus-tokens-'));
    try {
      writeFileSync(join(folder, 'model.onnx'), bytes);
      const file = await openModelFile(join(folder, 'model.onnx'));
      expect(file.preparation.features).toEqual({ kind: 'tokens', length, vocabulary });
      const again = await file.predict(features, size);
      await file.close();
      expect(again.width).toBe(2);
      again.predictions.forEach((p, i) => expect(p).toBeCloseTo(predictions[i]!, 5));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('trains in onnxruntime as in the reference', async () => {
    const data = { train: sentences(24, task) };
    const short = recipe({ ...whole, epochs: 1, batchSize: 8, dropout: 0.2 });
    const [ours, truth] = await Promise.all(
      [nodeRuntime(), referenceRuntime].map((runtime) => fit(data, short, { runtime })),
    );
    for (const [path, values] of Object.entries(truth!.model.parameters))
      values.forEach((x, i) =>
        expect(Math.abs(x - ours!.model.parameters[path]![i]!), path).toBeLessThan(2e-4),
      );
    expect(name).toBe(short.architecture.name);
  });
});

test('averaged weights and Monte Carlo predictions work on tokens too', async () => {
  const runtime = nodeRuntime();
  const data = sentences(120, 'order');
  const input: RecipeInput = {
    architecture: { name: 'textCnn', size: 6, batchNorm: true },
    dropout: 0.3,
    averaging: { name: 'swa' },
    optimizer: { name: 'adam', learningRate: 0.01 },
    epochs: 12,
  };
  const { model, train } = await fit({ train: data }, recipe(input), { runtime });
  expect(train.accuracy).toBeGreaterThan(0.9);
  const { predictions } = await predict(model, data.features, data.size, runtime);
  const drawn = await predictMonteCarlo(model, data.features, data.size, runtime, { samples: 20 });
  const near = predictions.filter((p, i) => Math.abs(p - drawn.predictions[i]!) < 0.3);
  expect(near.length).toBeGreaterThan(0.9 * predictions.length);
});

describe('data of tokens', () => {
  const data = fromArrays({ tokens: [[3, 1], [2], [3, 1], []], labels: ['a', 'b', 'b', 'a'] });

  test('are filled up with 0, to the longest list', () => {
    expect(data.features).toEqual({
      kind: 'tokens',
      ids: Int32Array.of(3, 1, 2, 0, 3, 1, 0, 0),
      length: 2,
      vocabulary: 4,
    });
  });

  test('are split, joined and told apart', () => {
    expect(tokensOf(subset(data, [1, 0])).ids).toEqual(Int32Array.of(2, 0, 3, 1));
    expect(tokensOf(joinDatasets(subset(data, [0]), subset(data, [1]))).ids).toEqual(
      Int32Array.of(3, 1, 2, 0),
    );
    expect(firstOccurrences(data)).toEqual(Int32Array.of(0, 1, 0, 3));
    const other = fromArrays({ tokens: [[3, 1], [2], [1, 3], []], labels: ['a', 'b', 'b', 'a'] });
    expect(dataFingerprint(other)).not.toBe(dataFingerprint(data));
    const wider = fromArrays({ tokens: [[3]], labels: ['a'], classes: ['a', 'b'], length: 3 });
    expect(() => joinDatasets(data, wider)).toThrow(DataError);
  });

  test.each([
    [{ tokens: [[1], [2]], labels: ['a'] }, 'one list for each label'],
    [{ tokens: [[1, 2, 3]], labels: ['a'], length: 2 }, 'at most 2 numbers'],
    [{ tokens: [[1, -2]], labels: ['a'] }, 'integers of 0 or more. Received -2'],
    [{ tokens: [[1.5]], labels: ['a'] }, 'Received 1.5 in list 0'],
    [{ tokens: [[7]], labels: ['a'], vocabulary: 7 }, 'tokens must be in [0, 7)'],
    [{ tokens: [[1]], labels: ['a'], length: 0 }, 'length must be an integer'],
  ])('are checked: %o', (arrays, message) => {
    expect(() => fromArrays(arrays)).toThrow(DataError);
    expect(() => fromArrays(arrays)).toThrow(message);
  });

  test('need a family and remedies that suit them', async () => {
    const runtime = referenceRuntime;
    const attempt = (input: RecipeInput, train: Dataset = data) =>
      fit({ train }, recipe({ ...input, epochs: 1 }), { runtime });
    const rows = fromArrays({ rows: [{ x: 1 }, { x: 2 }], labels: ['a', 'b'] });
    await expect(attempt({ architecture: { name: 'mlp', size: 4 } })).rejects.toThrow(
      'mlp: takes numbers, not words',
    );
    await expect(attempt({ architecture: { name: 'convnet', size: 4 } })).rejects.toThrow('use textCnn');
    await expect(attempt({ architecture: { name: 'textCnn', size: 4 } }, rows)).rejects.toThrow(
      'textCnn: takes token numbers',
    );
    const flipped: RecipeInput = {
      architecture: { name: 'bagOfEmbeddings', size: 4 },
      augmentations: [{ name: 'flipHorizontal' }],
    };
    await expect(attempt(flipped)).rejects.toThrow(OptionError);
    await expect(attempt(flipped)).rejects.toThrow('act on pictures');
  });

  test('that a model does not know are refused', async () => {
    const input: RecipeInput = { architecture: { name: 'bagOfEmbeddings', size: 2 }, epochs: 1 };
    const { model } = await fit({ train: data }, recipe(input), { runtime: referenceRuntime });
    const ask = (other: Dataset) => predict(model, other.features, other.size, referenceRuntime);
    await expect(ask(fromArrays({ tokens: [[9, 1]], labels: ['a'] }))).rejects.toThrow(
      'the vocabulary of the model. Received 9',
    );
    await expect(ask(fromArrays({ tokens: [[1, 1, 1]], labels: ['a'] }))).rejects.toThrow('2 tokens');
    await expect(ask(fromArrays({ rows: [{ x: 1 }], labels: ['a'] }))).rejects.toThrow('token numbers');
  });
});
