// The question of "EDA: easy data augmentation" (Wei and Zou 2019), asked again: what the four operations are worth to a
// textCnn, at the same number of steps and at the paper's, beside word vectors and other remedies.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openTextSet, type TextSet } from './textSets.ts';
import { usualStrength } from '../src/augmentations/text/augmentation.ts';
import { joinDatasets, subset, type Dataset, type TextFeatures } from '../src/data/dataset.ts';
import { repeatedFolds, stratifiedSample } from '../src/data/split.ts';
import { recipe, type RecipeInput } from '../src/recipe/schema.ts';
import { localExecutor } from '../src/study/executors/local.ts';
import type { Executor } from '../src/study/executors/executor.ts';
import { meanEffect } from '../src/study/statistics.ts';
import { intervalText, percent, pointsValue } from '../src/util/format.ts';

export const title =
  'what easy data augmentation is worth to a textCnn on SST-2, SUBJ and TREC, step-matched and not';

const four = { name: 'easyDataAugmentation' };

/** Epochs without augmentation: enough to learn the training part by heart, or nearly. */
const epochsFor = (size: number): number => (size <= 500 ? 12 : size <= 2000 ? 6 : 3);

/** What is compared with the plain network, each on the same samples with the same seeds. */
function recipesFor({ vectors }: TextSet, size: number): Record<string, RecipeInput> {
  const { copies } = usualStrength(size);
  const plain: RecipeInput = {
    architecture: { name: 'textCnn', size: 100 },
    optimizer: { name: 'adam', learningRate: 0.002 },
    batchSize: 50,
    epochs: epochsFor(size),
  };
  const wordVectors = vectors && { ...vectors.description, trainable: true };
  return {
    plain,
    'four operations, same steps': { ...plain, augmentations: [four] },
    [`four operations, n + 1 times the steps`]: {
      ...plain,
      augmentations: [four],
      epochs: epochsFor(size) * (copies + 1),
    },
    ...(wordVectors && {
      'full cocktail': {
        ...plain,
        wordVectors,
        dropout: 0.5,
        augmentations: [four, { name: 'tokenDropout', alpha: 0.1 }],
        epochs: 2 * epochsFor(size),
      },
    }),
  };
}

/** Of what the remedies for one sample are chosen, by cross-validation inside it. */
function candidatesFor({ vectors }: TextSet, size: number): Record<string, RecipeInput> {
  const base: RecipeInput = {
    architecture: { name: 'textCnn', size: 100 },
    optimizer: { name: 'adam', learningRate: 0.002 },
    batchSize: 50,
    epochs: 2 * epochsFor(size),
  };
  const tokens = { name: 'tokenDropout', alpha: 0.1 };
  const without = { 'dropout, four': { ...base, dropout: 0.5, augmentations: [four] } };
  if (!vectors) return without;
  const wordVectors = { ...vectors.description, trainable: true };
  return {
    ...without,
    vectors: { ...base, wordVectors },
    'vectors, token dropout': { ...base, wordVectors, augmentations: [tokens] },
    'vectors, dropout, four, token dropout': {
      ...base,
      wordVectors,
      dropout: 0.5,
      augmentations: [four, tokens],
    },
  };
}

const range = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to - from }, (_, i) => from + i);

/** The remedies with the best mean accuracy over the folds of the sample; the test part has no say. */
async function choose(
  executor: Executor,
  sample: Dataset,
  candidates: Record<string, RecipeInput>,
  seed: number,
): Promise<string> {
  const folds = repeatedFolds(sample, { folds: 3, repeats: 1, seed });
  const means = await Promise.all(
    Object.entries(candidates).map(async ([name, form]) => {
      const scores = await Promise.all(
        folds.map(({ train, held }) =>
          executor.run({
            recipe: recipe({ ...form, seed }),
            parts: { train, validation: held },
            scoresOnly: true,
          }),
        ),
      );
      return { name, loss: scores.reduce((sum, { validation }) => sum + validation!.accuracy!, 0) };
    }),
  );
  return means.reduce((a, b) => (b.loss > a.loss ? b : a)).name;
}

const peer = `
import json, sys
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
data = json.load(sys.stdin)
vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
x = vectorizer.fit_transform(data["train"])
model = LogisticRegression(C=10, max_iter=2000).fit(x, data["labels"])
print(model.score(vectorizer.transform(data["test"]), data["answers"]))
`;

/** Accuracy of TF-IDF of words and pairs of words with logistic regression on the same sample; undefined where Python or scikit-learn is not there. */
function tfidf(sample: Dataset, test: Dataset): number | undefined {
  const textsOf = ({ features }: Dataset) => (features as TextFeatures).texts;
  const labelsOf = ({ target }: Dataset) => (target.kind === 'classes' ? [...target.labels] : []);
  const run = spawnSync(process.env['HIBISCUS_PYTHON'] ?? 'python3', ['-c', peer], {
    encoding: 'utf8',
    input: JSON.stringify({
      train: textsOf(sample),
      labels: labelsOf(sample),
      test: textsOf(test),
      answers: labelsOf(test),
    }),
  });
  return run.status === 0 ? Number(run.stdout) : undefined;
}

/** One line of results: so that a run that is cut off goes on where it stopped (--log). */
interface Row {
  readonly set: string;
  readonly size: string;
  readonly seed: number;
  readonly name: string;
  readonly accuracy: number;
  readonly chosen?: string;
}

/**
 * `--sets sst2,subj,trec`, `--sizes 500,2000,all`, `--seeds 5`, `--workers 2`; `--choose 500`: sizes at which remedies
 * are also chosen by cross-validation; `--log <file>`: results line by line, which a later run goes on from;
 * `--out <file>`: the table as Markdown.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sets: { type: 'string', default: 'sst2,subj,trec' },
      sizes: { type: 'string', default: '500,2000,all' },
      seeds: { type: 'string', default: '5' },
      workers: { type: 'string', default: '2' },
      choose: { type: 'string', default: '500' },
      log: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const [seeds, workers] = [Number(values.seeds), Number(values.workers)];
  if (!(Number.isInteger(seeds) && seeds > 1))
    throw new RangeError(`--seeds: a whole number from 2. Received ${values.seeds}.`);
  const rows: Row[] =
    values.log !== undefined && existsSync(values.log)
      ? readFileSync(values.log, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Row)
      : [];
  const add = (row: Row) => {
    rows.push(row);
    if (values.log !== undefined) appendFileSync(values.log, `${JSON.stringify(row)}\n`);
    console.log(
      `${row.set} ${row.size} seed ${row.seed}: ${row.name} ${percent(row.accuracy)}${row.chosen ? ` (${row.chosen})` : ''}`,
    );
  };
  for (const size of values.sizes.split(','))
    for (let seed = 1; seed <= seeds; seed++)
      for (const set of values.sets.split(',')) {
        const isDone = (name: string) =>
          rows.some((row) => row.set === set && row.size === size && row.seed === seed && row.name === name);
        const opened = await openTextSet(set);
        if (!opened) continue;
        const wanted = size === 'all' ? opened.train.size : Number(size);
        const sample = subset(opened.train, stratifiedSample(opened.train, { size: wanted, seed }));
        if (!isDone('TF-IDF, logistic regression')) {
          const accuracy = tfidf(sample, opened.test);
          if (accuracy !== undefined) add({ set, size, seed, name: 'TF-IDF, logistic regression', accuracy });
        }
        const data = joinDatasets(sample, opened.test);
        const executor = localExecutor(data, { workers });
        const tested = (form: RecipeInput) =>
          executor
            .run({
              recipe: recipe({ ...form, seed }),
              parts: { train: range(0, sample.size), validation: range(sample.size, data.size) },
              scoresOnly: true,
            })
            .then(({ validation }) => validation!.accuracy!);
        try {
          await Promise.all(
            Object.entries(recipesFor(opened, sample.size)).map(async ([name, form]) => {
              if (!isDone(name)) add({ set, size, seed, name, accuracy: await tested(form) });
            }),
          );
          if (values.choose.split(',').includes(size) && !isDone('chosen remedies')) {
            const candidates = candidatesFor(opened, sample.size);
            const chosen = await choose(executor, sample, candidates, seed);
            add({
              set,
              size,
              seed,
              name: 'chosen remedies',
              chosen,
              accuracy: await tested(candidates[chosen]!),
            });
          }
        } finally {
          await executor.close();
        }
      }
  const text = tableOf(rows);
  console.log(`\n${text}`);
  if (values.out !== undefined) writeFileSync(values.out, `${preface(seeds)}\n${text}`);
}

const preface = (seeds: number): string =>
  `# What easy data augmentation is worth

Made by \`npm run bench -- easyData --out <file>\` (the question of Wei and Zou 2019, arXiv:1901.11196, on their own files of
SST-2, SUBJ and TREC). Seeded stratified samples of the training part; accuracy on the whole test part, which chose nothing;
means over up to ${seeds} seeds (of the sample, the first weights and all draws), and differences from the plain network in
pairs with 95% Student intervals over seeds. An interval that contains 0 shows no effect.

- **plain**: textCnn with 100 filters each of 3, 4 and 5 words, vectors learned from random ones, Adam at 0.002, batches of 50,
  12, 6 and 3 epochs at 500, 2,000 and all examples; no remedy.
- **four operations**: synonym replacement, insertion, swap and deletion, one of them for each changed copy, drawn anew
  each time a text is seen, at the strength of the paper's table for so many examples, guards on. At the same number of
  steps, and at the paper's: n + 1 times as many, as n copies beside each original make.
- **full cocktail**: pretrained vectors (GloVe, 100 numbers) trained on, dropout 0.5, the four operations, token dropout 0.1,
  twice the epochs.
- **chosen remedies**: the best of four cocktails by three-fold cross-validation inside the sample.
- **TF-IDF, logistic regression**: scikit-learn on words and pairs of words, C = 10.
`;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Means over seeds, and paired differences from the plain network with 95% intervals over seeds. */
function tableOf(rows: readonly Row[]): string {
  const of = (set: string, size: string, name: string) =>
    rows
      .filter((row) => row.set === set && row.size === size && row.name === name)
      .sort((a, b) => a.seed - b.seed);
  const distinct = <T>(values: readonly T[]) => [...new Set(values)];
  const lines = [
    '| set | examples | network | accuracy | against the plain one, points (95%) | seeds |',
    '|---|---|---|---|---|---|',
  ];
  for (const set of distinct(rows.map((row) => row.set)))
    for (const size of distinct(rows.map((row) => row.size)))
      for (const name of distinct(rows.map((row) => row.name))) {
        const [own, plain] = [of(set, size, name), of(set, size, 'plain')];
        if (own.length === 0) continue;
        const pairs = own.flatMap((row) => {
          const other = plain.find(({ seed }) => seed === row.seed);
          return other ? [row.accuracy - other.accuracy] : [];
        });
        const effect = name === 'plain' || pairs.length < 2 ? undefined : meanEffect(pairs);
        lines.push(
          `| ${set} | ${size} | ${name} | ${percent(mean(own.map(({ accuracy }) => accuracy)))} | ` +
            `${effect ? `${pointsValue(effect.mean)} (${intervalText(effect.interval, pointsValue)})` : ''} | ${own.length} |`,
        );
      }
  const cocktails = rows.filter(({ name }) => name === 'full cocktail');
  if (cocktails.length > 0) {
    for (const size of distinct(cocktails.map((row) => row.size))) {
      const gains = cocktails
        .filter((row) => row.size === size)
        .flatMap((row) => {
          const other = of(row.set, size, 'plain').find(({ seed }) => seed === row.seed);
          return other ? [row.accuracy - other.accuracy] : [];
        });
      if (gains.length > 1) {
        const { mean: gain, interval } = meanEffect(gains);
        lines.push(
          '',
          `Full cocktail against the plain network with ${size} examples, over all sets and seeds: ` +
            `${pointsValue(gain)} points (95% ${intervalText(interval, pointsValue)}).`,
        );
      }
    }
  }
  return `${lines.join('\n')}\n`;
}
