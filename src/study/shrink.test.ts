import { expect, test } from 'vitest';
import { memoryJournal } from './journal.ts';
import { shrink } from './shrink.ts';
import { recipe as checked } from '../recipe/schema.ts';
import { labelled, madeUpBench, pairsOf, scores, trialResult } from '../../test/helpers/trials.ts';

const recipe = checked({ architecture: { name: 'mlp', size: 16 }, epochs: 20 });
const pairs = pairsOf(4);

/** Sizes below 16 are worse in 20 epochs, and as good in more; `seconds` are left for all of it. */
async function shrunk(seconds?: number) {
  const { bench, asked } = madeUpBench(({ architecture: { size }, epochs, seed }) => ({
    ...trialResult(scores(1), scores(size === 16 || epochs > 20 ? 0.9 : 0.5, 0.3 + 0.01 * seed)),
    parameters: 10 * size,
  }));
  const notes: string[] = [];
  const found = await shrink(bench, {
    ...{ data: labelled(20, 20), recipe, pairs, morePairs: [], journal: memoryJournal() },
    results: await bench.pairs('', '', recipe, pairs),
    secondsLeft: seconds === undefined ? undefined : () => seconds,
    onFinding: (finding) => finding.kind === 'note' && notes.push(finding.text),
  });
  return { ...found, notes, asked };
}

test('a size that trains for longer is chosen, and it is said', async () => {
  const { recipe: chosen, notes } = await shrunk();
  expect(chosen.architecture.size).toBeLessThan(16);
  expect(chosen.epochs).toBeGreaterThan(20);
  expect(notes).toEqual([
    `A smaller network learns more slowly, and its steps cost less: of size ${chosen.architecture.size} it is trained for ${chosen.epochs} epochs, not 20.`,
  ]);
});

test('where no time is left for it none is tried so, and nothing is said', async () => {
  const { recipe: chosen, notes, asked } = await shrunk(0);
  expect(chosen.architecture.size).toBe(16);
  expect(notes).toEqual([]);
  expect(asked.every(({ epochs }) => epochs === 20)).toBe(true);
});

test('a size that is worse than a smaller and a larger one is told of', async () => {
  const losses: Readonly<Record<number, number>> = { 16: 0.3, 11: 0.55, 8: 0.3 };
  const { bench } = madeUpBench(({ architecture: { size }, seed }) =>
    trialResult(scores(1), scores(0.8, (losses[size] ?? 0.9) + 0.01 * seed), { parameters: 10 * size }),
  );
  const notes: string[] = [];
  const found = await shrink(bench, {
    ...{ data: labelled(20, 20), recipe, pairs, morePairs: [], journal: memoryJournal() },
    results: await bench.pairs('', '', recipe, pairs),
    secondsLeft: undefined,
    onFinding: (finding) => finding.kind === 'note' && notes.push(finding.text),
  });
  expect(found.secondDescent!.parameters).toEqual({ before: 80, peak: 110, after: 160 });
  expect(notes[0]).toContain('falls, rises and falls again');
});

test('the simplest kind of network is not cut out of a larger one, and it is said that it is kept', async () => {
  const linear = checked({ architecture: { name: 'linear', size: 1 }, epochs: 20 });
  const { bench, asked } = madeUpBench(({ architecture: { name, size } }) =>
    trialResult(scores(1), scores(name === 'linear' || size === 16 ? 0.9 : 0.5), { parameters: 10 * size }),
  );
  const notes: string[] = [];
  const { recipe: chosen, pruning } = await shrink(bench, {
    ...{ data: labelled(20, 20), recipe, pairs, morePairs: [], journal: memoryJournal() },
    results: await bench.pairs('', '', recipe, pairs),
    simplest: { recipe: linear, results: await bench.pairs('', '', linear, pairs) },
    secondsLeft: undefined,
    onFinding: (finding) => finding.kind === 'note' && notes.push(finding.text),
  });
  expect(chosen.architecture.name).toBe('linear');
  expect(pruning).toBeUndefined();
  expect(notes).toEqual([
    'The simplest kind of network, linear, does as well as the best, with 10 parameters: it is the one to keep.',
  ]);
  expect(asked.at(-1)!.architecture.name).toBe('linear');
});
