import { describe, expect, test } from 'vitest';
import { baselineRecipe } from './baseline.ts';
import { memoryJournal } from './journal.ts';
import { moreAugmentations } from './moreAugmentations.ts';
import { partedRemedies, refusedRecord, unsafeAugmentations } from './refuse.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { arrows, clouds } from '../../test/helpers/examples.ts';
import { madeUpBench, scores, trialResult } from '../../test/helpers/trials.ts';

const data = arrows(150);
const baseline = baselineRecipe(data, 40);
const runtime = nodeRuntime();
const unsafe = await unsafeAugmentations(data, baseline, undefined, runtime);

describe('what labels do not survive is refused before any training', () => {
  test('a mirror that turns one class into another, though it is not among the usual remedies', () => {
    expect(unsafe.get('flipVertical')).toMatch(/^An upside-down (up|down) is nearer to (down|up) than to/);
    expect(unsafe.has('flipHorizontal')).toBe(false);
    const { variants, refused, others } = partedRemedies(data, baseline, undefined, unsafe);
    expect(refused.map(({ variant }) => variant.name)).toContain('flipVertical');
    expect(variants.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['flipHorizontal', 'shift', 'dropout']),
    );
    expect(others.map(({ name }) => name)).toEqual(expect.arrayContaining(['crop', 'cutout']));
    const names = [...variants, ...others].map(({ name }) => name);
    for (const { variant } of refused) expect(names).not.toContain(variant.name);
    const record = refusedRecord(refused[0]!, baseline, [trialResult(scores(1), scores(0.8))]);
    expect(record).toMatchObject({ decision: 'harm', effect: { pairs: 0 }, reason: refused[0]!.reason });
  });

  test('of named remedies only those are looked at, and rows of a table are', async () => {
    const few = await unsafeAugmentations(data, baseline, ['flipVertical', 'dropout'], runtime);
    expect([...few.keys()]).toEqual(['flipVertical']);
    const { variants, others } = partedRemedies(data, baseline, ['flipVertical', 'dropout'], few);
    expect(variants.map(({ name }) => name)).toEqual(['dropout']);
    expect(others).toEqual([]);
    const rows = clouds(60);
    const table = baselineRecipe(rows, 40);
    const named = partedRemedies(
      rows,
      table,
      undefined,
      await unsafeAugmentations(rows, table, undefined, runtime),
    );
    expect(named.refused).toEqual([]);
    expect(named.variants.map(({ name }) => name)).toContain('dropout');
  });
});

describe('more augmentations than the usual ones', () => {
  const { others } = partedRemedies(data, baseline, undefined, unsafe);
  const helping = ['crop', 'cutout', 'shear', 'blur'];
  const more = (budgetSeconds: number | undefined) => {
    const { bench, asked } = madeUpBench(({ augmentations, seed }) => {
      const worth = helping.indexOf(augmentations[0]?.name ?? '');
      return trialResult(
        scores(1),
        scores(0.6 + (worth < 0 ? -0.05 : 0.1 - 0.01 * worth) + 0.001 * (seed % 7)),
      );
    });
    const picked = moreAugmentations(bench, data, {
      variants: others,
      baseline,
      // A training of the baseline takes a second.
      results: [trialResult(scores(1), scores(0.6))],
      budgetSeconds,
      journal: memoryJournal(),
      seed: 1,
    });
    return picked.then((variants) => ({ names: variants.map(({ name }) => name), trials: asked.length }));
  };

  test('are picked by short trainings where a tenth of the budget is enough, the best three', async () => {
    expect((await more(10_000)).names).toEqual(['crop', 'cutout', 'shear']);
  });

  test('are left alone where trainings as long as those of the baseline would take more than that', async () => {
    expect(await more(60)).toEqual({ names: [], trials: 0 });
  });

  test('are left alone without a budget', async () => {
    expect(await more(undefined)).toEqual({ names: [], trials: 0 });
  });
});
