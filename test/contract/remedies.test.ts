import { describe, expect, test } from 'vitest';
import { filesOf } from '../helpers/rooms.ts';
import { topologicalOrder } from '../../src/graph/graph.ts';
import { evaluationProgram, network } from '../../src/recipe/compile.ts';
import type { Preparation } from '../../src/recipe/preparation.ts';
import { recipe } from '../../src/recipe/schema.ts';
import { recipeFromText, recipeToJson } from '../../src/recipe/text.ts';
import type { FeatureShape, Remedy } from '../../src/remedies/remedy.ts';

const remedies: Remedy[] = [];
for (const { name, url } of filesOf('remedies')) {
  const exported = ((await import(url)) as Record<string, Remedy | undefined>)[name];
  if (exported) remedies.push(exported);
}

const target = { kind: 'classes' as const, classes: ['a', 'b', 'c'], counts: [90, 30, 9] };
const kinds = [
  {
    kind: 'image' as const,
    shape: { kind: 'image', channels: 1, height: 8, width: 8 } satisfies FeatureShape,
    baseline: recipe({ architecture: { name: 'convnet', size: 8 }, epochs: 40 }),
    preparation: {
      features: { kind: 'image', channels: 1, height: 8, width: 8, mean: [0], deviation: [1] },
      target,
    } satisfies Preparation,
  },
  {
    kind: 'table' as const,
    shape: { kind: 'table', numericColumns: ['x', 'y'], categoricalColumns: [] } satisfies FeatureShape,
    baseline: recipe({ architecture: { name: 'mlp', size: 16 }, epochs: 40 }),
    preparation: {
      features: {
        kind: 'table',
        numericColumns: ['x', 'y'].map((name) => ({ name, mean: 0, deviation: 1, missing: false })),
        categoricalColumns: [],
      },
      target,
    } satisfies Preparation,
  },
  {
    kind: 'text' as const,
    shape: {
      kind: 'text',
      thesaurus: {},
      paraphrases: {},
      vectors: {
        description: { file: 'v.txt', sha256: 'ab', units: 3 },
        words: ['a'],
        values: new Float32Array(3),
      },
    } satisfies FeatureShape,
    baseline: recipe({ architecture: { name: 'textCnn', size: 4 }, epochs: 40 }),
    preparation: {
      features: {
        kind: 'text',
        tokenizer: 'segmenter',
        language: 'en',
        words: ['a', 'b'],
        learned: 2,
        length: 6,
        truncated: 0,
      },
      target,
    } satisfies Preparation,
  },
];

/** Of a task on which every remedy applies. */
const imbalance = { largest: { name: 'a', count: 90 }, smallest: { name: 'c', count: 9 } };

/** Remedies that change the network itself, and so what is evaluated. */
const changesNetwork = new Set(['shrink', 'wordVectors']);

const variants = remedies.flatMap((remedy) =>
  kinds.flatMap(({ kind, shape, baseline, preparation }) =>
    remedy.variants({ features: shape, imbalance, baseline }).map((variant) => ({
      title: `${remedy.name}: ${variant.name} for a ${kind}`,
      remedy,
      variant,
      baseline,
      preparation,
    })),
  ),
);

test('the folder holds the remedies of the practice, each with a source and something to try', () => {
  const names = remedies.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['augment', 'shrink', 'dropout', 'l1', 'l2', 'earlyStopping']),
  );
  for (const { name, source } of remedies) {
    expect(source).toMatch(/\d{4}/);
    expect(variants.some(({ remedy }) => remedy.name === name)).toBe(true);
  }
});

describe.each(variants)('$title', ({ remedy, variant, baseline, preparation }) => {
  test('is pure: the recipe given stays, and the same comes out twice', () => {
    const before = JSON.stringify(baseline);
    const treated = variant.apply(baseline);
    expect(JSON.stringify(baseline)).toBe(before);
    expect(treated).not.toEqual(baseline);
    expect(variant.apply(baseline)).toEqual(treated);
    expect(Object.isFrozen(treated)).toBe(true);
  });

  test('survives JSON', () => {
    const treated = variant.apply(baseline);
    expect(recipeFromText(recipeToJson(treated))).toEqual(treated);
  });

  test('says in words what it does and how strongly', () => {
    expect(variant.explanation).toMatch(/^[a-z].*[^.]$/);
    expect(String(variant.strength)).not.toBe('');
  });

  test('leaves the evaluation program alone, unless it changes the network', () => {
    const ops = (from: typeof baseline) => {
      const program = evaluationProgram(network(from, preparation));
      return topologicalOrder(Object.values(program.outputs)).map(
        ({ op, shape }) => `${op.name} ${shape.join()}`,
      );
    };
    const isSame = ops(variant.apply(baseline)).join() === ops(baseline).join();
    expect(isSame).toBe(!changesNetwork.has(remedy.name));
  });
});
