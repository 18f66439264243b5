// One network and several ways of having many, at the same number of optimizer steps, side by side on a small sample of
// MNIST; what a temperature is worth on top; and what predictions of one file cost.
import { parseArgs } from 'node:util';
import { counts, openSet } from './probeSets.ts';
import { recipe } from '../src/recipe/schema.ts';
import { nodeRuntime, openDeployed } from '../src/runtime/node.ts';
import { calibrate } from '../src/study/ensemble/calibrate.ts';
import { compareEnsembles } from '../src/study/ensemble/compareEnsembles.ts';
import { heldOutParts } from '../src/study/ensemble/heldOutParts.ts';
import type { EnsembleRow, EnsemblesRecord } from '../src/study/ensemble/record.ts';
import { localExecutor } from '../src/study/executors/local.ts';
import { memoryJournal } from '../src/study/journal.ts';
import { makePairs } from '../src/study/pairs.ts';
import { mean } from '../src/study/statistics.ts';
import { TestBench } from '../src/study/testBench.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { ensembleToOnnx } from '../src/train/ensembleToOnnx.ts';
import { intervalText } from '../src/util/format.ts';

export const title = 'ensembles against one network at equal training cost: scores, calibration, costs';

/**
 * `--size 200`: examples. `--seeds 3`: samples and splits. `--pairs 5`: splits a seed. `--epochs 40`, `--units 64`,
 * `--members 4`. `--workers`: trainings side by side. `--json`: the records.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string', default: '200' },
      seeds: { type: 'string', default: '3' },
      pairs: { type: 'string', default: '5' },
      epochs: { type: 'string', default: '40' },
      units: { type: 'string', default: '64' },
      members: { type: 'string', default: '4' },
      workers: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
    },
  });
  const { json, ...texts } = values;
  const { size, seeds, pairs, epochs, units, members, workers } = counts(texts);
  const records: EnsemblesRecord[] = [];
  let last: Dataset | undefined;
  for (let seed = 1; seed <= seeds; seed++) {
    const opened = await openSet('mnist', size, seed);
    if (!opened) return;
    const data = (last = opened.train);
    const plan = recipe({
      architecture: { name: 'mlp', size: units },
      schedule: { name: 'cosine', warmup: 0.05 },
      epochs,
    });
    const executor = localExecutor(data, { workers });
    try {
      const bench = new TestBench({ executor, journal: memoryJournal() });
      const splits = makePairs(data, pairs, seed);
      const { record, results } = await compareEnsembles(bench, { recipe: plan, pairs: splits, members });
      records.push(record);
      if (json) continue;
      const { temperature, lossBefore, lossAfter, kept } = calibrate(heldOutParts(data, splits, results));
      console.log(
        `seed ${seed}: goes on with ${record.chosen ?? 'one network'}; a temperature of ${temperature.toFixed(2)} takes its ` +
          `log loss from ${lossBefore.toFixed(3)} to ${lossAfter.toFixed(3)} and is ${kept ? 'kept' : 'left away'}`,
      );
    } finally {
      await executor.close();
    }
  }
  if (json) return console.log(JSON.stringify(records));
  printTable(
    records,
    `mnist, ${last!.size} examples, mlp ${units}, ${epochs} epochs, ${pairs} splits, ${seeds} seeds`,
  );
  await printTimes(last!, units, members);
}

function printTable(records: readonly EnsemblesRecord[], heading: string): void {
  console.log(`\n${heading}\n`);
  const head = ['', 'members', 'steps', 'predict', 'accuracy', 'log loss', 'calibrated', 'ECE', 'Brier'];
  console.log(
    `${head[0]!.padEnd(16)}${head
      .slice(1)
      .map((word) => word.padStart(11))
      .join('')}   decisions`,
  );
  for (const name of [records[0]!.single, ...records[0]!.rows].map((row) => row.name)) {
    const rows = records.map(({ single, rows: all }) => [single, ...all].find((row) => row.name === name)!);
    const cell = (of: (row: EnsembleRow) => number, digits: number) =>
      mean(rows.map(of)).toFixed(digits).padStart(11);
    console.log(
      name.padEnd(16) +
        cell((row) => row.members, 1) +
        cell((row) => row.trainingSteps, 0) +
        cell((row) => row.predictionCost, 1) +
        cell((row) => row.scores.accuracy!, 3) +
        cell((row) => row.scores.loss, 3) +
        cell((row) => row.scores.calibratedLoss!, 3) +
        cell((row) => row.scores.calibrationError!, 3) +
        cell((row) => row.scores.brierScore!, 3) +
        `   ${name === 'single' ? '' : rows.map(({ decision }) => decision).join(', ')}`,
    );
  }
  console.log('\ncalibrated loss taken away from that of one network, with the interval, seed by seed');
  for (const [i, { name }] of records[0]!.rows.entries())
    console.log(
      `  ${name.padEnd(16)}${records.map(({ rows }) => effectText(rows[i]!.calibratedEffect)).join('   ')}`,
    );
}

const effectText = ({ mean: centre, interval }: EnsembleRow['effect']): string =>
  `${centre.toFixed(3)} ${intervalText(interval, (x) => x.toFixed(3))}`;

/** Milliseconds for 100 examples by the file of 1 network and of several. */
async function printTimes(data: Dataset, units: number, members: number): Promise<void> {
  const executor = localExecutor(data, { workers: 1 });
  try {
    const bench = new TestBench({ executor, journal: memoryJournal() });
    const { members: models } = await bench.trial('', '', {
      recipe: recipe({ architecture: { name: 'mlp', size: units }, epochs: 1 }),
      parts: { train: Int32Array.from({ length: data.size }, (_, i) => i) },
      ensemble: { kind: 'independent', members, cost: 'full' },
      wantsModel: true,
    });
    if (data.features.kind !== 'image') return;
    const { pixels, channels, height, width } = data.features;
    const image = {
      dtype: 'float32' as const,
      shape: [100, channels, height, width],
      data: Float32Array.from(pixels.subarray(0, 100 * channels * height * width)),
    };
    console.log(`\nmilliseconds for 100 examples, the median of 50 (${nodeRuntime().name})`);
    for (const count of [1, members]) {
      const bytes = ensembleToOnnx({ members: models!.slice(0, count) });
      const session = await openDeployed(bytes);
      const times: number[] = [];
      for (let i = 0; i < 50; i++) {
        const began = performance.now();
        await session.run({ image });
        times.push(performance.now() - began);
      }
      await session.close();
      const median = times.sort((a, b) => a - b)[25]!;
      console.log(`  ${String(count).padStart(2)} networks: ${median.toFixed(2)} ms, ${bytes.length} bytes`);
    }
  } finally {
    await executor.close();
  }
}
