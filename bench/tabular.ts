// The whole study on ten tables: the chosen network beside a plain one, dropout alone and a random forest, on the same
// splits; and how much smaller it is than the baseline.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { appendJsonLine, readJsonLines } from './jsonLines.ts';
import { counts } from './probeSets.ts';
import { splitTable, tablePath, tenTables } from './tableSets.ts';
import type { Dataset, TableFeatures } from '../src/data/dataset.ts';
import { recipe } from '../src/recipe/schema.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { localExecutor } from '../src/study/executors/local.ts';
import { memoryJournal } from '../src/study/journal.ts';
import { mean, meanEffect } from '../src/study/statistics.ts';
import { study } from '../src/study/study.ts';
import { fit } from '../src/train/fit.ts';
import { predictEnsemble, type Ensemble } from '../src/train/ensemble.ts';
import { predict, type Model } from '../src/train/model.ts';
import { argmax } from '../src/metrics/argmax.ts';
import { intervalText, percent, pointsValue } from '../src/util/format.ts';

export const title = 'ten tables: the chosen network against a plain one, dropout alone and a random forest';

const { HIBISCUS_PYTHON = 'python3' } = process.env;
const ways = ['chosen', 'plain', 'dropout', 'forest'] as const;

/** Accuracies that the README of the data reports of scikit-learn's plain network and random forest, on other splits. */
const reported: Readonly<Record<string, { readonly plain: number; readonly forest: number }>> = {
  vehicle: { plain: 0.847, forest: 0.737 },
  credit_g: { plain: 0.712, forest: 0.777 },
  phoneme: { plain: 0.87, forest: 0.912 },
  car: { plain: 0.992, forest: 0.981 },
  churn: { plain: 0.934, forest: 0.955 },
  wdbc: { plain: 0.965, forest: 0.95 },
  sonar: { plain: 0.849, forest: 0.817 },
  cmc: { plain: 0.52, forest: 0.504 },
  ionosphere: { plain: 0.934, forest: 0.953 },
  spambase: { plain: 0.938, forest: 0.955 },
};

/** What was seen on one split. */
const outcome = z.object({
  set: z.string(),
  split: z.number(),
  budget: z.number(),
  /** For each way and test example whether it was right: "1" or "0". */
  right: z.object({
    chosen: z.string(),
    plain: z.string(),
    dropout: z.string(),
    forest: z.string().optional(),
  }),
  parameters: z.object({ baseline: z.number(), chosen: z.number() }),
  /** Chosen against baseline on the test part. */
  improvement: z.object({ mean: z.number(), interval: z.tuple([z.number(), z.number()]) }),
  notes: z.array(z.string()),
  recipe: z.record(z.string(), z.unknown()),
  trials: z.number(),
  seconds: z.number(),
});
type Outcome = z.infer<typeof outcome>;

/**
 * `--sets vehicle,…`; `--splits 3`; `--budget 60` seconds a study; `--state file`: outcomes as JSON lines, those in it are
 * not run again. The forest needs Python with scikit-learn (HIBISCUS_PYTHON).
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sets: { type: 'string', default: tenTables.join() },
      splits: { type: 'string', default: '3' },
      budget: { type: 'string', default: '60' },
      state: { type: 'string' },
    },
  });
  const { splits, budget } = counts({ splits: values.splits, budget: values.budget });
  const { state } = values;
  const known = readJsonLines(state, outcome);
  const outcomes: Outcome[] = [];
  for (const set of values.sets.split(',')) {
    const path = tablePath(set);
    if (!path) continue;
    for (let split = 1; split <= splits; split++) {
      const before = known.find((one) => one.set === set && one.split === split && one.budget === budget);
      const now = before ?? (await outcomeOf(set, path, split, budget));
      if (!before) appendJsonLine(state, now);
      outcomes.push(now);
      console.log(lineOf(now));
    }
  }
  summarise(outcomes);
}

async function outcomeOf(set: string, path: string, split: number, budget: number): Promise<Outcome> {
  const { data, test, findings } = await splitTable(set, path, split);
  const executor = localExecutor(data);
  const runtime = nodeRuntime();
  try {
    const began = performance.now();
    const { record, model } = await study(data, test, {
      ...{ executor, runtime, journal: memoryJournal(), seed: split, description: set },
      audit: findings.filter(({ severity }) => severity !== 'leak'),
      budgetSeconds: budget,
    });
    const seconds = (performance.now() - began) / 1000;
    const trained = async (dropout: number) =>
      rightOf(
        (
          await fit(
            { train: data },
            recipe({
              architecture: { name: 'mlp', size: 128 },
              optimizer: { name: 'adam', learningRate: 0.001 },
              batchSize: Math.min(200, data.size),
              ...{ dropout, epochs: 200, seed: split },
            }),
            { runtime, evaluateEvery: 200 },
          )
        ).model,
        test,
      );
    const forest = forestOn(data, test, split);
    return {
      ...{ set, split, budget, seconds, trials: record.trials, notes: record.notes },
      right: {
        chosen: await rightOf(model, test),
        plain: await trained(0),
        dropout: await trained(0.5),
        ...(forest !== undefined && { forest }),
      },
      parameters: { baseline: record.baseline.parameters, chosen: record.chosen.parameters },
      improvement: record.improvement,
      recipe: record.chosen.recipe,
    };
  } finally {
    await executor.close();
  }
}

const labelsOf = ({ target }: Dataset): readonly number[] =>
  target.kind === 'classes' ? [...target.labels] : [];

const written = (predicted: readonly number[], test: Dataset): string =>
  labelsOf(test)
    .map((label, n) => Number(predicted[n] === label))
    .join('');

async function rightOf(model: Model | Ensemble, test: Dataset): Promise<string> {
  const { predictions, width } = await ('members' in model
    ? predictEnsemble(model, test.features, test.size, nodeRuntime())
    : predict(model, test.features, test.size, nodeRuntime()));
  return written(
    Array.from({ length: test.size }, (_, n) => argmax(predictions, n * width, width)),
    test,
  );
}

/** Categories as one column each, as is usual for forests. Undefined without Python and scikit-learn. */
function forestOn(data: Dataset, test: Dataset, seed: number): string | undefined {
  const features = data.features as TableFeatures;
  const width = features.categoricalColumns.length;
  const values = features.categoricalColumns.map((_, k) => [
    ...new Set(Array.from({ length: data.size }, (__, n) => features.categories[n * width + k]!)),
  ]);
  const rows = ({ features: some, size }: Dataset) => {
    const { numbers, numericColumns, categories } = some as TableFeatures;
    return Array.from({ length: size }, (_, n) => [
      ...Array.from(numbers.subarray(n * numericColumns.length, (n + 1) * numericColumns.length), (x) =>
        Number.isNaN(x) ? null : x,
      ),
      ...values.flatMap((all, k) => all.map((value) => Number(categories[n * width + k] === value))),
    ]);
  };
  const { stdout, status } = spawnSync(
    HIBISCUS_PYTHON,
    [fileURLToPath(new URL('./peers/random_forest.py', import.meta.url))],
    {
      input: JSON.stringify({ train: rows(data), labels: labelsOf(data), test: rows(test), seed }),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (status !== 0) return undefined;
  const { predicted } = z.object({ predicted: z.array(z.number()) }).parse(JSON.parse(stdout));
  return written(predicted, test);
}

const share = (right: string): number => mean([...right].map(Number));

function lineOf({ set, split, right, parameters, trials, seconds, notes }: Outcome): string {
  const scores = ways.map((way) => `${way} ${right[way] === undefined ? '-' : percent(share(right[way]))}`);
  return (
    `${set} split ${split}: ${scores.join(', ')}; ${parameters.baseline} to ${parameters.chosen} parameters, ` +
    `${trials} trials in ${seconds.toFixed(0)} s${notes.length > 0 ? ` (${notes.join(' ')})` : ''}`
  );
}

/** Chosen minus other over all test examples of the splits, in accuracy. */
function against(some: readonly Outcome[], way: (typeof ways)[number]) {
  const differences = some.flatMap(({ right }) => {
    const other = right[way];
    return other === undefined ? [] : [...right.chosen].map((bit, n) => Number(bit) - Number(other[n]));
  });
  return differences.length > 0 ? meanEffect(differences) : undefined;
}

/** Chosen minus baseline: the mean over the splits, with the interval that theirs make together. */
function overSplits(some: readonly Outcome[]): {
  readonly mean: number;
  readonly interval: readonly [number, number];
} {
  const centre = mean(some.map(({ improvement }) => improvement.mean));
  const margin =
    Math.hypot(...some.map(({ improvement: { interval } }) => (interval[1] - interval[0]) / 2)) / some.length;
  return { mean: centre, interval: [centre - margin, centre + margin] };
}

function summarise(outcomes: readonly Outcome[]): void {
  const sets = [...new Set(outcomes.map(({ set }) => set))];
  if (sets.length === 0) return;
  console.log(
    `\n| set | ${ways.join(' | ')} | rank | chosen against plain | against dropout | against forest | times fewer parameters | against baseline |`,
  );
  console.log(`|---|${'---|'.repeat(ways.length + 6)}`);
  const won = { plain: 0, dropout: 0, forest: 0, worse: 0, shrunk: 0, reportedPlain: 0, reportedForest: 0 };
  for (const set of sets) {
    const some = outcomes.filter((one) => one.set === set);
    const means = ways.map((way) => {
      const all = some.flatMap(({ right }) => (right[way] === undefined ? [] : [share(right[way])]));
      return all.length > 0 ? mean(all) : undefined;
    });
    const effects = (['plain', 'dropout', 'forest'] as const).map((way) => against(some, way));
    const [plain, dropout, forest] = effects;
    const times = Math.exp(
      mean(some.map(({ parameters }) => Math.log(parameters.baseline / parameters.chosen))),
    );
    const kept = overSplits(some);
    if (plain && plain.mean > 0) won.plain++;
    if (plain && plain.interval[1] < 0) won.worse++;
    if (dropout && dropout.mean > 0) won.dropout++;
    if (forest && forest.mean >= 0) won.forest++;
    const other = reported[set];
    if (other && means[0]! > other.plain) won.reportedPlain++;
    if (other && means[0]! >= other.forest) won.reportedForest++;
    if (times >= 5 && kept.interval[1] >= 0) won.shrunk++;
    const rank = 1 + means.slice(1).filter((other) => other !== undefined && other > means[0]!).length;
    const cells = effects.map((effect) =>
      effect ? `${pointsValue(effect.mean)} (${intervalText(effect.interval, pointsValue)})` : '-',
    );
    console.log(
      `| ${set} | ${means.map((value) => (value === undefined ? '-' : percent(value))).join(' | ')} | ${rank} | ${cells.join(' | ')} | ${times.toFixed(1)} | ${pointsValue(kept.mean)} (${intervalText(kept.interval, pointsValue)}) |`,
    );
  }
  console.log(
    `\nOf ${sets.length} sets: better than the plain network on ${won.plain}, worse beyond the interval on ${won.worse}; ` +
      `better than dropout alone on ${won.dropout}; as good as the forest or better on ${won.forest}; ` +
      `5 times fewer parameters than the baseline without a loss beyond the interval on ${won.shrunk}. ` +
      `Beside what the README of the data reports, on other splits: above its plain network on ${won.reportedPlain}, ` +
      `at its forest or above on ${won.reportedForest}.`,
  );
}
