/** What real studies of each kind of data leave to look at. */
import { beforeAll, describe, expect, test } from 'vitest';
import { mostCharacters } from './collect.ts';
import { memoryJournal } from '../journal.ts';
import { studyRecord, type StudyRecord } from '../record.ts';
import { study, type StudyResult } from '../study.ts';
import { inlineExecutor } from '../executors/inline.ts';
import { bars, people, prices } from '../../../test/helpers/examples.ts';
import { fromArrays } from '../../data/arrays.ts';
import { joinDatasets, subset, type Dataset, type TableFeatures } from '../../data/dataset.ts';
import { recipe, type RecipeInput } from '../../recipe/schema.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { predict, type Model } from '../../train/model.ts';

const runtime = nodeRuntime();
const indices = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

async function studied(
  all: Dataset,
  baseline: RecipeInput,
  remedies: readonly string[],
): Promise<StudyResult & { readonly data: Dataset; readonly test: Dataset }> {
  const named = { ...all, origins: indices(0, all.size).map((i) => `made up:${i}`) };
  const [data, part] = [subset(named, indices(0, 60)), subset(named, indices(60, all.size))];
  const result = await study(data, part, {
    executor: inlineExecutor(data, runtime),
    runtime,
    journal: memoryJournal(),
    seed: 3,
    pairs: 2,
    search: 0,
    learningCurve: false,
    description: 'made up',
    baseline: recipe({ epochs: 3, batchSize: 16, ...baseline }),
    remedies,
  });
  return { ...result, data, test: part };
}

const bytes = (record: StudyRecord) => JSON.stringify(record.exhibits).length;

describe('of pictures', () => {
  let done: Awaited<ReturnType<typeof studied>>;
  beforeAll(async () => {
    const data = bars(90);
    // The first again, in both parts.
    const twice = joinDatasets(data, subset(data, [0]));
    done = await studied(
      subset(twice, [...indices(0, 59), 90, ...indices(59, 90)]),
      { architecture: { name: 'convnet', size: 2 } },
      ['dropout', 'shift'],
    );
  });

  test('all of it, small', () => {
    const { exhibits } = done.record;
    expect(Object.keys(exhibits!).sort()).toEqual(
      ['augmented', 'confusion', 'dropout', 'duplicates', 'mistakes', 'reliability', 'weights'].filter(
        (name) => name !== 'mistakes' || exhibits!.mistakes,
      ),
    );
    expect(done.record.notes.filter((note) => note.startsWith('The report shows no'))).toEqual([]);
    expect(bytes(done.record)).toBeLessThan(mostCharacters);
  });

  test('what is said of the test part is what the network that is handed over says', async () => {
    const { confusion, mistakes = [] } = done.record.exhibits!;
    const { predictions } = await predict(done.model as Model, done.test.features, done.test.size, runtime);
    const { labels } = done.test.target as { labels: Int32Array };
    const right = Array.from(labels).filter((label, n) => predictions[2 * n + label]! > 0.5).length;
    expect(confusion!.matrix[0]![0]! + confusion!.matrix[1]![1]!).toBe(right);
    expect(done.record.chosen.test.accuracy).toBeCloseTo(right / labels.length, 12);
    for (const { origin, truth, predicted, probability } of mistakes) {
      const n = done.test.origins!.indexOf(origin);
      expect(labels[n]).toBe(truth);
      expect(predictions[2 * n + predicted]!).toBeCloseTo(probability!, 5);
    }
  });

  test('histograms count every weight of the network', () => {
    const { weights } = done.record.exhibits!;
    const { parameters } = done.model as Model;
    expect(weights!.chosen.map(({ path }) => path)).toEqual(
      Object.keys(parameters).filter((path) => path.endsWith('kernel')),
    );
    for (const { path, bins, count, norm, limit, zeroShare } of weights!.chosen) {
      const values = Array.from(parameters[path]!);
      expect(bins.reduce((sum, n) => sum + n, 0)).toBe(values.length);
      expect(count).toBe(values.length);
      expect(norm).toBeCloseTo(Math.hypot(...values), 4);
      expect(zeroShare).toBeCloseTo(values.filter((w) => Math.abs(w) < 0.001).length / count, 5);
      const middle = values.filter((w) => Math.abs(w) < limit / bins.length).length;
      expect(bins[15]).toBe(middle);
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit * (1 + 1e-5)); // written with six digits
    }
  });

  test('augmented examples are of the training part, of different classes, and differ from it', () => {
    const { augmented } = done.record.exhibits!;
    const [shift] = augmented!.operations;
    expect(shift!.name).toBe('shift');
    expect(new Set(augmented!.originals.map(({ truth }) => truth)).size).toBe(2);
    augmented!.originals.forEach(({ origin, truth, example }, n) => {
      const i = done.data.origins!.indexOf(origin);
      expect((done.data.target as { labels: Int32Array }).labels[i]).toBe(truth);
      const draws = shift!.draws[n]!;
      expect(draws).toHaveLength(4);
      expect(
        new Set([example, ...draws.map((draw) => draw.example)].map((it) => JSON.stringify(it))).size,
      ).toBe(5);
      for (const { drawn } of draws) expect(Object.keys(drawn).length).toBeGreaterThan(0);
    });
  });

  test('a record without them is a record too', () => {
    const { exhibits: _, ...rest } = done.record;
    expect(studyRecord.parse(rest)).toEqual(rest);
  });

  test('the pair that is there twice', () => {
    expect(done.record.exhibits!.duplicates).toEqual([
      {
        relation: 'equal',
        examples: ['made up:0', 'made up:59'].map((origin) =>
          expect.objectContaining({ origin, part: 'training', truth: 0 }),
        ),
      },
    ]);
  });
});

const texts = indices(0, 90).map(
  (i) =>
    `the ${['food', 'room', 'view'][i % 3]} was ${['good', 'bad'][i % 2]} on day ${i} of our long stay there`,
);
const groups = indices(0, 90).map((i) => `g${i % 30}`);
const rare = (data: Dataset): Dataset => ({
  ...data,
  target: {
    kind: 'classes',
    classes: ['rare', 'usual'],
    labels: Int32Array.from({ length: data.size }, (_, i) => Number(i % 9 > 0)),
  },
});

test.each<readonly [string, Dataset, RecipeInput, readonly string[], readonly string[]]>([
  [
    'texts',
    fromArrays({ texts, labels: indices(0, 90).map((i) => ['good', 'bad'][i % 2]!) }),
    { architecture: { name: 'textCnn', size: 4 } },
    ['dropout', 'randomSwap'],
    ['augmented', 'confusion', 'dropout', 'reliability', 'weights'],
  ],
  [
    'rows with groups, imbalanced',
    { ...rare(people(90)), groups },
    { architecture: { name: 'mlp', size: 8 } },
    ['dropout', 'gaussianNoise'],
    ['augmented', 'confusion', 'dropout', 'reliability', 'weights'],
  ],
  [
    'a number to predict',
    prices(90),
    { architecture: { name: 'mlp', size: 8 } },
    ['l2'],
    ['mistakes', 'weights'],
  ],
  [
    'features of pictures, which are not at hand',
    { ...people(90), features: { ...(people(90).features as TableFeatures), backbone: backbone() } },
    { architecture: { name: 'mlp', size: 8 }, backbone: backbone() },
    ['dropout'],
    ['confusion', 'dropout', 'reliability', 'weights'],
  ],
])('of %s', async (_, all, baseline, remedies, expected) => {
  const { record, data } = await studied(all, baseline, remedies);
  const exhibits = record.exhibits!;
  expect(Object.keys(exhibits)).toEqual(expect.arrayContaining([...expected]));
  if (!expected.includes('augmented')) expect(exhibits.augmented).toBeUndefined();
  expect(record.notes.filter((note) => note.startsWith('The report shows no'))).toEqual([]);
  expect(bytes(record)).toBeLessThan(mostCharacters);
  for (const { operations, originals } of exhibits.augmented ? [exhibits.augmented] : [])
    for (const { draws } of operations)
      draws.forEach((own, n) =>
        own.forEach(({ example }) => {
          expect(example.kind).toBe(originals[n]!.example.kind);
          const marks = example.kind === 'row' ? example.cells : example.kind === 'text' ? example.runs : [];
          expect(marks.some(({ changed }) => changed)).toBe(true);
        }),
      );
  for (const { example } of exhibits.mistakes ?? [])
    expect(example === undefined).toBe(
      data.features.kind === 'table' && data.features.backbone !== undefined,
    );
});

function backbone() {
  return {
    file: 'a.onnx',
    sha256: '0'.repeat(64),
    input: { height: 8, width: 8 },
    mean: [0],
    deviation: [1],
    cut: null,
    trainable: false,
  };
}
