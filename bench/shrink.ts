// How much smaller the network is that a study keeps, on samples of pictures and of sentences, and what that costs on the
// whole test part.
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { appendJsonLine, readJsonLines } from './jsonLines.ts';
import { counts, openSet } from './probeSets.ts';
import { openTextSet } from './textSets.ts';
import { subset, type Dataset, type TextFeatures } from '../src/data/dataset.ts';
import { stratifiedSample } from '../src/data/split.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { localExecutor } from '../src/study/executors/local.ts';
import { memoryJournal } from '../src/study/journal.ts';
import { study } from '../src/study/study.ts';
import { intervalText, percent, pointsValue } from '../src/util/format.ts';

export const title = 'how much smaller the network is that a study keeps: samples of MNIST and SST-2';

const outcome = z.object({
  set: z.string(),
  seed: z.number(),
  budget: z.number(),
  accuracy: z.object({ baseline: z.number(), chosen: z.number() }),
  test: z.number(),
  parameters: z.object({ baseline: z.number(), chosen: z.number() }),
  /** Chosen against baseline on the test part. */
  improvement: z.object({ mean: z.number(), interval: z.tuple([z.number(), z.number()]) }),
  sizes: z.array(z.number()),
  /** The smallest as good as the baseline on validation; absent where the chosen one is that, or it was not tested. */
  smallest: z
    .object({
      parameters: z.number(),
      accuracy: z.number(),
      change: z.object({ mean: z.number(), interval: z.tuple([z.number(), z.number()]) }),
    })
    .optional(),
  trials: z.number(),
  seconds: z.number(),
});
type Outcome = z.infer<typeof outcome>;

/**
 * `--sets mnist300,mnist1000,sst2-500,sst2-2000`: which, and how many examples, of texts with the file
 * of word vectors as sst2-500-vectors; `--seeds 3`; `--budget 120` seconds a study;
 * `--state file`: outcomes as JSON lines, those in it are not run again.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sets: { type: 'string', default: 'mnist300,mnist1000,sst2-500,sst2-2000' },
      seeds: { type: 'string', default: '3' },
      budget: { type: 'string', default: '120' },
      state: { type: 'string' },
    },
  });
  const { seeds, budget } = counts({ seeds: values.seeds, budget: values.budget });
  const { state } = values;
  const known = readJsonLines(state, outcome);
  console.log(
    '| set | seed | baseline | chosen | change, points | parameters | times fewer | smallest as good as the baseline | change, points | times fewer | trainings, seconds |',
  );
  console.log(`|${'---|'.repeat(11)}`);
  for (const set of values.sets.split(','))
    for (let seed = 1; seed <= seeds; seed++) {
      const before = known.find((one) => one.set === set && one.seed === seed && one.budget === budget);
      const now = before ?? (await outcomeOf(set, seed, budget));
      if (!now) continue;
      if (!before) appendJsonLine(state, now);
      console.log(rowOf(now));
    }
}

/** A sample to study, and the whole test part; undefined, with a line that says so, where the set is not here. */
async function partsOf(set: string, seed: number): Promise<{ train: Dataset; test: Dataset } | undefined> {
  const [, name, digits, withVectors] = /^(mnist|sst2-)(\d+)(-vectors)?$/.exec(set) ?? [];
  if (name === undefined)
    throw new RangeError(
      `--sets: mnist or sst2-, and a number of examples, as mnist300 or sst2-500-vectors. Received "${set}".`,
    );
  const size = Number(digits);
  if (name === 'mnist') {
    const opened = await openSet('mnist', size, seed);
    return opened && { train: opened.train, test: opened.test! };
  }
  const texts = await openTextSet('sst2');
  if (!texts) return undefined;
  const { vectors: _, ...features } = texts.train.features as TextFeatures;
  const train = withVectors ? texts.train : { ...texts.train, features };
  return { test: texts.test, train: subset(train, stratifiedSample(train, { size, seed })) };
}

async function outcomeOf(set: string, seed: number, budget: number): Promise<Outcome | undefined> {
  const parts = await partsOf(set, seed);
  if (!parts) return undefined;
  const executor = localExecutor(parts.train);
  const began = performance.now();
  try {
    const { record } = await study(parts.train, parts.test, {
      ...{ executor, runtime: nodeRuntime(), journal: memoryJournal(), seed, description: set },
      ...{ audit: [], testIsGiven: true, budgetSeconds: budget },
    });
    const { baseline, chosen, improvement, capacity, trials } = record;
    const seconds = (performance.now() - began) / 1000;
    const { parameters = 0, test, improvement: change } = record.smallest ?? {};
    return {
      ...{ set, seed, budget, improvement, trials, test: chosen.test.n },
      accuracy: { baseline: baseline.test.accuracy!, chosen: chosen.test.accuracy! },
      parameters: { baseline: baseline.parameters, chosen: chosen.parameters },
      sizes: capacity.map(({ size }) => size),
      ...(test && change && { smallest: { parameters, accuracy: test.accuracy!, change } }),
      seconds,
    };
  } finally {
    await executor.close();
  }
}

function rowOf(outcome: Outcome): string {
  const { set, seed, accuracy, improvement, parameters, smallest, trials, seconds } = outcome;
  const effectText = ({ mean: centre, interval }: Outcome['improvement']) =>
    `${pointsValue(centre)} (${intervalText(interval, pointsValue)})`;
  const cells = [
    set,
    seed,
    percent(accuracy.baseline),
    percent(accuracy.chosen),
    effectText(improvement),
    `${parameters.baseline} to ${parameters.chosen}`,
    (parameters.baseline / parameters.chosen).toFixed(1),
    smallest ? `${percent(smallest.accuracy)}, ${smallest.parameters} parameters` : 'none tested',
    smallest ? effectText(smallest.change) : '',
    smallest ? (parameters.baseline / smallest.parameters).toFixed(1) : '',
    `${trials} in ${seconds.toFixed(0)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}
