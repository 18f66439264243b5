import { expect, test } from 'vitest';
import { memoryJournal } from './journal.ts';
import { inlineExecutor } from './executors/inline.ts';
import { finalists } from './finalists.ts';
import { makePairs } from './pairs.ts';
import { TestBench } from './testBench.ts';
import type { TrialJob } from './trial.ts';
import { argmax } from '../metrics/argmax.ts';
import { recipe as checked, type RecipeInput } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { predict } from '../train/model.ts';
import { clouds } from '../../test/helpers/examples.ts';

test.each<[string, Partial<RecipeInput>, boolean]>([
  ['nothing: all examples are learned from', {}, false],
  ['for early stopping', { stopping: { patience: 3 } }, true],
  ['for the schedule of a plateau', { schedule: { name: 'reduceOnPlateau' } }, true],
])('what the final training sets aside: %s', async (_, changes, setsAside) => {
  const data = clouds(25);
  const runtime = nodeRuntime({ threads: 1 });
  const inner = inlineExecutor(data, runtime);
  const jobs: TrialJob[] = [];
  const executor = { ...inner, run: (job: TrialJob) => (jobs.push(job), inner.run(job)) };
  const journal = memoryJournal();
  const bench = new TestBench({ executor, journal });
  const baseline = checked({ architecture: { name: 'mlp', size: 4 }, epochs: 5 });
  const chosen = checked({ ...baseline, ...changes });
  const pairs = makePairs(data, 2, 1);
  const [baselineResults, chosenResults] = await Promise.all(
    [baseline, chosen].map((recipe) => bench.pairs('', '', recipe, pairs)),
  );
  jobs.splice(0);
  const proof = await finalists(bench, data, clouds(10, 'other'), {
    ...{ baseline, chosen, journal, runtime, seed: 1 },
    ...{ baselineResults: baselineResults!, chosenResults: chosenResults! },
  });
  const own = jobs.find(({ recipe }) => JSON.stringify({ ...recipe, seed: 0 }) === JSON.stringify(chosen))!;
  expect(own.parts.stop !== undefined).toBe(setsAside);
  expect(own.parts.train.length + (own.parts.stop?.length ?? 0)).toBe(data.size);
  expect(own.parts.validation).toBeUndefined();
  expect(proof.chosen.test.n).toBe(clouds(10, 'other').size);
});

test('the smallest is trained on all examples too, and the test part is opened once for all', async () => {
  const data = clouds(25);
  const test = clouds(40, 'other');
  const runtime = nodeRuntime({ threads: 1 });
  const journal = memoryJournal();
  const bench = new TestBench({ executor: inlineExecutor(data, runtime), journal });
  const baseline = checked({ architecture: { name: 'mlp', size: 8 }, epochs: 20 });
  const [chosen, smallest] = [4, 1].map((size) =>
    checked({ ...baseline, architecture: { ...baseline.architecture, size } }),
  );
  const pairs = makePairs(data, 2, 1);
  const [baselineResults, chosenResults, results] = await Promise.all(
    [baseline, chosen!, smallest!].map((recipe) => bench.pairs('', '', recipe, pairs)),
  );
  const proof = await finalists(bench, data, test, {
    ...{ baseline, chosen: chosen!, journal, runtime, seed: 1 },
    ...{ baselineResults: baselineResults!, chosenResults: chosenResults! },
    smallest: { recipe: smallest!, results: results! },
  });
  const opened = journal.entries.filter(({ kind }) => kind === 'test opened');
  expect(opened).toHaveLength(1);
  expect(new Set((opened[0] as { recipes: readonly string[] }).recipes).size).toBe(3);
  const { model, test: scores, improvement, interval } = proof.smallest!;
  expect(model.recipe.architecture.size).toBe(1);
  const { labels } = test.target as { labels: Int32Array };
  const { predictions, width } = await predict(model, test.features, test.size, runtime);
  const right = Array.from(labels).filter(
    (label, n) => argmax(predictions, n * width, width) === label,
  ).length;
  expect(scores).toMatchObject({ accuracy: right / test.size, n: test.size });
  expect(interval![0]).toBeLessThan(scores!.accuracy!);
  expect(improvement!.mean).toBeCloseTo(scores!.accuracy! - proof.baseline.test.accuracy!, 12);
});

test('a training that learns its examples far worse than its trials did is made again, with another seed', async () => {
  const data = clouds(25);
  const runtime = nodeRuntime({ threads: 1 });
  const inner = inlineExecutor(data, runtime);
  const seeds: number[] = [];
  /** The first final training of the chosen one knows nothing. */
  const executor = {
    ...inner,
    async run(job: TrialJob) {
      const result = await inner.run(job);
      if (!job.wantsModel || job.recipe.architecture.size !== 4) return result;
      seeds.push(job.recipe.seed);
      return seeds.length === 1 ? { ...result, train: { loss: 2, accuracy: 0.1 } } : result;
    },
  };
  const bench = new TestBench({ executor, journal: memoryJournal() });
  const optimizer = { name: 'adam', learningRate: 0.03 };
  const baseline = checked({ architecture: { name: 'mlp', size: 8 }, optimizer, epochs: 20 });
  const chosen = checked({ ...baseline, architecture: { ...baseline.architecture, size: 4 } });
  const pairs = makePairs(data, 2, 1);
  const [baselineResults, chosenResults] = await Promise.all(
    [baseline, chosen].map((recipe) => bench.pairs('', '', recipe, pairs)),
  );
  const notes: string[] = [];
  const proof = await finalists(bench, data, clouds(40, 'other'), {
    ...{ baseline, chosen, journal: memoryJournal(), runtime, seed: 1 },
    ...{ baselineResults: baselineResults!, chosenResults: chosenResults! },
    onFinding: (finding) => finding.kind === 'note' && notes.push(finding.text),
  });
  expect(new Set(seeds).size).toBe(2);
  expect(proof.chosen.train.accuracy).toBeGreaterThan(0.1);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toContain('of the chosen network learned its examples far worse');
});
