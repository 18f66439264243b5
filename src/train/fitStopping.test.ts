import { describe, expect, test } from 'vitest';
import type { FitResult } from './fit.ts';
import type { TrainingState } from './state.ts';
import { clouds, prices } from '../../test/helpers/examples.ts';
import { essence, train } from '../../test/helpers/fitting.ts';
import type { RecipeInput } from '../recipe/schema.ts';

describe('early stopping', () => {
  // Few points, a large network and a large rate: it overfits within a few epochs.
  const data = { train: clouds(15), validation: clouds(60, 'other') };
  const input: RecipeInput = {
    architecture: { name: 'mlp', size: 64 },
    batchSize: 5,
    epochs: 60,
    optimizer: { name: 'adam', learningRate: 0.004 },
  };
  const lowest = ({ history }: FitResult) => Math.min(...history.map((record) => record.validation!.loss));
  const bestEpochOf = (result: FitResult) =>
    result.history.find((record) => record.validation!.loss === lowest(result))!.epoch;

  function expectBest(result: FitResult): void {
    expect(result.validation!.loss).toBe(lowest(result));
    expect(result.stopped.bestEpoch).toBe(bestEpochOf(result));
    expect(result.train).toEqual(result.history[result.stopped.bestEpoch - 1]!.train);
  }

  test('ends after `patience` epochs without improvement, with the best weights', async () => {
    const result = await train(data, { ...input, stopping: { patience: 4 } });
    expect(result.stopped.reason).toBe('earlyStopping');
    expect(result.history).toHaveLength(result.stopped.bestEpoch + 4);
    expect(result.history.length).toBeLessThan(60);
    expectBest(result);
  });

  test('gives the best weights back also where the epochs ran out', async () => {
    const whole = await train(data, { ...input, stopping: { patience: 1000 } });
    expect(whole.stopped.reason).toBe('epochs');
    expect(whole.history).toHaveLength(60);
    expect(whole.stopped.bestEpoch).toBeLessThan(55);
    expectBest(whole);
    const without = await train(data, input);
    expect(without.stopped).toEqual({ reason: 'epochs', bestEpoch: 60 });
    expect(without.validation).toEqual(without.history.at(-1)!.validation);
    expect(without.validation!.loss).toBeGreaterThan(whole.validation!.loss);
  });

  test('gives the best weights back also where it was aborted', async () => {
    const control = new AbortController();
    const result = await train(
      data,
      { ...input, stopping: { patience: 1000 } },
      { signal: control.signal, onEpoch: ({ epoch }) => void (epoch === 40 && control.abort()) },
    );
    expect(result.stopped.reason).toBe('interrupted');
    expect(result.history).toHaveLength(40);
    expect(result.stopped.bestEpoch).toBeLessThan(40);
    expectBest(result);
  });

  test('aborted before it began, gives the first weights back', async () => {
    const result = await train(data, { ...input, stopping: {} }, { signal: AbortSignal.abort() });
    expect(result.stopped).toEqual({ reason: 'interrupted', bestEpoch: 0 });
    expect(result.history).toEqual([]);
    expect(Number.isFinite(result.train.loss)).toBe(true);
  });

  test('watches its own part where there is one, and leaves validation alone', async () => {
    const stop = clouds(40, 'third');
    const result = await train({ ...data, stop }, { ...input, stopping: { patience: 1000 } });
    const watched = result.history.map((record) => record.stop!.loss);
    expect(result.stopped.bestEpoch).toBe(1 + watched.indexOf(Math.min(...watched)));
    expect(result.validation).toEqual(result.history[result.stopped.bestEpoch - 1]!.validation);
    const other = await train({ train: data.train, stop }, { ...input, stopping: { patience: 1000 } });
    expect(other.model.parameters).toEqual(result.model.parameters);
    expect(other.validation).toBeUndefined();
    expect(other.generalizationGap).toBeUndefined();
  });

  test('minDelta: a smaller improvement is none', async () => {
    const whole = await train(data, { ...input, stopping: { patience: 1000 } });
    const losses = whole.history.map((record) => record.validation!.loss);
    const [patience, minDelta] = [3, 0.05];
    // The rule in plain words: an epoch counts if it beats the best counted one by more than minDelta.
    let [best, bestEpoch, last] = [Infinity, 0, 60];
    for (let epoch = 1; epoch <= 60; epoch++) {
      if (losses[epoch - 1]! < best - minDelta) [best, bestEpoch] = [losses[epoch - 1]!, epoch];
      if (epoch - bestEpoch >= patience) {
        last = epoch;
        break;
      }
    }
    const result = await train(data, { ...input, stopping: { patience, minDelta } });
    expect(result.stopped).toEqual({ reason: 'earlyStopping', bestEpoch });
    expect(result.history).toHaveLength(last);
    expect(last).not.toBe((await train(data, { ...input, stopping: { patience } })).history.length);
  });

  test('startFromEpoch: what was before is not watched', async () => {
    const free = await train(data, { ...input, stopping: { patience: 1000 } });
    const startFromEpoch = free.stopped.bestEpoch + 6;
    const result = await train(data, { ...input, stopping: { patience: 2, startFromEpoch } });
    expect(result.stopped.bestEpoch).toBeGreaterThanOrEqual(startFromEpoch);
    expect(result.history.length).toBeGreaterThanOrEqual(startFromEpoch + 2);
    const watched = free.history
      .slice(startFromEpoch - 1, result.history.length)
      .map((r) => r.validation!.loss);
    expect(result.validation!.loss).toBe(Math.min(...watched));
  });

  test('aborted before the first watched epoch, gives the last weights back', async () => {
    const control = new AbortController();
    const result = await train(
      data,
      { ...input, stopping: { patience: 2, startFromEpoch: 50 } },
      { signal: control.signal, onEpoch: ({ epoch }) => void (epoch === 3 && control.abort()) },
    );
    expect(result.stopped).toEqual({ reason: 'interrupted', bestEpoch: 3 });
    expect(result.validation).toEqual(result.history[2]!.validation);
  });

  test('monitor metric: the best accuracy comes back', async () => {
    const result = await train(data, { ...input, stopping: { patience: 1000, monitor: 'metric' } });
    const best = Math.max(...result.history.map((record) => record.validation!.accuracy!));
    expect(result.validation!.accuracy).toBe(best);
    expect(result.history[result.stopped.bestEpoch - 1]!.validation!.accuracy).toBe(best);
    const numbers = await train(
      { train: prices(15), validation: prices(30, 'other') },
      { ...input, epochs: 20, stopping: { patience: 1000, monitor: 'metric' } },
    );
    expect(numbers.validation!.rmse).toBe(
      Math.min(...numbers.history.map((record) => record.validation!.rmse!)),
    );
  });

  test('monitor calibratedLoss: the weights of the least loss at the best confidence come back', async () => {
    const monitor = 'calibratedLoss' as const;
    const stop = clouds(15, 'stop');
    const result = await train({ ...data, stop }, { ...input, stopping: { patience: 1000, monitor } });
    const watched = result.history.map((record) => record.stop!.calibratedLoss!);
    expect(result.stopped.bestEpoch).toBe(1 + watched.indexOf(Math.min(...watched)));
    expect(result.history.every(({ validation }) => validation!.calibratedLoss === undefined)).toBe(true);
    // Which is not where the loss itself turns.
    const byLoss = result.history.map((record) => record.stop!.loss);
    expect(result.stopped.bestEpoch).not.toBe(1 + byLoss.indexOf(Math.min(...byLoss)));
    // Validation is watched where nothing else is set aside.
    const alone = await train(data, { ...input, stopping: { patience: 1000, monitor } });
    const validated = alone.history.map((record) => record.validation!.calibratedLoss!);
    expect(alone.stopped.bestEpoch).toBe(1 + validated.indexOf(Math.min(...validated)));
    // A number to predict has one loss.
    const parts = { train: prices(15), validation: prices(30, 'other') };
    const [numbers, same] = await Promise.all(
      [monitor, 'loss' as const].map((one) =>
        train(parts, { ...input, epochs: 20, stopping: { patience: 1000, monitor: one } }),
      ),
    );
    expect(numbers!.stopped).toEqual(same!.stopped);
  });

  test('a stopped training that is resumed stays stopped', async () => {
    let last: TrainingState | undefined;
    const stopping = { patience: 4 };
    const whole = await train(data, { ...input, stopping }, { onState: (state) => void (last = state) });
    const again = await train(data, { ...input, stopping }, { resumeFrom: last! });
    expect(essence(again)).toEqual(essence(whole));
  });
});
