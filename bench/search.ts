// What each way of searching for a cocktail finds at the same cost: random, halving, and halving with a model.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { counts } from './probeSets.ts';
import { readTable } from '../src/data/sources/readTable.ts';
import { recipe } from '../src/recipe/schema.ts';
import { baselineRecipe } from '../src/study/baseline.ts';
import { localExecutor } from '../src/study/executors/local.ts';
import { memoryJournal } from '../src/study/journal.ts';
import { makePairs } from '../src/study/pairs.ts';
import { searchCocktail, type SearchOptions } from '../src/study/search/searchCocktail.ts';
import { meanEffect } from '../src/study/statistics.ts';
import { TestBench } from '../src/study/testBench.ts';
import { intervalText } from '../src/util/format.ts';

export const title =
  'random search, halving, and halving with a model: loss on folds that chose nothing, at equal cost';

const { HIBISCUS_DATA } = process.env;

/** Folds that choose, and all folds. */
const [choosing, folds] = [3, 5] as const;

/**
 * `--seeds 3`; `--budget 60` full trainings a search; `--epochs 30`; `--size 64` of the baseline; `--set sonar`;
 * `--workers`.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '3' },
      budget: { type: 'string', default: '60' },
      epochs: { type: 'string', default: '30' },
      size: { type: 'string', default: '64' },
      set: { type: 'string', default: 'sonar' },
      workers: { type: 'string' },
    },
  });
  const { seeds, budget, epochs, size } = counts({
    seeds: values.seeds,
    budget: values.budget,
    epochs: values.epochs,
    size: values.size,
  });
  const workers = values.workers === undefined ? undefined : counts({ workers: values.workers }).workers;
  const path = HIBISCUS_DATA && join(HIBISCUS_DATA, 'tabular', `${values.set}.tsv.gz`);
  if (path === undefined || !existsSync(path)) {
    console.log(
      `${values.set}: left out, it is not here (HIBISCUS_DATA names the folder that holds tabular/${values.set}.tsv.gz).`,
    );
    return;
  }
  const { dataset: data } = await readTable(path, { target: 'target' });
  const usual = baselineRecipe(data, epochs);
  const baseline = recipe({ ...usual, architecture: { ...usual.architecture, size } });
  const { augmentations } = recipe({
    ...baseline,
    augmentations: [{ name: 'gaussianNoise' }, { name: 'swapNoise' }],
  });
  const ways: Readonly<Record<string, Pick<SearchOptions, 'rungs' | 'withModel'>>> = {
    random: { rungs: [{ epochs, pairs: choosing }], withModel: false },
    halving: { withModel: false },
    'halving + model': { withModel: true },
  };

  const gains: Record<string, number[]> = {};
  const executor = localExecutor(data, workers === undefined ? {} : { workers });
  try {
    for (let seed = 1; seed <= seeds; seed++) {
      const pairs = makePairs(data, folds, seed);
      const choosePairs = pairs.slice(0, choosing);
      for (const [name, way] of Object.entries(ways)) {
        // A journal of its own, so that each way pays for what it trains.
        const bench = new TestBench({ executor, journal: memoryJournal() });
        const results = await bench.pairs('', 'baseline', baseline, choosePairs);
        const began = performance.now();
        const { record } = await searchCocktail(bench, {
          ...{ data, baseline, results, choosePairs, reportPairs: pairs.slice(choosing) },
          ...{ augmentations, budget, seed },
          ...way,
        });
        const gain = record.report!.lossEffect.mean;
        (gains[name] ??= []).push(gain);
        const parts = Object.keys(record.configurations[record.winner.number]!.changes).join(', ');
        console.log(
          `seed ${seed} ${name.padEnd(16)} ${String(record.configurations.length).padStart(3)} cocktails, ${record.spent.toFixed(0)} trainings, ` +
            `${((performance.now() - began) / 1000).toFixed(0)} s: loss taken away ${record.winner.lossEffect.mean.toFixed(3)} where it was chosen, ` +
            `${gain.toFixed(3)} where it was not (${parts || 'the baseline'})`,
        );
      }
    }
  } finally {
    await executor.close();
  }
  console.log('');
  const text = (value: number) => value.toFixed(3);
  for (const [name, all] of Object.entries(gains)) {
    const { mean } = meanEffect(all);
    const against = meanEffect(all.map((gain, i) => gain - gains.random![i]!));
    console.log(
      `${name.padEnd(16)} takes away ${text(mean)} of the baseline's loss` +
        (name === 'random'
          ? ''
          : `; against random ${text(against.mean)} (95% ${intervalText(against.interval, text)}, ${seeds} seeds)`),
    );
  }
}
