import { expect, test } from 'vitest';
import { probe, probePairs } from './probe.ts';
import { memoryJournal } from '../journal.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { Recipe } from '../../recipe/schema.ts';
import { uniformAt } from '../../util/random.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { labelled, scores, trialResult } from '../../../test/helpers/trials.ts';

/** With features that tell all examples apart, else they count as duplicates. */
function distinct(...counts: readonly number[]): Dataset {
  const data = labelled(...counts);
  const numbers = Float32Array.from({ length: data.size }, (_, i) => i);
  return { ...data, features: { ...data.features, numbers } as Dataset['features'] };
}

test('short trainings have 800 examples at most, classes in proportion, and all held out judge them', () => {
  const data = distinct(1000, 500);
  const pairs = probePairs(data, 7, 1);
  expect(pairs).toHaveLength(7);
  const labels = (data.target as { labels: Int32Array }).labels;
  for (const { parts } of pairs) {
    const { train, validation } = parts;
    expect(train).toHaveLength(800);
    expect(validation).toHaveLength(300);
    expect(new Set([...train, ...validation!]).size).toBe(1100);
    const share = train.reduce((sum, i) => sum + labels[i]!, 0) / 800;
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.01);
  }
  // Different ones each time.
  const all = new Set(pairs.flatMap(({ parts }) => [...parts.train]));
  expect(all.size).toBeGreaterThan(1400);
});

test('few examples are all trained on', () => {
  const [first] = probePairs(distinct(60, 40), 1, 1);
  expect(first!.parts.train).toHaveLength(80);
});

test('what is proven is put together into a policy, unless only the decisions are asked for', async () => {
  const asked: Recipe[] = [];
  const ask = (policy?: boolean) =>
    probe(distinct(60, 40), {
      ...{ runtime: nodeRuntime(), journal: memoryJournal(), seed: 1, description: '' },
      operations: ['gaussianNoise', 'swapNoise'],
      ...(policy !== undefined && { policy }),
      executor: {
        workers: 1,
        async run({ recipe }) {
          asked.push(recipe);
          return trialResult(scores(1), scores(0.7 + 0.1 * recipe.augmentations.length));
        },
        close: async () => {},
      },
    });
  const whole = await ask();
  expect(whole.policy.map(({ name }) => name)).toEqual(['gaussianNoise', 'swapNoise']);
  expect(Math.max(...asked.map(({ augmentations }) => augmentations.length))).toBe(2);
  asked.length = 0;
  const decisions = await ask(false);
  expect(decisions.operations).toEqual(whole.operations);
  expect(decisions.operations.map(({ decision }) => decision)).toEqual(['keep', 'keep']);
  expect(decisions.policy).toEqual([]);
  expect(Math.max(...asked.map(({ augmentations }) => augmentations.length))).toBe(1);
});

test('what looks better and is not proven is looked at again, where few are asked about and there is time', async () => {
  const ask = (budgetSeconds?: number) => {
    let asked = 0;
    return probe(distinct(60, 40), {
      ...{ runtime: nodeRuntime(), journal: memoryJournal(), seed: 1, description: '', policy: false },
      operations: ['gaussianNoise'],
      ...(budgetSeconds !== undefined && { budgetSeconds }),
      executor: {
        workers: 1,
        async run({ recipe }) {
          // About 0.01 better, and 0.03 of luck.
          const gain = recipe.augmentations.length > 0 ? 0.012 + 0.1 * (uniformAt(recipe.seed, 0) - 0.5) : 0;
          return { ...trialResult(scores(1), scores(0.7 + gain)), seconds: asked++ === 0 ? 1 : 2 };
        },
        close: async () => {},
      },
    });
  };
  expect((await ask()).operations[0]!.effect.pairs).toBe(20);
  // By the first trial there is time for ten pairs; by the others, which take longer, there is none for more.
  expect((await ask(60)).operations[0]!.effect.pairs).toBe(10);
});
