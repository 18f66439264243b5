import { expect, test } from 'vitest';
import { embedding } from './embedding.ts';
import type { LayerContext } from './layer.ts';
import { makeGraph } from '../graph/graph.ts';
import { constant, input } from '../graph/value.ts';
import { interpret } from '../runtime/reference.ts';
import { OptionError } from '../util/errors.ts';

const values = Float32Array.from({ length: 10 }, (_, i) => i);

/** Vectors of tokens, by the layer with its given first values. */
function vectorsOf(trainable: boolean | number): { specs: string[]; vectors: number[] } {
  const layer = embedding({ vocabulary: 5, units: 2, padding: 0, trainable, values });
  const specs = layer.parameters(['N', 4]);
  const context: LayerContext = {
    training: true,
    key: constant(0, [], 'uint32'),
    path: '',
    parameter: (name) => {
      const { shape, initializer } = specs[name]!;
      return constant(initializer.kind === 'given' ? initializer.values : [], [...shape]);
    },
    update: () => undefined,
    mask: undefined,
  };
  const x = input('x', [2, 4], 'int32');
  const graph = makeGraph('embed', [x], { y: layer.apply(x, context) });
  const { y } = interpret(graph, {
    x: { dtype: 'int32', shape: [2, 4], data: Int32Array.from([1, 2, 3, 4, 4, 0, 2, 1]) },
  });
  return {
    specs: Object.entries(specs).map(
      ([name, { shape, trainable: is }]) => `${name} ${shape.join('x')} ${is ? 'trained' : 'kept'}`,
    ),
    vectors: Array.from(y!.data),
  };
}

test('two tables, one trained and one kept, give the vectors of one', () => {
  const whole = vectorsOf(true);
  expect(whole.specs).toEqual(['table 5x2 trained']);
  expect(whole.vectors).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 8, 9, 0, 0, 4, 5, 2, 3]);
  for (const count of [1, 2, 3, 4]) {
    const { specs, vectors } = vectorsOf(count);
    expect(specs).toEqual([`table ${count}x2 trained`, `rest ${5 - count}x2 kept`]);
    expect(vectors).toEqual(whole.vectors);
  }
  expect(vectorsOf(false).specs).toEqual(['table 5x2 kept']);
});

test('refuses values of another size and more trained vectors than there are', () => {
  expect(() => embedding({ vocabulary: 4, units: 2, values })).toThrow(OptionError);
  expect(() => embedding({ vocabulary: 5, units: 2, trainable: 6 })).toThrow(
    'embedding: trainable must be true, false or a whole number up to 5. Received trainable=6.',
  );
});
