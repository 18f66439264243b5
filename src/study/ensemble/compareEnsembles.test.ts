import { expect, test } from 'vitest';
import { calibrate } from './calibrate.ts';
import { compareEnsembles, ensembleTrials } from './compareEnsembles.ts';
import { decodedFloats, encodedFloats } from './encodedFloats.ts';
import { heldOutParts } from './heldOutParts.ts';
import { ensembleMethods } from './methods.ts';
import { ensemblesRecord } from './record.ts';
import { inlineExecutor } from '../executors/inline.ts';
import { fingerprint, memoryJournal, trialKey } from '../journal.ts';
import { makePairs } from '../pairs.ts';
import { TestBench } from '../testBench.ts';
import { clouds } from '../../../test/helpers/examples.ts';
import { recipe } from '../../recipe/schema.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { scores, trialResult } from '../../../test/helpers/trials.ts';
import type { Executor } from '../executors/executor.ts';

const runtime = nodeRuntime();
const data = clouds(45);
const pairs = makePairs(data, 2, 1);
const plan = recipe({ architecture: { name: 'mlp', size: 6 }, epochs: 5, batchSize: 8 });

test('every method trains as many steps as one network but the one that says so, and is judged on the same pairs', async () => {
  const journal = memoryJournal();
  const bench = new TestBench({ executor: inlineExecutor(data, runtime), journal });
  const comparison = { recipe: plan, pairs, members: 3, samples: 3 };
  const { record, results } = await compareEnsembles(bench, comparison);
  expect(ensemblesRecord.parse(record)).toEqual(record);
  expect(record.rows.map(({ name }) => name)).toEqual([
    'independent',
    'independentFull',
    'monteCarlo',
    'snapshots',
    'ema',
    'swa',
    'soup',
  ]);
  const steps = 5 * Math.ceil(pairs[0]!.parts.train.length / 8);
  expect(record.single).toMatchObject({ members: 1, trainingSteps: steps, effect: { mean: 0, pairs: 2 } });
  for (const row of record.rows) {
    expect([row.name, row.trainingCost]).toEqual([row.name, row.name === 'independentFull' ? 3 : 1]);
    expect(row.effect.pairs).toBe(2);
    expect(row.effect.mean).toBeCloseTo(row.scores.accuracy! - record.single.scores.accuracy!, 12);
    expect(row.lossEffect.mean).toBeCloseTo(record.single.scores.loss - row.scores.loss, 12);
    expect(row.scores.calibrationError).toBeGreaterThanOrEqual(0);
  }
  const cost = Object.fromEntries(record.rows.map((row) => [row.name, row.predictionCost]));
  expect(cost).toEqual({
    independent: 3,
    independentFull: 3,
    monteCarlo: 3,
    snapshots: 3,
    ema: 1,
    swa: 1,
    soup: 1,
  });
  expect(bench.done).toBe(ensembleTrials(comparison));

  // Predictions came back in the order of the validation part.
  const parts = heldOutParts(data, pairs, results);
  expect(parts.map(({ targets }) => targets.length)).toEqual(
    pairs.map(({ parts: p }) => p.validation.length),
  );
  expect(calibrate(parts).effect.pairs).toBe(2);

  // What is in the journal is not trained again, and holds no weights.
  const text = JSON.stringify(journal.entries);
  expect(text).not.toContain('kernel":{"0"');
  expect(JSON.parse(text)).toEqual(journal.entries);
  const nobody: Executor = {
    workers: 1,
    run: () => Promise.reject(new Error('trained again')),
    close: async () => {},
  };
  const again = await compareEnsembles(new TestBench({ executor: nobody, journal }), comparison);
  expect(again.record).toEqual(record);
});

test('networks come back where they are wanted, all of them, and stay out of the journal', async () => {
  const journal = memoryJournal();
  const bench = new TestBench({ executor: inlineExecutor(data, runtime), journal });
  const { members } = await bench.trial('', '', {
    recipe: plan,
    parts: { train: pairs[0]!.parts.train },
    ensemble: { kind: 'independent', members: 2, cost: 'full' },
    wantsModel: true,
  });
  expect(members).toHaveLength(2);
  expect(members![0]!.parameters).not.toEqual(members![1]!.parameters);
  const [entry] = journal.entries;
  expect(entry?.kind === 'trial' && Object.keys(entry.result)).not.toContain('members');
});

/** A bench on which the loss of each form is made up; pairs share their luck. */
function madeUp(lossOf: Readonly<Record<string, number>>) {
  const executor: Executor = {
    workers: 1,
    async run({ recipe: { seed, averaging }, ensemble }) {
      const form = averaging ? averaging.name : ensemble!.kind;
      const gain = lossOf[form] ?? 0;
      const luck = 0.01 * Math.sin(seed);
      const loss = 0.5 - gain + luck;
      const many = ensemble!.kind === 'single' || ensemble!.kind === 'soup' ? 1 : 3;
      return {
        ...trialResult(scores(0.9, loss), { ...scores(0.8, loss), calibratedLoss: loss }),
        ensemble: { members: many, trainingSteps: 10, predictionCost: many },
      };
    },
    close: async () => {},
  };
  return new TestBench({ executor, journal: memoryJournal() });
}

test.each([
  ['nothing helps: one network goes on', {}, undefined],
  ['the best one', { independent: 0.2, ema: 0.05 }, 'independent'],
  ['the cheaper one of two that are as good', { snapshots: 0.2, ema: 0.1999 }, 'ema'],
  ['not what harms', { soup: -0.2 }, undefined],
])('goes on with: %s', async (_, gains, expected) => {
  const methods = ['independent', 'snapshots', 'ema', 'soup'];
  const { chosen, record } = await compareEnsembles(madeUp(gains), { recipe: plan, pairs, methods });
  expect(chosen?.name).toBe(expected);
  expect(record.asked).toBe(false);
});

test('what is asked for is used whatever the evidence; unknown names are refused', async () => {
  const bench = madeUp({});
  const { chosen, record } = await compareEnsembles(bench, {
    recipe: plan,
    pairs,
    methods: ['ema'],
    use: 'independent',
  });
  expect([chosen?.name, record.asked]).toEqual(['independent', true]);
  await expect(compareEnsembles(bench, { recipe: plan, pairs, methods: ['snapshot'] })).rejects.toThrow(
    'Did you mean snapshots?',
  );
});

test('methods that need more epochs than there are are left out', () => {
  const names = ensembleMethods(recipe({ ...plan, epochs: 2 })).map(({ name }) => name);
  expect(names).toEqual(['single', 'independentFull', 'monteCarlo', 'ema', 'swa']);
});

test('keys of jobs that ask for nothing new are what they were', () => {
  const job = { recipe: plan, parts: { train: Int32Array.of(1, 2) } };
  const key = (rest: string) => fingerprint(JSON.stringify(plan), job.parts.train, [], [], rest);
  expect(trialKey(job)).toBe(key('false'));
  expect(trialKey({ ...job, scoresOnly: true })).toBe(key('false scores'));
  const keys = [
    job,
    { ...job, wantsPredictions: true },
    { ...job, ensemble: { kind: 'single' as const } },
    { ...job, ensemble: { kind: 'snapshots' as const, members: 3 } },
  ].map(trialKey);
  expect(new Set(keys).size).toBe(4);
});

test('numbers survive the journal to the bit', () => {
  const values = Float32Array.of(0, 1, -1e-30, Math.PI, 0.1);
  expect(decodedFloats(encodedFloats(values))).toEqual(values);
});
