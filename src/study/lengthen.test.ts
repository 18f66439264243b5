import { describe, expect, test } from 'vitest';
import { memoryJournal } from './journal.ts';
import { lengthen } from './lengthen.ts';
import { recipe as checked } from '../recipe/schema.ts';
import { madeUpBench, pairsOf, trialResult } from '../../test/helpers/trials.ts';

const pairs = pairsOf(3);
const short = checked({ architecture: { name: 'mlp', size: 4 }, epochs: 10 });
const spread = [-0.01, 0, 0.01];

/** Trainings of 10 epochs that take a second; those of more are `gain` better in accuracy, `lossGain` in loss. */
async function lengthened(
  { gain, lossGain = gain }: { gain: number; lossGain?: number },
  {
    wanted = 100,
    seconds = 100,
    when,
  }: { wanted?: number; seconds?: number | undefined; when?: 'longerFirst' } = {},
) {
  const { bench, asked } = madeUpBench(({ epochs, seed }) => {
    const isLonger = Number(epochs > 10);
    const validation = {
      accuracy: 0.8 + isLonger * (gain + spread[seed]!),
      loss: 0.5 - isLonger * (lossGain + 10 * spread[seed]!),
    };
    return { ...trialResult({ loss: 0, accuracy: 1 }, validation), secondsPerEpoch: 0.1 };
  });
  const results = await bench.pairs('', '', short, pairs);
  const before = asked.length;
  const notes: string[] = [];
  const journal = memoryJournal();
  const plan = {
    ...{ recipe: short, results, pairs, wanted, workers: 2, journal, ...(when && { when }) },
    secondsLeft: Number.isFinite(seconds) ? () => seconds : undefined,
    onFinding: (finding: { kind: string; text?: string }) => void notes.push(finding.text ?? ''),
  };
  const found = await lengthen(bench, plan);
  return { ...found, notes, asked: asked.slice(before), again: () => lengthen(bench, plan) };
}

describe('the chosen network, trained for longer', () => {
  test('is taken where it is better, and the gain is told apart', async () => {
    const { recipe, record, notes, candidates } = await lengthened({ gain: 0.05 });
    expect(recipe.epochs).toBe(100);
    expect(record).toMatchObject({ from: 10, epochs: 100, decision: 'keep', taken: true });
    expect(record!.effect).toMatchObject({ mean: expect.closeTo(0.05, 9) as number, pairs: 3 });
    expect(candidates).toHaveLength(1);
    expect(notes).toEqual([
      expect.stringMatching(
        /cut trainings to 10 epochs.*For 100 .*\+5\.0 points .*it is trained so.*The baseline is not/,
      ),
    ]);
  });

  test('stays as it is where it looks worse', async () => {
    const { recipe, record, notes } = await lengthened({ gain: -0.02 });
    expect(recipe).toBe(short);
    expect(record).toMatchObject({ taken: false });
    expect(notes[0]).toContain('it stays as it is');
  });

  test.each([
    ['by much: it is taken', 0.03, true],
    ['by less than a standard error: it stays', 0.003, false],
  ])('more often right with a higher loss, %s', async (_, gain, taken) => {
    const { record } = await lengthened({ gain, lossGain: -0.2 });
    expect(record!.taken).toBe(taken);
  });

  test('more often right with a loss that is shown to be higher stays as it is', async () => {
    const { record } = await lengthened({ gain: 0.03, lossGain: -0.3 });
    expect(record!.lossEffect.interval[1]).toBeLessThan(0);
    expect(record!.taken).toBe(false);
  });

  test('as long as the time allows, with the final training', async () => {
    // A tenth of a second an epoch, two rounds of pairs and a final training: 3.3 times.
    const { recipe } = await lengthened({ gain: 0.05 }, { seconds: 20 });
    expect(recipe.epochs).toBe(Math.floor((0.8 * 20) / (0.1 * 3.3)));
    // Before sizes are compared, which take as long, about half of that.
    const first = await lengthened({ gain: 0.05 }, { seconds: 20, when: 'longerFirst' });
    expect(first.recipe.epochs).toBe(Math.floor((0.45 * 20) / (0.1 * 3.3)));
    expect(first.notes[0]).toContain('the winner, before it is made smaller,');
  });

  test.each([
    ['without a budget', { seconds: NaN }],
    ['without time for one and a half times as many', { seconds: 5 }],
    ['where trainings had all that they wanted', { wanted: 10 }],
  ])('%s nothing is trained', async (_, time) => {
    const { recipe, record, asked, notes } = await lengthened({ gain: 0.05 }, time);
    expect({ recipe, record, asked, notes }).toEqual({
      recipe: short,
      record: undefined,
      asked: [],
      notes: [],
    });
  });

  test('an interrupted study keeps to what was settled', async () => {
    const { again, recipe } = await lengthened({ gain: 0.05 }, { seconds: 20 });
    expect((await again()).recipe).toEqual(recipe);
  });
});
