import { expect, test } from 'vitest';
import { canPrune, comparePruning, pruningRecord } from './comparePruning.ts';
import { inlineExecutor } from './executors/inline.ts';
import { finalForm } from './finalForm.ts';
import { memoryJournal } from './journal.ts';
import { makePairs } from './pairs.ts';
import { TestBench } from './testBench.ts';
import { clouds } from '../../test/helpers/examples.ts';
import { recipe as checked } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';

const data = clouds(60);
const small = checked({
  architecture: { name: 'mlp', size: 3 },
  optimizer: { name: 'adam', learningRate: 0.02 },
  stopping: { patience: 5 },
  epochs: 12,
});

test('the pruned network has the size and the steps of the small one, and is what goes on where it is chosen', async () => {
  const pairs = makePairs(data, 3, 1);
  const bench = new TestBench({ executor: inlineExecutor(data, nodeRuntime()), journal: memoryJournal() });
  const plain = checked({ ...small, stopping: null });
  const results = await bench.pairs('', 'small', plain, pairs);
  const {
    record,
    recipe,
    results: pruned,
  } = await comparePruning(bench, { recipe: small, from: 12, results, pairs });
  expect(pruningRecord.parse(record)).toMatchObject({ from: 12, size: 3, effect: { pairs: 3 } });
  expect(record.parameters).toBe(results[0]!.parameters);
  expect(recipe.stopping).toBeNull();
  expect(pruned.map(({ ensemble }) => ensemble!.trainingSteps)).toEqual(
    results.map(({ history }) => history.at(-1)!.steps),
  );
  const form = { kind: 'pruned', from: 12 } as const;
  const final = await finalForm(bench, data, recipe, pairs, false, form);
  expect(final.form).toEqual(form);
  expect(final.calibration!.effect.pairs).toBe(3);
});

test('only what was shrunk, and is a chain, can be pruned', () => {
  expect(canPrune(data, small, 12)).toBe(true);
  expect(canPrune(data, small, 3)).toBe(false);
  expect(canPrune(data, checked({ ...small, epochs: 3 }), 12)).toBe(false);
  expect(
    canPrune(data, checked({ ...small, architecture: { ...small.architecture, residual: true } }), 12),
  ).toBe(false);
});
