import { describe, expect, test } from 'vitest';
import type { Progress } from './protocol.ts';
import { training, type Parts } from './training.ts';
import { recipeOf, startingPoints, withRemedies, type Settings } from '../settings.ts';
import { planeEnds, pointParts, pointTask } from '../tasks/pointSets.ts';
import { fromArrays } from '../../../../data/arrays.ts';
import { recipe } from '../../../../recipe/schema.ts';
import { nodeRuntime } from '../../../../runtime/node.ts';
import { fit } from '../../../../train/fit.ts';

const runtime = nodeRuntime();
const task = pointTask(pointParts({ shape: 'moons', count: 40, noise: 0.15, seed: 1 }), 2);
if (!('train' in task)) throw new Error('points come in parts');
const parts: Parts = {
  train: fromArrays(task.train),
  validation: fromArrays(task.validation),
  test: fromArrays(task.test),
};
const settings: Settings = { ...startingPoints.points, size: 16, epochs: 30 };
const plan = (change: Partial<Settings> = {}) => recipeOf('points', { ...settings, ...change });
const treated = (...names: Parameters<typeof withRemedies>[1]) =>
  recipeOf('points', withRemedies(settings, names));

describe('a training of the page', () => {
  test('is the training of fit, and shows each epoch once with the plane', async () => {
    const seen: Progress[] = [];
    const own = training({ recipe: plan(), grid: { side: 8, ends: planeEnds }, pauseMs: 0 }, parts, runtime);
    const end = await own.run((progress) => seen.push(progress));
    seen.push(end.view);
    const { history, model } = await fit(parts, recipe(plan()), { runtime });
    expect(seen.flatMap(({ epochs }) => epochs)).toEqual(history);
    expect(own.now()!.parameters).toEqual(model.parameters);
    expect(end.view.plane!.length).toBe(8 * 8 * 2);
    expect(end.view.weights.bins.reduce((sum, bin) => sum + bin)).toBe(end.view.weights.count);
  });

  test('goes on with other penalties from where it is, not with another network', async () => {
    const own = training({ recipe: plan(), pauseMs: 0 }, parts, runtime);
    const epochs: number[] = [];
    const penalties: number[] = [];
    let answers: boolean[] = [];
    const end = await own.run((progress) => {
      for (const record of progress.epochs) {
        epochs.push(record.epoch);
        penalties.push(record.penalty);
      }
      if (answers.length === 0)
        answers = [own.change(plan({ size: 8 })), own.change(treated('dropout')), own.change(treated('l2'))];
    });
    expect(answers).toEqual([false, false, true]);
    expect([...epochs, ...end.view.epochs.map(({ epoch }) => epoch)]).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
    expect(penalties[0]).toBe(0);
    expect([...penalties, ...end.view.epochs.map(({ penalty }) => penalty)].at(-1)).toBeGreaterThan(0);
  });

  test('early stopping that is switched off leaves nothing behind: the last weights count', async () => {
    const own = training({ recipe: treated('earlyStopping'), pauseMs: 0 }, parts, runtime);
    let isChanged = false;
    const end = await own.run(() => {
      if (!isChanged) isChanged = own.change(plan());
    });
    expect(isChanged).toBe(true);
    expect(end.stopped).toEqual({ reason: 'epochs', bestEpoch: 30 });
  });

  test('waits while it is paused, and ends when it is stopped', async () => {
    const own = training({ recipe: plan({ epochs: 100_000 }), pauseMs: 1 }, parts, runtime);
    let shown = 0;
    const ended = own.run(() => {
      if (++shown === 3) own.pause(true);
    });
    const settled = async () => {
      let before = -1;
      while (shown < 3 || before !== shown) {
        before = shown;
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
    };
    await settled();
    expect(shown).toBe(3);
    own.pause(false);
    while (shown < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    own.stop();
    expect((await ended).stopped.reason).toBe('interrupted');
  });
});
