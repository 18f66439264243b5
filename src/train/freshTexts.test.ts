import { describe, expect, test } from 'vitest';
import { fit, type FitOptions } from './fit.ts';
import { freshTexts } from './freshTexts.ts';
import type { TrainingState } from './state.ts';
import { checkedDataset, type Dataset } from '../data/dataset.ts';
import { textFeatures } from '../data/texts.ts';
import { fitPreparation } from '../recipe/preparation.ts';
import { recipe, type RecipeInput } from '../recipe/schema.ts';
import type { TextPreparation } from '../recipe/textPreparation.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { readModel } from '../onnx/read.ts';
import { modelToOnnx } from './model.ts';
import { segmenterTokenizer } from '../text/tokenizer.ts';
import { sentenceText } from '../text/token.ts';
import { OptionError } from '../util/errors.ts';
import { randomKey } from '../util/random.ts';

const animals = ['dog', 'cat', 'bird', 'horse', 'fish', 'mouse', 'cow', 'duck', 'goat', 'hen'];

/** Texts of two classes: what an animal does is the class; "indeed" is in one of them alone. */
function texts(count: number): Dataset {
  const all = Array.from({ length: count }, (_, i) => {
    const [a, b] = [animals[i % 10]!, animals[(3 * i + 1) % 10]!];
    return i % 2 === 0
      ? `the ${a} and the ${b} sleep here indeed`
      : `the ${a} sees the ${b} not far from home`;
  });
  return checkedDataset({
    size: count,
    features: textFeatures(all, segmenterTokenizer('en')),
    target: { kind: 'classes', classes: ['sleeps', 'sees'], labels: Int32Array.from(all, (_, i) => i % 2) },
    notes: [],
  });
}

const data = texts(40);
const architecture = { name: 'bagOfEmbeddings', size: 4 };
const made = (augmentations: RecipeInput['augmentations'], seed = 1, of = data) => {
  const form = recipe({ architecture, augmentations, seed });
  const { features } = fitPreparation(of, form);
  return { fresh: freshTexts(form, features as TextPreparation, of)!, features: features as TextPreparation };
};
const swaps = [{ name: 'randomSwap', alpha: 0.4, copies: 4 }];
const textAt = (fresh: ReturnType<typeof made>['fresh'], i: number, key: number) =>
  sentenceText(fresh.edited(i, key).sentence);

test('what is drawn follows from seed and place, and differs from epoch to epoch', () => {
  const [one, again, other] = [made(swaps).fresh, made(swaps).fresh, made(swaps, 2).fresh];
  const indices = Int32Array.from({ length: 40 }, (_, i) => i);
  expect(again.ids(indices, 0)).toEqual(one.ids(indices, 0));
  expect(other.ids(indices, 0)).not.toEqual(one.ids(indices, 0));
  expect(one.ids(indices, 40)).not.toEqual(one.ids(indices, 0));
  // However an epoch is cut into calls.
  const width = one.ids(indices.subarray(0, 1), 0).length;
  expect(one.ids(indices.subarray(25), 25)).toEqual(one.ids(indices, 0).subarray(25 * width));
});

test('n copies mean that n of n + 1 views are changed', () => {
  const { fresh } = made([{ name: 'randomSwap', alpha: 0.4, copies: 3 }]);
  const keys = Array.from({ length: 4000 }, (_, i) => randomKey('views', i));
  const changed = keys.filter((key, i) => fresh.edited(i % 40, key).changed.includes(true)).length;
  // Four standard errors about 3/4.
  expect(Math.abs(changed / keys.length - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / keys.length));
});

test('the usual strength is that of the table for so many training examples', () => {
  const { fresh } = made([{ name: 'randomSwap' }]);
  const keys = Array.from({ length: 3000 }, (_, i) => randomKey('usual', i));
  const changed = keys.filter((key, i) => fresh.edited(i % 40, key).changed.includes(true)).length;
  expect(changed / keys.length).toBeCloseTo(16 / 17, 1);
});

test('probability 0 leaves every text as it is', () => {
  const { fresh } = made([{ name: 'randomSwap', alpha: 0.9, copies: 9, probability: 0 }]);
  for (let i = 0; i < 40; i++)
    expect(textAt(fresh, i, randomKey(i))).toBe(
      data.features.kind === 'text' ? data.features.texts[i] : undefined,
    );
});

test('the words of its own class stay, and a negation does', () => {
  const { fresh } = made([{ name: 'randomDeletion', alpha: 0.9, copies: 99 }], 1, texts(400));
  for (let i = 0; i < 40; i++) {
    const words = textAt(fresh, i, randomKey('kept', i)).split(' ');
    expect(words).toContain(i % 2 === 0 ? 'indeed' : 'not');
  }
});

test('what is missing is said', () => {
  expect(() => made([{ name: 'synonymReplacement' }])).toThrow(OptionError);
  expect(() => made([{ name: 'synonymReplacement' }])).toThrow(/--thesaurus/);
  expect(() => made([{ name: 'backTranslation' }])).toThrow(/--translate/);
});

test('the vocabulary holds what synonyms can bring, and nothing of other parts', () => {
  const features = data.features.kind === 'text' ? data.features : undefined;
  const withThesaurus: Dataset = {
    ...data,
    features: {
      ...features!,
      thesaurus: { source: 'test', synonyms: { dog: ['hound'], unseen: ['nothing'] } },
    },
  };
  const { features: plain } = made(swaps, 1, withThesaurus);
  expect(plain.words).not.toContain('hound');
  const { features: known, fresh } = made(
    [{ name: 'synonymReplacement', alpha: 1, copies: 99, guard: false }],
    1,
    withThesaurus,
  );
  expect(known.words).toContain('hound');
  expect(known.words).not.toContain('nothing');
  const seen = Array.from({ length: 40 }, (_, i) => textAt(fresh, i, randomKey('synonyms', i))).join(' ');
  expect(seen).toContain('hound');
});

describe('training', () => {
  const form = recipe({
    architecture,
    augmentations: swaps,
    epochs: 6,
    batchSize: 8,
    seed: 5,
    optimizer: { name: 'adam', learningRate: 0.02 },
  });
  const train = (options: Partial<FitOptions> = {}) =>
    fit({ train: data }, form, { runtime: nodeRuntime(), ...options });

  test('sees changed texts, and goes on from any step to the same bits', async () => {
    const states: TrainingState[] = [];
    const whole = await train({ onState: (state) => void states.push(state) });
    const plain = await fit({ train: data }, recipe({ ...form, augmentations: [] }), {
      runtime: nodeRuntime(),
    });
    expect(whole.model.parameters).not.toEqual(plain.model.parameters);
    const resumed = await train({ resumeFrom: structuredClone(states[Math.floor(states.length / 2)]!) });
    expect(resumed.model.parameters).toEqual(whole.model.parameters);
  });

  test('frozen vectors stay as the file has them, and unseen words keep theirs', async () => {
    const features = data.features.kind === 'text' ? data.features : undefined;
    const description = { file: 'v.txt', sha256: 'ab', units: 3 };
    const words = ['dog', 'cat', 'zebra'];
    const vectors = { description, words, values: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]) };
    const given: Dataset = { ...data, features: { ...features!, vectors } };
    for (const trainable of [false, true]) {
      const { model } = await fit(
        { train: given },
        recipe({ ...form, wordVectors: { ...description, trainable } }),
        { runtime: nodeRuntime() },
      );
      const tables = ['table', 'rest'].flatMap((name) =>
        Object.entries(model.parameters).flatMap(([path, value]) => (path.endsWith(name) ? [...value] : [])),
      );
      const learned = model.preparation.features as TextPreparation;
      const vector = (word: string) => {
        const id = 2 + learned.words.indexOf(word);
        return tables.slice(3 * id, 3 * id + 3);
      };
      // All of them by one factor: 285 is the sum of the squares.
      const scaled = (values: number[]) => values.map((x) => Math.fround(Math.sqrt(3 / 285) * x));
      expect(vector('zebra')).toEqual(scaled([7, 8, 9]));
      if (trainable) expect(vector('dog')).not.toEqual(scaled([1, 2, 3]));
      else expect(vector('dog')).toEqual(scaled([1, 2, 3]));
    }
    await expect(
      fit({ train: data }, recipe({ ...form, wordVectors: { ...description, trainable: false } }), {
        runtime: nodeRuntime(),
      }),
    ).rejects.toThrow(/wordVectors: the recipe begins with the vectors of v\.txt\. Received none/);
  });
});

test('a model file holds no weights that no node reads', async () => {
  const { model } = await fit(
    { train: data },
    recipe({ architecture: { name: 'textCnn', size: 4 }, epochs: 1 }),
    {
      runtime: nodeRuntime(),
    },
  );
  const { graph } = readModel(modelToOnnx(model));
  const read = new Set(graph.nodes.flatMap(({ inputs }) => inputs));
  expect(graph.initializers.length).toBeGreaterThan(3);
  expect(graph.initializers.filter(({ name }) => !read.has(name))).toEqual([]);
});
