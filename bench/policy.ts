// What the chosen policy is worth in a full training, beside no augmentation, randAugment and trivialAugment.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { appendJsonLine, readJsonLines } from './jsonLines.ts';
import { counts, openSet, operationText, probeOf } from './probeSets.ts';
import { joinDatasets } from '../src/data/dataset.ts';
import { registry } from '../src/recipe/registry.ts';
import { recipe } from '../src/recipe/schema.ts';
import { localExecutor } from '../src/study/executors/local.ts';
import { meanEffect } from '../src/study/statistics.ts';
import type { Operation } from '../src/study/probe/record.ts';
import { intervalText, percent, pointsValue } from '../src/util/format.ts';

export const title = 'the chosen policy against none, randAugment and trivialAugment: CIFAR at 200 a class';

const wanted = [
  ...['flipHorizontal', 'flipVertical', 'shift', 'zoom', 'rotate', 'shear', 'crop', 'cutout'],
  ...['brightness', 'contrast', 'mixup', 'cutmix', 'randAugment', 'trivialAugment'],
];

/** A full training that a state holds. */
const measured = z.object({ augmentations: z.string(), epochs: z.number(), accuracy: z.number() });

const indices = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to - from }, (_, i) => from + i);

/**
 * `--seeds 5`; `--epochs 60` of the full trainings; `--workers`: trainings side by side; `--state folder`: what it holds
 * is not trained again.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '5' },
      epochs: { type: 'string', default: '60' },
      workers: { type: 'string' },
      state: { type: 'string' },
    },
  });
  const { seeds, epochs } = counts({ seeds: values.seeds, epochs: values.epochs });
  const { state } = values;
  const how = values.workers === undefined ? {} : counts({ workers: values.workers });
  const exists = (name: string) => Object.hasOwn(registry.augmentationsOf.image, name);
  for (const name of wanted.filter((one) => !exists(one))) console.log(`${name}: left out, there is none.`);

  const accuracies: Record<string, number[]> = {};
  for (let seed = 1; seed <= seeds; seed++) {
    const opened = await openSet('cifar', 2000, seed);
    if (!opened?.test) return;
    const { train, test } = opened;
    const record = await probeOf(train, wanted.filter(exists), {
      ...how,
      ...(state !== undefined && { state }),
      seed,
      name: 'policy',
    });
    console.log(`\nseed ${seed}: ${record.trials} trainings of the probe in ${record.seconds.toFixed(0)} s`);
    for (const operation of record.operations)
      console.log(`  ${operation.name.padEnd(15)} ${operationText(operation)}`);
    for (const { operations, effect, lossEffect, calibratedEffect, chosen } of record.evidence.candidates)
      console.log(
        `  ${chosen ? 'chosen' : '      '} ${pointsValue(effect.mean)} points on ${effect.pairs}, calibrated loss taken away ${calibratedEffect.mean.toFixed(3)}, loss ${lossEffect.mean.toFixed(3)}: ` +
          operations.map(operationWords).join(', '),
      );

    const candidates: Record<string, readonly Operation[]> = {
      none: [],
      policy: record.policy,
      ...Object.fromEntries(
        ['randAugment', 'trivialAugment'].filter(exists).map((name) => [name, [{ name }]]),
      ),
    };
    const data = joinDatasets(train, test);
    const path = state === undefined ? undefined : join(state, `policy-${seed}-accuracies.jsonl`);
    const known = readJsonLines(path, measured);
    const executor = localExecutor(data, how);
    try {
      await Promise.all(
        Object.entries(candidates).map(async ([name, augmentations]) => {
          // Another version of the project may choose another policy: what counts is what was trained with.
          const words = JSON.stringify(augmentations);
          const before = known.find((one) => one.augmentations === words && one.epochs === epochs);
          const keep = (accuracy: number) => ((accuracies[name] ??= [])[seed - 1] = accuracy);
          if (before) return keep(before.accuracy);
          const { validation } = await executor.run({
            recipe: recipe({
              architecture: { name: 'convnet', size: 12 },
              augmentations,
              optimizer: { name: 'adam', learningRate: 0.004 },
              schedule: { name: 'cosine', warmup: 0.05 },
              batchSize: 64,
              epochs,
              seed,
            }),
            parts: { train: indices(0, train.size), validation: indices(train.size, data.size) },
            scoresOnly: true,
          });
          const accuracy = validation!.accuracy!;
          appendJsonLine(path, { augmentations: words, epochs, accuracy });
          return keep(accuracy);
        }),
      );
    } finally {
      await executor.close();
    }
    console.log(
      `seed ${seed}: ${Object.entries(accuracies)
        .map(([name, all]) => `${name} ${percent(all[seed - 1]!)}`)
        .join(', ')}`,
    );
  }
  console.log('');
  for (const [name, all] of Object.entries(accuracies)) {
    if (name === 'policy') continue;
    const { mean, interval } = meanEffect(accuracies.policy!.map((value, i) => value - all[i]!));
    console.log(
      `policy against ${name}: ${pointsValue(mean)} points (95% ${intervalText(interval, pointsValue)}, ${seeds} seeds)`,
    );
  }
}

/** Name and ranges. */
const operationWords = ({ name, ...options }: Operation): string =>
  [name, ...Object.entries(options).map(([option, value]) => optionWords(option, value))]
    .filter((words) => words !== '')
    .join(' ');

const optionWords = (option: string, value: unknown): string =>
  Array.isArray(value) ? value.join('..') : option === 'probability' ? '' : `${option} ${String(value)}`;
