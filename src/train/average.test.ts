import { describe, expect, test } from 'vitest';
import { decodeState, encodeState } from './checkpoint.ts';
import type { FitResult } from './fit.ts';
import { historyCsv } from './history.ts';
import type { TrainingState } from './state.ts';
import { bars, clouds } from '../../test/helpers/examples.ts';
import { train } from '../../test/helpers/fitting.ts';
import { recipe, type RecipeInput } from '../recipe/schema.ts';
import { OptionError } from '../util/errors.ts';

const data = { train: clouds(40), validation: clouds(30, 'other') };
const plain: RecipeInput = {
  architecture: { name: 'mlp', size: 12 },
  batchSize: 9,
  epochs: 4,
  optimizer: { name: 'sgd', learningRate: 0.1 },
};
const pictures = { train: bars(24), validation: bars(10, 'other') };
const normalized: RecipeInput = {
  architecture: { name: 'convnet', size: 2, batchNorm: true },
  augmentations: [{ name: 'shift' }, { name: 'noise' }],
  dropout: 0.3,
  batchSize: 7,
  epochs: 4,
};

describe('what an average is', () => {
  test('of the last weights alone it is those weights: ema without memory, swa of the last epoch', async () => {
    const { model } = await train(data, plain);
    for (const averaging of [
      { name: 'ema', decay: 0 },
      { name: 'swa', startFraction: 0.99 },
    ])
      expect((await train(data, { ...plain, averaging })).model.parameters).toEqual(model.parameters);
  });

  test('swa is the mean of the weights after its epochs, ema that of all steps, the newer the heavier', async () => {
    const weights: Record<string, Float32Array>[] = [];
    await train(data, plain, {
      onState(state) {
        if (state.step > 0 || state.epoch === 0) return;
        weights.push(
          Object.fromEntries(
            Object.entries(state.tensors).map(([name, tensor]) => [name, tensor.data as Float32Array]),
          ),
        );
      },
    });
    const path = 'parameter/0.dense.kernel';
    const at = (epoch: number, i: number) => weights[epoch - 1]![path]![i]!;
    const averaged = await train(data, { ...plain, averaging: { name: 'swa', startFraction: 0.5 } });
    averaged.model.parameters['0.dense.kernel']!.forEach((value, i) =>
      expect(value).toBeCloseTo((at(2, i) + at(3, i) + at(4, i)) / 3, 6),
    );
    const { history } = averaged;
    expect(history.map((record) => record.averaged)).toEqual([0, 1, 2, 3]);
    expect(historyCsv(history).split('\n')[0]).toContain('penalty,averaged,');
    // A memory so long that each of the 20 steps weighs nearly the same.
    const long = await train(data, { ...plain, averaging: { name: 'ema', decay: 0.999999 } });
    expect(long.history.map((record) => record.averaged)).toEqual([5, 10, 15, 20]);
    const short = await train(data, { ...plain, averaging: { name: 'ema', decay: 0.5 } });
    const distance = ({ model }: FitResult) =>
      Math.hypot(...model.parameters['0.dense.kernel']!.map((value, i) => value - at(4, i)));
    expect(distance(short)).toBeGreaterThan(0);
    expect(distance(short)).toBeLessThan(distance(long));
  });

  test('the training goes on under it as if it were not there', async () => {
    const last = async (averaging: RecipeInput['averaging']) => {
      let state: TrainingState | undefined;
      await train(
        pictures,
        { ...normalized, averaging: averaging ?? null },
        { onState: (s) => void (state = s) },
      );
      return Object.entries(state!.tensors).filter(([name]) => !name.startsWith('average/'));
    };
    const without = await last(null);
    for (const name of ['ema', 'swa']) expect(await last({ name })).toEqual(without);
  });
});

describe.each([
  ['ema', { name: 'ema', decay: 0.9 }],
  ['swa', { name: 'swa', startFraction: 0.4 }],
])('%s', (_, averaging) => {
  test('is what is scored, watched and returned, with statistics of its own', async () => {
    const result = await train(pictures, { ...normalized, averaging, stopping: { patience: 9 } });
    const best = result.history[result.stopped.bestEpoch - 1]!;
    expect(result.train).toEqual(best.train);
    expect(result.validation).toEqual(best.validation);
    expect(best.validation!.loss).toBe(Math.min(...result.history.map((r) => r.validation!.loss)));
    const again = await train(pictures, { ...normalized, averaging });
    const plain = await train(pictures, normalized);
    for (const name of Object.keys(plain.model.parameters).filter((path) => path.includes('running')))
      expect(again.model.parameters[name]).not.toEqual(plain.model.parameters[name]);
  });

  test('resumed from any state, through a file, ends bit for bit where the whole training does', async () => {
    const input = { ...normalized, averaging, stopping: { patience: 3 }, epochs: 5 };
    const owner = { data: '', recipe: '' };
    const kept: Uint8Array[] = [];
    const whole = await train(pictures, input, {
      onState: (state) => void kept.push(encodeState(state, owner)),
    });
    expect(kept.length).toBeGreaterThan(5);
    for (const bytes of kept) {
      const resumed = await train(pictures, input, { resumeFrom: decodeState(bytes, owner) });
      expect(resumed.model.parameters).toEqual(whole.model.parameters);
      expect(resumed.history).toEqual(whole.history);
      expect(resumed.stopped).toEqual(whole.stopped);
    }
  });
});

test('a wrong option is refused, with what was received', () => {
  const averaged = (averaging: { name: string; [option: string]: unknown }) => () =>
    recipe({ ...plain, averaging });
  expect(averaged({ name: 'ema', decay: 1 })).toThrow('ema: decay must be in [0, 1). Received decay=1.');
  expect(averaged({ name: 'swa', startFraction: -0.1 })).toThrow(OptionError);
  expect(averaged({ name: 'emma' })).toThrow(
    'averaging must be one of ema, swa. Received "emma". Did you mean ema?',
  );
  expect(averaged({ name: 'ema', decai: 0.9 })).toThrow('Did you mean decay?');
});
