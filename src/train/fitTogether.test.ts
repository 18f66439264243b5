import { describe, expect, test } from 'vitest';
import { fit, type FitResult } from './fit.ts';
import { fitTogether, type TrainingRun } from './fitTogether.ts';
import { partsOf } from './parts.ts';
import type { TrainingState } from './state.ts';
import { bars, clouds, people, prices } from '../../test/helpers/examples.ts';
import { registry } from '../recipe/registry.ts';
import { recipe, type RecipeInput } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { OptionError, RunError, ShapeError } from '../util/errors.ts';

const runtime = nodeRuntime();

const alone = ({ data, recipe, ...options }: TrainingRun): Promise<FitResult> =>
  fit(partsOf(data, recipe), recipe, { ...options, runtime });

async function together(runs: readonly TrainingRun[]): Promise<FitResult[]> {
  const results = await fitTogether(runs, { runtime });
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** Largest difference of two networks' weights, relative to the largest weight. */
function distance(a: FitResult, b: FitResult): number {
  let worst = 0;
  for (const [path, values] of Object.entries(a.model.parameters)) {
    const others = b.model.parameters[path]!;
    const scale = Math.max(1, ...Array.from(values, Math.abs));
    values.forEach((x, i) => (worst = Math.max(worst, Math.abs(x - others[i]!) / scale)));
  }
  return worst;
}

const table: RecipeInput = {
  architecture: { name: 'mlp', size: 16, batchNorm: true },
  dropout: 0.3,
  optimizer: { name: 'adamw', learningRate: 0.01 },
  penalties: { l2: 1e-3 },
  batchSize: 16,
  epochs: 5,
};

const seeds = (count: number, input: RecipeInput, data: TrainingRun['data']): TrainingRun[] =>
  Array.from({ length: count }, (_, seed) => ({ data, recipe: recipe({ ...input, seed }) }));

describe('each training gets what it gets alone', () => {
  test.each<[string, RecipeInput, TrainingRun['data']]>([
    ['batchNorm, dropout, AdamW and L2', table, { train: clouds(60), validation: clouds(30, 'other') }],
    [
      'embeddings, residuals, clipping, L1 and an average of weights',
      {
        ...table,
        architecture: { name: 'mlp', size: 8, batchNorm: true, embeddings: true, residual: true },
        penalties: { l1: 1e-4 },
        clipNorm: 1,
        averaging: { name: 'ema', decay: 0.9 },
        labelSmoothing: 0.1,
      },
      { train: people(50) },
    ],
    [
      'sharpness-aware steps under a max-norm, to a number',
      { ...table, loss: { name: 'huber', delta: 1 }, sam: 0.05, maxNorm: 2 },
      { train: prices(50) },
    ],
  ])('%s', async (_, input, data) => {
    const runs = seeds(3, input, data);
    const results = await together(runs);
    for (const [k, run] of runs.entries()) {
      const single = await alone(run);
      expect(distance(results[k]!, single)).toBeLessThan(1e-5);
      expect(results[k]!.history.length).toBe(single.history.length);
      expect(results[k]!.history.at(-1)!.penalty).toBeCloseTo(single.history.at(-1)!.penalty, 5);
    }
    expect(distance(results[0]!, results[1]!)).toBeGreaterThan(1e-2);
  });

  test.each(Object.keys(registry.optimizers))('the optimizer %s', async (name) => {
    const runs = seeds(
      2,
      { ...table, optimizer: { name, learningRate: 0.01 }, epochs: 1 },
      { train: clouds(40) },
    );
    const results = await together(runs);
    for (const [k, run] of runs.entries()) expect(distance(results[k]!, await alone(run))).toBeLessThan(1e-5);
  });

  test('with data, learning rate, schedule, epochs and early stopping of its own', async () => {
    const runs: TrainingRun[] = [
      { data: { train: clouds(60), validation: clouds(30, 'v') }, recipe: recipe({ ...table, epochs: 9 }) },
      {
        data: { train: clouds(45, 'b'), validation: clouds(30, 'v') },
        recipe: recipe({
          ...table,
          seed: 5,
          epochs: 30,
          stopping: { patience: 2 },
          schedule: { name: 'cosine' },
        }),
      },
      {
        data: { train: clouds(33, 'c') },
        recipe: recipe({ ...table, optimizer: { name: 'adamw', learningRate: 0.002 } }),
      },
    ];
    const results = await together(runs);
    for (const [k, run] of runs.entries()) {
      const single = await alone(run);
      expect(results[k]!.stopped).toEqual(single.stopped);
      expect(distance(results[k]!, single)).toBeLessThan(1e-5);
    }
  });

  test('and goes on from a state of its own', async () => {
    const runs = seeds(2, table, clouds(60));
    const states: TrainingState[] = [];
    await alone({ ...runs[1]!, onState: (state) => void states.push(state) });
    const middle = states.find(({ epoch }) => epoch === 2)!;
    const [, second] = await together([runs[0]!, { ...runs[1]!, resumeFrom: middle }]);
    expect(distance(second!, await alone(runs[1]!))).toBeLessThan(1e-5);
  });
});

describe('a training that ends', () => {
  test('by a failure leaves the others alone, and its error says where', async () => {
    const [calm, wild] = seeds(2, { ...table, penalties: {} }, { train: clouds(40) });
    const broken = recipe({ ...wild!.recipe, optimizer: { name: 'adamw', learningRate: 1e38 } });
    const results = await fitTogether([calm!, { ...wild!, recipe: broken }], { runtime });
    expect(results[1]!.status).toBe('rejected');
    const { reason } = results[1] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(RunError);
    expect(String(reason)).toContain('It began in step');
    expect(results[0]!.status).toBe('fulfilled');
    const { value } = results[0] as PromiseFulfilledResult<FitResult>;
    expect(distance(value, await alone(calm!))).toBeLessThan(1e-5);
  });

  test('before it began does not keep the others waiting', async () => {
    const runs = seeds(2, table, { train: clouds(40) });
    const stopping = recipe({ ...runs[1]!.recipe, stopping: { patience: 2 } });
    const results = await fitTogether([runs[0]!, { ...runs[1]!, recipe: stopping }], { runtime });
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((results[1] as PromiseRejectedResult).reason).toBeInstanceOf(OptionError);
  });
});

describe('what cannot be trained together is refused', () => {
  test('recipes whose programs differ, by the field', async () => {
    const [a, b] = seeds(2, table, { train: clouds(40) });
    const other = { ...b!, recipe: recipe({ ...table, dropout: 0.5 }) };
    await expect(fitTogether([a!, other], { runtime })).rejects.toThrow(
      /^fitTogether: .*Recipe 1 differs from recipe 0 in dropout\./,
    );
    await expect(fitTogether([], { runtime })).rejects.toThrow(OptionError);
  });

  test('data that lead to different networks', async () => {
    const [a, b] = seeds(2, table, { train: clouds(40) });
    const results = await fitTogether([a!, { ...b!, data: { train: clouds(40, 'two', 2) } }], { runtime });
    for (const result of results) {
      expect(result.status).toBe('rejected');
      expect((result as PromiseRejectedResult).reason).toBeInstanceOf(OptionError);
    }
  });

  test('a network with an op that has no rule, by op and layer', async () => {
    const convnet = { ...table, architecture: { name: 'convnet', size: 2 } };
    const results = await fitTogether(seeds(2, convnet, { train: bars(20) }), { runtime });
    const { reason } = results[0] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(ShapeError);
    expect(String(reason)).toMatch(/layers\.0\..*conv2d.*one by one/);
  });
});
