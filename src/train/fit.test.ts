import { describe, expect, test } from 'vitest';
import { decodeState, encodeState } from './checkpoint.ts';
import type { FitData, FitResult } from './fit.ts';
import { historyCsv } from './history.ts';
import type { TrainingState } from './state.ts';
import { bars, clouds, people, prices } from '../../test/helpers/examples.ts';
import { essence, runtime, train } from '../../test/helpers/fitting.ts';
import { fromArrays } from '../data/arrays.ts';
import { carriedOutside } from '../graph/scan.ts';
import type { RecipeInput } from '../recipe/schema.ts';
import { isScan, type Runtime, type Tensor } from '../runtime/runtime.ts';
import { DataError, OptionError, RunError } from '../util/errors.ts';

const small = { name: 'mlp', size: 12 };

/** A recipe with everything random in it, for pictures. */
const everything: RecipeInput = {
  architecture: { name: 'convnet', size: 2, batchNorm: true },
  augmentations: [
    { name: 'shift' },
    { name: 'rotate' },
    { name: 'zoom' },
    { name: 'flipHorizontal' },
    { name: 'noise' },
  ],
  dropout: 0.3,
  penalties: { l1: 1e-4, l2: 1e-3 },
  batchSize: 7,
  epochs: 4,
  schedule: { name: 'cosine', warmup: 0.2 },
  seed: 11,
};

describe('one seed, one result', () => {
  test('the same data, recipe and seed give bit-identical weights and history; another seed does not', async () => {
    const data = { train: bars(24), validation: bars(10, 'other') };
    const first = await train(data, everything);
    expect(essence(await train(data, everything))).toEqual(essence(first));
    const other = await train(data, { ...everything, seed: 12 });
    expect(other.model.parameters).not.toEqual(first.model.parameters);
    expect(other.history[0]!.train.loss).not.toBe(first.history[0]!.train.loss);
  });

  test('how an epoch is cut into calls makes no difference', async () => {
    // A runtime that makes every step of a training a native call of its own.
    const single: Runtime = {
      name: 'one step a call',
      async compile(program) {
        const compiled = await runtime.compile(program);
        if (!isScan(program)) return compiled;
        const { perStep } = program;
        return {
          dispose: () => compiled.dispose(),
          async run(feeds) {
            const steps = feeds[perStep[0]!]!.shape[0]!;
            let state: Record<string, Tensor> = { ...feeds };
            const collected: Record<string, number[]> = { loss: [], penalty: [] };
            let results: Record<string, Tensor> = {};
            for (let step = 0; step < steps; step++) {
              const slices = perStep.map((name) => {
                const { dtype, shape, data } = feeds[name]!;
                const length = data.length / steps;
                const part = data.slice(step * length, (step + 1) * length);
                return [name, { dtype, shape: [1, ...shape.slice(1)], data: part }];
              });
              results = await compiled.run({
                ...state,
                ...(Object.fromEntries(slices) as Record<string, Tensor>),
              });
              for (const { from, to } of carriedOutside(program)) state = { ...state, [from]: results[to]! };
              for (const [name, list] of Object.entries(collected)) list.push(results[name]!.data[0]!);
            }
            const stacks = Object.entries(collected).map(([name, list]): [string, Tensor] => [
              name,
              { dtype: 'float32', shape: [steps], data: Float32Array.from(list) },
            ]);
            return { ...results, ...Object.fromEntries(stacks) };
          },
        };
      },
    };
    const data = { train: bars(40), validation: bars(10, 'other') };
    const whole = await train(data, { ...everything, batchSize: 3 });
    expect(essence(await train(data, { ...everything, batchSize: 3 }, { runtime: single }))).toEqual(
      essence(whole),
    );
  });

  /** What is fed to the training program at each step, over all calls. */
  async function fed(data: FitData, input: RecipeInput): Promise<{ keys: number[]; indices: number[] }> {
    const [keys, indices]: [number[], number[]] = [[], []];
    const watching: Runtime = {
      name: 'watching',
      async compile(program) {
        const compiled = await runtime.compile(program);
        if (!isScan(program)) return compiled;
        return {
          dispose: () => compiled.dispose(),
          run(feeds) {
            keys.push(...feeds.key!.data);
            indices.push(...feeds.indices!.data);
            return compiled.run(feeds);
          },
        };
      },
    };
    await train(data, input, { runtime: watching });
    return { keys, indices };
  }

  test('every step of a training has a random key of its own, and every seed has others', async () => {
    const input: RecipeInput = { architecture: small, dropout: 0.5, batchSize: 2, epochs: 9 };
    const [first, again] = [await fed({ train: clouds(30) }, input), await fed({ train: clouds(30) }, input)];
    expect(first.keys).toHaveLength(9 * 15);
    expect(new Set(first.keys).size).toBe(9 * 15);
    expect(again).toEqual(first);
    const other = await fed({ train: clouds(30) }, { ...input, seed: 1 });
    expect(new Set([...first.keys, ...other.keys]).size).toBe(2 * 9 * 15);
  });

  test('each round shows every example once, in an order of its own that the seed decides', async () => {
    const input: RecipeInput = { architecture: small, batchSize: 8, epochs: 9 };
    // 30 examples in batches of 8 are 4 steps an epoch, so rounds and epochs do not coincide.
    const { indices } = await fed({ train: clouds(30) }, input);
    expect(indices).toHaveLength(9 * 4 * 8);
    const orders = Array.from({ length: 9 }, (_, round) => indices.slice(30 * round, 30 * round + 30));
    for (const order of orders)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(new Set(orders.map((order) => order.join())).size).toBe(9);
    const other = await fed({ train: clouds(30) }, { ...input, seed: 1 });
    expect(other.indices.slice(0, 30)).not.toEqual(orders[0]);
  });

  test.each([1, 2, 5])(
    'a training resumed after epoch %s ends bit for bit where the whole one does',
    async (epoch) => {
      const data = { train: clouds(40), validation: clouds(30, 'other') };
      const input: RecipeInput = {
        architecture: small,
        dropout: 0.4,
        epochs: 6,
        batchSize: 9,
        optimizer: { name: 'adamw', learningRate: 0.02 },
        schedule: { name: 'cosine' },
        stopping: { patience: 3 },
      };
      let kept: TrainingState | undefined;
      const whole = await train(data, input, {
        onState: (state) => void (kept ??= state.epoch === epoch ? state : kept),
      });
      expect(kept!.epoch).toBe(epoch);
      const seen: number[] = [];
      const resumed = await train(data, input, {
        resumeFrom: kept!,
        onEpoch: (record) => seen.push(record.epoch),
      });
      expect(essence(resumed)).toEqual(essence(whole));
      expect(seen[0]).toBe(epoch + 1);
    },
  );

  test('a training resumed between any two calls ends bit for bit where the whole one does', async () => {
    const data = { train: bars(40), validation: bars(10, 'other') };
    // 14 steps an epoch in calls of at first 8, so that states lie inside epochs.
    const input = { ...everything, batchSize: 3, epochs: 2, stopping: { patience: 1 } };
    const states: TrainingState[] = [];
    const whole = await train(data, input, { onState: (state) => void states.push(state) });
    expect(states[0]).toMatchObject({ epoch: 0, step: 0 });
    expect(states.some(({ step }) => step > 0 && step < 14)).toBe(true);
    expect(states.some(({ step }) => step === 14)).toBe(true);
    for (const resumeFrom of states)
      expect(essence(await train(data, input, { resumeFrom }))).toEqual(essence(whole));
  });

  test('a state of another training is refused, with the tensor that does not fit', async () => {
    const data = { train: clouds(20) };
    let kept: TrainingState | undefined;
    await train(data, { architecture: small, epochs: 1 }, { onState: (state) => void (kept = state) });
    const resumed = (input: RecipeInput, state: TrainingState) => train(data, input, { resumeFrom: state });
    await expect(resumed({ architecture: { name: 'mlp', size: 13 } }, kept!)).rejects.toThrow(
      /^resume: the state must be one of this data and recipe\. Tensor parameter\/\S+ is \[2, 12\], not \[2, 13\]/,
    );
    const sgd = { architecture: small, optimizer: { name: 'sgd', learningRate: 0.1 } };
    await expect(resumed(sgd, kept!)).rejects.toThrow('which the training does not');
    const tensors = Object.fromEntries(Object.entries(kept!.tensors).slice(1));
    await expect(resumed({ architecture: small }, { ...kept!, tensors })).rejects.toThrow(DataError);
  });

  test('a schedule that watches the loss goes on from a checkpoint as if nothing had been', async () => {
    const data = { train: clouds(40), validation: clouds(30, 'other') };
    const input: RecipeInput = {
      architecture: small,
      epochs: 7,
      // Nothing counts as an improvement, so the rate falls with every third epoch.
      schedule: { name: 'reduceOnPlateau', factor: 0.5, patience: 1, minDelta: 1e9, minFactor: 0.3 },
      optimizer: { name: 'sgd', learningRate: 0.01 },
    };
    const owner = { data: '', recipe: '' };
    let kept: Uint8Array | undefined;
    const whole = await train(data, input, {
      onState: (state) => void (kept = state.epoch === 4 ? encodeState(state, owner) : kept),
    });
    const rates = whole.history.map(({ learningRate }) => learningRate / 0.01);
    [1, 1, 1, 0.5, 0.5, 0.3, 0.3].forEach((factor, i) => expect(rates[i]).toBeCloseTo(factor, 6));
    const resumed = await train(data, input, { resumeFrom: decodeState(kept!, owner) });
    expect(essence(resumed)).toEqual(essence(whole));
  });

  test('a schedule that watches the loss wants a part to watch', async () => {
    const input: RecipeInput = { architecture: small, epochs: 2, schedule: { name: 'reduceOnPlateau' } };
    await expect(train({ train: clouds(40) }, input)).rejects.toThrow(
      'fit: the schedule reduceOnPlateau needs a part to watch.',
    );
  });

  test('an interrupted training goes on from its last state to the same end', async () => {
    const data = { train: bars(24), validation: bars(10, 'other') };
    const whole = await train(data, everything);
    const control = new AbortController();
    let kept: TrainingState | undefined;
    const broken = await train(data, everything, {
      signal: control.signal,
      onState(state) {
        kept = state;
        if (state.epoch === 2) control.abort();
      },
    });
    expect(broken.stopped.reason).toBe('interrupted');
    expect(broken.history).toHaveLength(2);
    expect(essence(await train(data, everything, { resumeFrom: kept! }))).toEqual(essence(whole));
  });
});

describe('training and validation are measured alike', () => {
  test('training data given as validation data has a gap of 0', async () => {
    const data = bars(24);
    const {
      history,
      generalizationGap,
      train: trained,
      validation,
    } = await train({ train: data, validation: data }, everything);
    expect(Math.abs(generalizationGap!)).toBeLessThanOrEqual(1e-6);
    expect(validation).toEqual(trained);
    for (const record of history) {
      expect(record.validation).toEqual(record.train);
      expect(record.penalty).toBeGreaterThan(0);
    }
  });

  test('the penalty stands apart from the loss', async () => {
    const data = { train: clouds(30) };
    const input: RecipeInput = {
      architecture: small,
      epochs: 1,
      optimizer: { name: 'sgd', learningRate: 1e-12 },
    };
    const plain = await train(data, input);
    const heavy = await train(data, { ...input, penalties: { l2: 0.5 } });
    expect(plain.history[0]!.penalty).toBe(0);
    expect(heavy.train.loss).toBeCloseTo(plain.train.loss, 6);
    const squares = Object.values(heavy.history[0]!.weightNorms).reduce((sum, norm) => sum + norm ** 2, 0);
    expect(heavy.history[0]!.penalty).toBeCloseTo(0.5 * squares, 4);
  });

  test('penalties and decay make weights smaller, and L1 makes some nearly nothing', async () => {
    const data = { train: clouds(60) };
    const input: RecipeInput = {
      architecture: small,
      epochs: 60,
      optimizer: { name: 'adam', learningRate: 0.02 },
    };
    const norm = ({ history }: FitResult) =>
      Object.values(history.at(-1)!.weightNorms).reduce((sum, x) => sum + x, 0);
    const plain = norm(await train(data, input));
    expect(norm(await train(data, { ...input, penalties: { l2: 0.01 } }))).toBeLessThan(0.8 * plain);
    const decayed = { ...input, optimizer: { name: 'adamw', learningRate: 0.02, weightDecay: 0.5 } };
    expect(norm(await train(data, decayed))).toBeLessThan(0.8 * plain);
    const sparse = await train(data, { ...input, penalties: { l1: 0.01 } });
    const weights = Object.entries(sparse.model.parameters).flatMap(([path, w]) =>
      path.endsWith('kernel') ? [...w] : [],
    );
    expect(weights.filter((w) => Math.abs(w) < 0.01).length / weights.length).toBeGreaterThan(0.3);
  });
});

describe('what there is to learn is learned', () => {
  test('three classes', async () => {
    const result = await train(
      { train: clouds(90), validation: clouds(60, 'other') },
      { architecture: small, epochs: 60, optimizer: { name: 'adam', learningRate: 0.02 } },
    );
    expect(result.train.accuracy!).toBeGreaterThan(0.85);
    expect(result.validation!.accuracy!).toBeGreaterThan(0.8);
    expect(result.history.at(-1)!.train.loss).toBeLessThan(0.6 * result.history[0]!.train.loss);
    expect(result.stopped).toEqual({ reason: 'epochs', bestEpoch: 60 });
  });

  test.each(['auto', 'crossEntropy', 'binaryCrossEntropy'])(
    'two classes, with missing numbers and categories: %s',
    async (loss) => {
      const result = await train(
        { train: people(120), validation: people(80, 'other') },
        { architecture: small, loss, epochs: 40, optimizer: { name: 'adam', learningRate: 0.01 } },
      );
      expect(result.train.accuracy!).toBeGreaterThan(0.85);
      expect(result.validation!.accuracy!).toBeGreaterThan(0.7);
      expect(result.train.rmse).toBeUndefined();
    },
  );

  test('a number, scored in its own unit', async () => {
    const result = await train(
      { train: prices(100), validation: prices(60, 'other') },
      { architecture: small, epochs: 80, optimizer: { name: 'adam', learningRate: 0.02 } },
    );
    // Noise of 200 · U(0, 1) leaves an error of 58 at best; prices spread by about 950.
    expect(result.validation!.rmse!).toBeLessThan(200);
    expect(result.validation!.rmse!).toBeGreaterThan(50);
    expect(result.validation!.r2!).toBeGreaterThan(0.9);
    expect(result.generalizationGap).toBeCloseTo(result.validation!.rmse! - result.train.rmse!, 12);
    expect(result.train.accuracy).toBeUndefined();
  });

  test.each(['sgd', 'adam', 'adamw'])('pictures, by %s', async (name) => {
    const result = await train(
      { train: bars(60), validation: bars(40, 'other') },
      {
        architecture: { name: 'convnet', size: 4 },
        epochs: 25,
        batchSize: 12,
        optimizer: {
          name,
          learningRate: name === 'sgd' ? 0.05 : 0.01,
          ...(name === 'sgd' && { momentum: 0.9 }),
        },
      },
    );
    expect(result.train.accuracy).toBe(1);
    expect(result.validation!.accuracy!).toBeGreaterThan(0.9);
  });

  test('a batch larger than the data is the whole data', async () => {
    const data = { train: clouds(10) };
    const large = await train(data, { architecture: small, batchSize: 4096, epochs: 3 });
    expect(large.history.map(({ steps }) => steps)).toEqual([1, 2, 3]);
    expect(essence(await train(data, { architecture: small, batchSize: 10, epochs: 3 }))).toEqual(
      essence(large),
    );
  });

  test('a single example can be learned', async () => {
    const one = fromArrays({ columns: ['x'], rows: [[3]], labels: ['b'], classes: ['a', 'b'] });
    const result = await train({ train: one }, { architecture: small, epochs: 30 });
    expect(result.train.accuracy).toBe(1);
  });
});

describe('a training that goes wrong says so', () => {
  test('a loss that is not finite ends it, with epoch, step and what to change', async () => {
    const huge: RecipeInput = {
      architecture: small,
      batchSize: 5,
      optimizer: { name: 'sgd', learningRate: 1e18 },
    };
    const error = await train({ train: clouds(20) }, huge).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RunError);
    expect((error as RunError).exitCode).toBe(1);
    const message = (error as RunError).message;
    const [, epoch, step] =
      /It became \S+ in epoch (\d+), step (\d+)\. It began in step \d+, in .+ \(\w+\)\. Lower the learning rate/.exec(
        message,
      )!;
    // 20 examples in batches of 5 are 4 steps an epoch.
    expect(Math.ceil(Number(step) / 4)).toBe(Number(epoch));
    expect(Number(step)).toBeGreaterThan(1);
    expect(Number(step)).toBeLessThan(12);
  });

  test('names the layer in which it began, here a first one whose weights have become too large', async () => {
    const huge: RecipeInput = {
      architecture: small,
      batchSize: 5,
      optimizer: { name: 'sgd', learningRate: 1e25 },
    };
    await expect(train({ train: clouds(20) }, huge)).rejects.toThrow(/ in layers\.\d+\.dense/);
  });

  test('a recipe that does not suit the data is refused before anything runs', async () => {
    const act = (input: RecipeInput, data: FitData) => train(data, input);
    await expect(act({ architecture: { name: 'convnet', size: 2 } }, { train: clouds(9) })).rejects.toThrow(
      'convnet: takes pictures. The data is a table; use mlp.',
    );
    await expect(
      act({ architecture: small, augmentations: [{ name: 'shift' }] }, { train: clouds(9) }),
    ).rejects.toThrow(OptionError);
    await expect(
      act({ architecture: small, loss: 'meanSquaredError' }, { train: clouds(9) }),
    ).rejects.toThrow('loss: meanSquaredError does not fit a target of classes.');
    await expect(act({ architecture: small, loss: 'crossEntropy' }, { train: prices(9) })).rejects.toThrow(
      OptionError,
    );
    await expect(
      act({ architecture: small, loss: 'binaryCrossEntropy' }, { train: clouds(9) }),
    ).rejects.toThrow('needs two classes. Received 3');
    await expect(act({ architecture: small, stopping: {} }, { train: clouds(9) })).rejects.toThrow(
      'early stopping needs a part to watch',
    );
  });
});

test('the last step of a training is not exempt: weights that became infinite are no result', async () => {
  const huge: RecipeInput = {
    architecture: small,
    batchSize: 20,
    epochs: 1,
    optimizer: { name: 'sgd', learningRate: 1e30 },
  };
  const error = await train({ train: clouds(20) }, huge).catch((reason: unknown) => reason);
  expect(error instanceof RunError).toBe(true);
});

test('enough: a training ends where its caller has seen enough, with the weights it has then', async () => {
  const data = { train: clouds(20) };
  const input: RecipeInput = { architecture: small, epochs: 9 };
  const result = await train(data, input, { enough: ({ epoch }) => epoch === 4 });
  expect(result.stopped).toEqual({ reason: 'enough', bestEpoch: 4 });
  expect(result.history).toHaveLength(4);
  expect(result.train).toEqual(result.history[3]!.train);
  // Constant learning rate, so that the first epochs do not depend on how many were planned.
  expect(result.model.parameters).toEqual((await train(data, { ...input, epochs: 4 })).model.parameters);
});

test('the history says what happened, also as CSV', async () => {
  const { history, parameters, model } = await train(
    { train: clouds(20), validation: clouds(10, 'other') },
    {
      architecture: small,
      epochs: 3,
      batchSize: 8,
      schedule: { name: 'cosine' },
      optimizer: { name: 'sgd', learningRate: 0.1 },
    },
  );
  expect(history.map(({ epoch, steps }) => [epoch, steps])).toEqual([
    [1, 3],
    [2, 6],
    [3, 9],
  ]);
  // The rate of the last step of each epoch: steps 2, 5 and 8 of 9.
  history.forEach(({ learningRate }, i) =>
    expect(learningRate).toBeCloseTo((0.1 * (1 + Math.cos((Math.PI * (3 * i + 2)) / 9))) / 2, 7),
  );
  expect(parameters).toBe(Object.values(model.parameters).reduce((sum, values) => sum + values.length, 0));
  const last = history[2]!;
  for (const [path, norm] of Object.entries(last.weightNorms))
    expect(norm).toBeCloseTo(Math.hypot(...model.parameters[`${path}.kernel`]!), 5);
  const lines = historyCsv(history).trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  const header = lines[0]!.split(',');
  expect(header.slice(0, 5)).toEqual(['epoch', 'steps', 'learningRate', 'train.loss', 'train.accuracy']);
  const cells = lines[3]!.split(',');
  expect(Number(cells[header.indexOf('validation.loss')])).toBe(last.validation!.loss);
  expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
});
