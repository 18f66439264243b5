import { describe, expect, test } from 'vitest';
import { memoryJournal } from './journal.ts';
import { planLean, trainLean } from './lean.ts';
import { recipe as checked } from '../recipe/schema.ts';
import { madeUpBench, pairsOf, trialResult } from '../../test/helpers/trials.ts';

const pairs = pairsOf(4);
const baseline = checked({ architecture: { name: 'mlp', size: 64 }, epochs: 1 });
const spread = [-0.01, 0.01, -0.01, 0.01];

/** Half the size takes `secondsPerEpoch` where the baseline takes 0.1; its loss is `worse`. */
function bench({ secondsPerEpoch = 0.05, worse = 0 } = {}) {
  return madeUpBench(({ architecture: { size }, seed }) => {
    const isHalf = Number(size === 32);
    const validation = { accuracy: 0.8, loss: 0.5 + isHalf * (worse + spread[seed]!) };
    return {
      ...trialResult({ loss: 0, accuracy: 1 }, validation),
      secondsPerEpoch: isHalf ? secondsPerEpoch : 0.1,
    };
  });
}

/** The baseline affords 20 epochs; so long as half the size trains 1 second a training, that is what it affords. */
async function planned(secondsPerEpoch: number, options: { size?: number } = {}) {
  const { bench: own, asked } = bench({ secondsPerEpoch });
  const journal = memoryJournal();
  const plan = {
    baseline: checked({ ...baseline, architecture: { name: 'mlp', size: options.size ?? 64 } }),
    memorizing: { epochs: 300, isMemorized: false, secondsPerEpoch: 0.1 },
    ...{ epochs: 20, pair: pairs[0]!, journal, budgetSeconds: 60 },
    secondsFor: () => 2,
  };
  return {
    lean: await planLean(own, plan),
    asked,
    again: () => planLean(own, { ...plan, secondsFor: () => 0 }),
  };
}

describe('half the size, where a budget cuts trainings short', () => {
  test('is planned where it trains for half as many epochs again, and that is settled', async () => {
    const { lean, again } = await planned(0.05);
    expect(lean).toMatchObject({ recipe: { architecture: { size: 32 }, epochs: 40 }, share: 0.5 });
    expect(await again()).toEqual(lean);
  });

  test('is not planned where that gains little', async () => {
    expect((await planned(0.08)).lean).toBeUndefined();
  });

  test('is not tried below the smallest size', async () => {
    const linear = checked({ architecture: { name: 'linear', size: 1 } });
    const { bench: own, asked } = bench();
    const lean = await planLean(own, {
      baseline: linear,
      memorizing: { epochs: 300, isMemorized: false, secondsPerEpoch: 0.1 },
      ...{ epochs: 20, pair: pairs[0]!, journal: memoryJournal(), budgetSeconds: 60, secondsFor: () => 2 },
    });
    expect(lean).toBeUndefined();
    expect(asked).toHaveLength(0);
  });

  test.each([
    ['not shown to be worse: remedies begin there', 0.004, true, 'remedies are tried on half the size'],
    ['worse beyond the interval: they do not', 0.03, false, 'does worse'],
  ])('%s', async (_, worse, taken, said) => {
    const { bench: own } = bench({ worse });
    const notes: string[] = [];
    const { record, results } = await trainLean(own, {
      lean: { recipe: checked({ ...baseline, architecture: { name: 'mlp', size: 32 } }), share: 0.5 },
      results: await own.pairs('', '', baseline, pairs),
      pairs,
      onFinding: (finding) => void notes.push(finding.kind === 'note' ? finding.text : ''),
    });
    expect(record).toMatchObject({ size: 32, taken, lossEffect: { pairs: 4 } });
    expect(record.lossEffect.mean).toBeCloseTo(-worse, 9);
    expect(results).toHaveLength(4);
    expect(notes).toEqual([expect.stringContaining(said)]);
  });
});
