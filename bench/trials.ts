// The same trials of sampled regularisation, by the study's own workers and by Optuna driving PyTorch, on the same cores.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { counts, openSet } from './probeSets.ts';
import { joinDatasets, type ImageFeatures } from '../src/data/dataset.ts';
import { recipe } from '../src/recipe/schema.ts';
import { localExecutor } from '../src/study/executors/local.ts';
import { memoryJournal } from '../src/study/journal.ts';
import { mean } from '../src/study/statistics.ts';
import { TestBench } from '../src/study/testBench.ts';
import { percent } from '../src/util/format.ts';
import { randomKey, uniformAt } from '../src/util/random.ts';

export const title =
  '60 trials of sampled regularisation: the workers of a study against Optuna and PyTorch eager';

const { HIBISCUS_PYTHON = 'python3' } = process.env;
const [train, validation, batch, learningRate] = [2000, 1000, 32, 0.001];

/**
 * `--trials 60`; `--epochs 30`; `--widths 32,64,128` units of both hidden layers, one after the other; `--workers 2`;
 * `--rounds 3`: each side in turn.
 * Optuna and PyTorch are those of HIBISCUS_PYTHON.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      trials: { type: 'string', default: '60' },
      epochs: { type: 'string', default: '30' },
      widths: { type: 'string', default: '32,64,128' },
      workers: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const { widths, ...numbers } = values;
  const { trials, epochs, workers, rounds } = counts(numbers);
  const opened = await openSet('mnist', train, 1);
  if (!opened?.test) return;
  const held = Int32Array.from({ length: validation }, (_, i) => train + i);
  const data = joinDatasets(opened.train, opened.test);
  const key = randomKey('trials');
  const sampled = Array.from({ length: trials }, (_, i) => ({
    dropout: Number((0.7 * uniformAt(key, 2 * i)).toFixed(3)),
    l2: Number((10 ** (-6 + 4 * uniformAt(key, 2 * i + 1))).toPrecision(3)),
  }));

  async function ours(width: number): Promise<{ seconds: number; accuracies: number[] }> {
    const began = performance.now();
    const executor = localExecutor(data, { workers });
    try {
      const bench = new TestBench({ executor, journal: memoryJournal() });
      const results = await Promise.all(
        sampled.map(({ dropout, l2 }, i) =>
          bench.trial('', `${i}`, {
            recipe: recipe({
              architecture: { name: 'mlp', size: width },
              ...{ dropout, penalties: { l2 }, epochs, batchSize: batch, seed: i },
              optimizer: { name: 'adam', learningRate },
            }),
            parts: { train: Int32Array.from({ length: train }, (_, n) => n), validation: held },
            scoresOnly: true,
          }),
        ),
      );
      return {
        seconds: (performance.now() - began) / 1000,
        accuracies: results.map((result) => result.validation!.accuracy!),
      };
    } finally {
      await executor.close();
    }
  }

  const folder = mkdtempSync(join(tmpdir(), 'hibiscus-trials-'));
  try {
    const { pixels } = data.features as ImageFeatures;
    const features = pixels.length / data.size;
    const used = pixels.subarray(0, (train + validation) * features);
    // Standard units, as the preparation of a picture has them.
    const inTraining = [...used.subarray(0, train * features)].map((value) => value / 255);
    const centre = mean(inTraining);
    const deviation = Math.sqrt(mean(inTraining.map((value) => (value - centre) ** 2)));
    writeFileSync(
      join(folder, 'x.f32'),
      new Uint8Array(Float32Array.from(used, (value) => (value / 255 - centre) / deviation).buffer),
    );
    const labels = data.target.kind === 'classes' ? data.target.labels : new Int32Array();
    writeFileSync(
      join(folder, 'y.i32'),
      new Uint8Array(Int32Array.from(labels.subarray(0, train + validation)).buffer),
    );
    const theirs = (width: number) => {
      const { status, stdout, stderr } = spawnSync(
        HIBISCUS_PYTHON,
        [fileURLToPath(new URL('./peers/optuna_torch.py', import.meta.url))],
        {
          input: JSON.stringify({
            ...{
              folder,
              train,
              validation,
              features,
              classes: 10,
              width,
              batch,
              epochs,
              learningRate,
              workers,
            },
            trials: sampled,
          }),
          encoding: 'utf8',
        },
      );
      if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1));
      return z
        .object({ version: z.string(), seconds: z.number(), accuracies: z.array(z.number()) })
        .parse(JSON.parse(stdout.trim().split('\n').at(-1)!));
    };
    for (const width of widths.split(',').map((text) => counts({ widths: text }).widths)) {
      const ratios: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        const own = await ours(width);
        console.log(`width ${width}, round ${round}: hibiscus ${line(own)}`);
        try {
          const other = theirs(width);
          ratios.push(other.seconds / own.seconds);
          console.log(
            `width ${width}, round ${round}: ${other.version} ${line(other)}; ${ratios.at(-1)!.toFixed(1)} times as long`,
          );
        } catch (error) {
          console.log(
            `Optuna and PyTorch: left out, not here (HIBISCUS_PYTHON): ${(error as Error).message}`,
          );
          return;
        }
      }
      const sorted = [...ratios].sort((a, b) => a - b);
      console.log(
        `width ${width}: ${trials} trials of ${epochs} epochs, ${workers} workers: Optuna and PyTorch take ` +
          `${sorted[Math.floor(rounds / 2)]!.toFixed(1)} times as long (median of ${rounds}; ${sorted[0]!.toFixed(1)} to ${sorted.at(-1)!.toFixed(1)})\n`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const line = ({
  seconds,
  accuracies,
}: {
  readonly seconds: number;
  readonly accuracies: readonly number[];
}) => `${seconds.toFixed(1)} s, best ${percent(Math.max(...accuracies))}, mean ${percent(mean(accuracies))}`;
