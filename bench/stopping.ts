// What early stopping is worth by what it watches, and when the length that it finds is planned from the start.
import { parseArgs } from 'node:util';
import { counts } from './probeSets.ts';
import { splitTable, tablePath } from './tableSets.ts';
import { subset, type Dataset } from '../src/data/dataset.ts';
import { recipe, type Recipe } from '../src/recipe/schema.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { makePairs, stopSplit } from '../src/study/pairs.ts';
import { mean, meanEffect, median } from '../src/study/statistics.ts';
import { fit, type FitResult } from '../src/train/fit.ts';
import { intervalText, percent, pointsValue } from '../src/util/format.ts';
import { randomKey } from '../src/util/random.ts';

export const title =
  'early stopping: by the loss, by the loss at the best confidence, and planned from the start';

/** The first is what the others are compared with. */
const ways = {
  loss: 'stopped by the loss',
  calibrated: 'by the loss at the best confidence',
  planned: 'that length planned, on all examples',
  none: 'never stopped, on all examples',
} as const;
type Way = keyof typeof ways;

/** Test scores of each way, one for each split. */
type Scores = Record<Way, { accuracy: number; loss: number }[]>;

/**
 * `--sets ionosphere,…`; `--splits 6`; `--dropout 0,0.5`: rates, each a row of its own; `--epochs 80`: the longest; `--first 1`:
 * the number of the first split, so that other splits can be asked.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sets: { type: 'string', default: 'ionosphere,cmc,credit_g,sonar,vehicle,wdbc' },
      splits: { type: 'string', default: '6' },
      dropout: { type: 'string', default: '0,0.5' },
      epochs: { type: 'string', default: '80' },
      first: { type: 'string', default: '1' },
    },
  });
  const { splits, epochs, first } = counts({
    splits: values.splits,
    epochs: values.epochs,
    first: values.first,
  });
  const others = (Object.keys(ways) as Way[]).slice(1);
  console.log(
    `| set | dropout | ${ways.loss} | ${others.map((way) => `${ways[way]}, points | loss taken away`).join(' | ')} |`,
  );
  console.log(`|${'---|'.repeat(3 + 2 * others.length)}`);
  const gains = Object.fromEntries(
    others.map((way) => [way, { accuracy: [] as number[], loss: [] as number[] }]),
  );
  for (const set of values.sets.split(',')) {
    const path = tablePath(set);
    if (!path) continue;
    for (const dropout of values.dropout.split(',').map(Number)) {
      const scores: Scores = { loss: [], calibrated: [], planned: [], none: [] };
      for (let split = first; split < first + splits; split++) {
        const { data, test } = await splitTable(set, path, split);
        await scoresOn(data, test, longest({ dropout, epochs }), split, scores);
      }
      const cells = others.flatMap((way) =>
        (['accuracy', 'loss'] as const).map((measure) => {
          const side = measure === 'loss' ? -1 : 1;
          const differences = scores[way].map((own, i) => side * (own[measure] - scores.loss[i]![measure]));
          const { mean: centre, interval } = meanEffect(differences);
          gains[way]![measure].push(centre);
          const written = measure === 'loss' ? (value: number) => value.toFixed(3) : pointsValue;
          return `${written(centre)} (${intervalText(interval, written)})`;
        }),
      );
      const before = percent(mean(scores.loss.map(({ accuracy }) => accuracy)));
      console.log(`| ${set} | ${dropout} | ${before} | ${cells.join(' | ')} |`);
    }
  }
  for (const way of others) {
    const { accuracy, loss } = gains[way]!;
    if (accuracy.length === 0) return;
    const [points, taken] = [meanEffect(accuracy), meanEffect(loss)];
    console.log(
      `\n${ways[way]}: ${pointsValue(points.mean)} points (${intervalText(points.interval, pointsValue)}) in the mean of the rows, ` +
        `${taken.mean.toFixed(3)} of loss taken away (${intervalText(taken.interval, (value) => value.toFixed(3))})`,
    );
  }
}

const longest = ({ dropout, epochs }: { readonly dropout: number; readonly epochs: number }): Recipe =>
  recipe({
    architecture: { name: 'mlp', size: 128 },
    optimizer: { name: 'adam', learningRate: 0.003 },
    schedule: { name: 'cosine', warmup: 0.05 },
    ...{ dropout, epochs },
  });

/** Trains each way once on a split, and adds what the test part says. */
async function scoresOn(
  data: Dataset,
  test: Dataset,
  base: Recipe,
  split: number,
  scores: Scores,
): Promise<void> {
  const runtime = nodeRuntime({ threads: 1, flushSubnormals: true });
  const seed = randomKey('stopping', split);
  const stopping = (monitor: 'loss' | 'calibratedLoss') => ({
    monitor,
    patience: Math.max(1, Math.round(base.epochs / 4)),
  });
  const trained = (train: Dataset, changes: Partial<Recipe> | object, stop?: Dataset) => {
    const own = recipe({ ...base, seed, ...changes });
    return fit({ train, ...(stop && { stop }), validation: test }, own, {
      ...{ runtime, calibrated: true, evaluateEvery: own.stopping ? 1 : own.epochs },
    });
  };
  const add = (way: Way, { validation }: FitResult) => {
    const { accuracy, calibratedLoss } = validation as { accuracy?: number; calibratedLoss?: number };
    scores[way].push({ accuracy: accuracy!, loss: calibratedLoss! });
  };
  const all = Int32Array.from({ length: data.size }, (_, i) => i);
  const inner = stopSplit(data, all, randomKey(seed, 'stop'));
  const [train, stop] = [subset(data, inner.train), subset(data, inner.stop)];
  add('loss', await trained(train, { stopping: stopping('loss') }, stop));
  add('calibrated', await trained(train, { stopping: stopping('calibratedLoss') }, stop));
  add('none', await trained(data, {}));
  // As a study finds it: the median over the splits on which it compares.
  const bestEpochs: number[] = [];
  for (const { parts, seed: own } of makePairs(data, 5, split)) {
    const changes = { stopping: stopping('calibratedLoss'), seed: own };
    const { stopped } = await trained(subset(data, parts.train), changes, subset(data, parts.stop));
    bestEpochs.push(stopped.bestEpoch);
  }
  add('planned', await trained(data, { epochs: Math.max(1, Math.round(median(bestEpochs))) }));
}
