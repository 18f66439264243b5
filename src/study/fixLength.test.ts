import { describe, expect, test } from 'vitest';
import { memoryJournal } from './journal.ts';
import { fixLength } from './fixLength.ts';
import { recipe as checked } from '../recipe/schema.ts';
import { madeUpBench, pairsOf, trialResult } from '../../test/helpers/trials.ts';

const pairs = pairsOf(3);
const stopped = checked({
  architecture: { name: 'mlp', size: 4 },
  epochs: 60,
  stopping: { patience: 5 },
});
const spread = [-0.01, 0, 0.01];
/** Epochs to which early stopping went back, pair by pair. */
const bestEpochs = [30, 8, 12];

/** Trainings that stop early, and those of a planned length, which are better by so much. */
async function fixed(
  { gain = 0, lossGain = gain }: { gain?: number; lossGain?: number },
  { recipe = stopped, seconds = Infinity } = {},
) {
  const { bench, asked } = madeUpBench(({ stopping, seed }) => {
    const isPlanned = Number(stopping === null);
    const validation = {
      accuracy: 0.8 + isPlanned * (gain + spread[seed]!),
      loss: 0.5 - isPlanned * (lossGain + spread[seed]!),
    };
    const result = trialResult({ loss: 0, accuracy: 1 }, validation);
    return { ...result, stopped: { reason: 'earlyStopping', bestEpoch: bestEpochs[seed]! } };
  });
  const results = await bench.pairs('', '', recipe, pairs);
  const before = asked.length;
  const notes: string[] = [];
  const plan = {
    ...{ recipe, results, pairs, journal: memoryJournal() },
    secondsLeft: Number.isFinite(seconds) ? () => seconds : undefined,
    onFinding: (finding: { kind: string; text?: string }) => void notes.push(finding.text ?? ''),
  };
  return { ...(await fixLength(bench, plan)), notes, asked: asked.slice(before), results: results.length };
}

describe('a planned length in place of early stopping', () => {
  test('is the median of the epochs that stopping went back to, and watches nothing', async () => {
    const { recipe, record, notes, candidates, asked } = await fixed({ gain: 0.02 });
    expect(recipe).toEqual(checked({ ...stopped, epochs: 12, stopping: null }));
    expect(asked).toEqual(pairs.map(({ seed }) => ({ ...recipe, seed })));
    expect(record).toMatchObject({ epochs: 12, from: 60, taken: true });
    expect(record!.effect).toMatchObject({ mean: expect.closeTo(0.02, 9) as number, pairs: 3 });
    expect(candidates).toHaveLength(1);
    expect(notes).toEqual([expect.stringMatching(/epoch 12 .*\+2\.0 points .*on all examples/)]);
  });

  // The standard error of both is 0.01 / √3.
  test.each([
    ['no worse than by a standard error: taken', { gain: -0.005 }, true],
    ['right less often: not taken', { gain: -0.007, lossGain: 0 }, false],
    ['of more loss: not taken', { gain: 0, lossGain: -0.007 }, false],
  ])('%s', async (_, effects, taken) => {
    const { recipe, record, notes, candidates } = await fixed(effects);
    expect(record!.taken).toBe(taken);
    expect(recipe.stopping === null).toBe(taken);
    expect(candidates).toHaveLength(1);
    expect(notes[0]).toMatch(taken ? 'trained so' : 'goes on stopping early');
  });

  test('is not looked at where nothing stops early, or where there is no time', async () => {
    const plain = checked({ ...stopped, stopping: null });
    for (const options of [{ recipe: plain }, { seconds: 0.5 }]) {
      const { recipe, record, notes, asked } = await fixed({ gain: 0.1 }, options);
      expect(recipe).toEqual(options.recipe ?? stopped);
      expect([record, notes, asked]).toEqual([undefined, [], []]);
    }
  });
});
