/** Wrong use inside a network is refused when its graph is made, and the message begins with the layer's path. */
import { describe, expect, test } from 'vitest';
import { layerContext } from '../helpers/layers.ts';
import { input, withScope } from '../../src/graph/value.ts';
import { dense } from '../../src/layers/dense.ts';
import { conv2d } from '../../src/layers/conv2d.ts';
import { categoryEmbedding } from '../../src/layers/categoryEmbedding.ts';
import { dropout } from '../../src/layers/dropout.ts';
import { shapeless, type Layer } from '../../src/layers/layer.ts';
import { relu } from '../../src/layers/relu.ts';
import { residual } from '../../src/layers/residual.ts';
import { sequential } from '../../src/layers/sequential.ts';
import { stochasticDepth } from '../../src/layers/stochasticDepth.ts';
import { cast } from '../../src/ops/elementwise/cast.ts';
import { grad } from '../../src/ops/grad.ts';
import { reduceSum } from '../../src/ops/reduce/reduceSum.ts';
import { evaluationProgram, network, samplingProgram, trainingProgram } from '../../src/recipe/compile.ts';
import { fitPreparation } from '../../src/recipe/preparation.ts';
import { recipe } from '../../src/recipe/schema.ts';
import { OptionError, ShapeError, within } from '../../src/util/errors.ts';
import { clouds } from '../helpers/examples.ts';

const net = network(recipe({ architecture: { name: 'mlp', size: 4 } }), fitPreparation(clouds(9)));
/** Rounds to whole numbers, by an op that has no gradient. */
const rounding = shapeless('rounding', (x) => cast(cast(x, 'int32'), 'float32'));

/** The network with its layers replaced, as a family with a mistake in it would build it. */
function planted(layer: Layer, known = layer) {
  return { ...net, layer, specs: known.parameters(['N', 2]), exampleShape: [2] };
}

describe('a shape mismatch deep inside', () => {
  const deep = sequential(dense({ units: 8 }), relu(), residual(dense({ units: 8 }), conv2d({ filters: 1 })));

  test('is found when the parameters are counted', () => {
    const act = () => within('layers', () => deep.parameters(['N', 2]));
    expect(act).toThrow(ShapeError);
    expect(act).toThrow(
      /^layers\.2\.residual\.1\.conv2d: conv2d: the input must be \[N, C, H, W\].*Received/,
    );
    expect(() => within('layers', () => deep.outputShape(['N', 2]))).toThrow(
      /^layers\.2\.residual\.1\.conv2d: /,
    );
  });

  test('is found when the graph is made', () => {
    const known = sequential(dense({ units: 8 }), relu(), residual(dense({ units: 8 }), relu()));
    const wrong = planted(deep, known);
    for (const build of [
      () => trainingProgram(wrong, 4),
      () => evaluationProgram(wrong),
      () => samplingProgram(wrong),
    ]) {
      expect(build).toThrow(ShapeError);
      expect(build).toThrow(/^layers\.2\.residual\.1\.conv2d: conv2d: the input must be/);
    }
  });

  test.each<[string, Layer]>([
    ['1.residual', sequential(relu(), residual(dense({ units: 3 })))],
    ['0.stochasticDepth', sequential(stochasticDepth({ rate: 0.1 }, dense({ units: 3 })))],
    ['0.stochasticDepth.1.residual', sequential(stochasticDepth({}, relu(), residual(dense({ units: 3 }))))],
    [
      '0.residual.shortcut.1.conv2d',
      sequential(residual({ shortcut: sequential(relu(), conv2d({ filters: 1 })) })),
    ],
    [
      '1.categoryEmbedding',
      sequential(relu(), categoryEmbedding({ blocks: [{ start: 1, count: 2, units: 1 }] })),
    ],
  ])('names %s', (path, layer) => {
    const text = `layers.${path}: `;
    const message = (act: () => unknown) => {
      try {
        act();
      } catch (error) {
        return (error as Error).message;
      }
      return 'nothing thrown';
    };
    expect(message(() => within('layers', () => layer.outputShape(['N', 2])))).toContain(text);
    const parameters = new Proxy(
      {},
      { get: (_, name) => input(String(name), String(name).endsWith('bias') ? [3] : [2, 3]) },
    );
    expect(
      message(() =>
        withScope('layers', () =>
          layer.apply(input('x', ['N', 2]), layerContext(parameters, false, undefined)),
        ),
      ),
    ).toContain(text);
  });

  test('a wrong kernel names the layer that multiplies', () => {
    const layer = sequential(relu(), residual(relu(), dense({ units: 2 })));
    const wrong = { ...planted(layer), specs: { ...layer.parameters(['N', 2]) } };
    wrong.specs['1.residual.1.dense.kernel'] = {
      ...wrong.specs['1.residual.1.dense.kernel']!,
      shape: [3, 2],
    };
    expect(() => evaluationProgram(wrong)).toThrow(
      new ShapeError(
        'layers.1.residual.1.dense: matmul: the inner dimensions must be equal. Received [N, 2] and [3, 2].',
      ),
    );
  });

  test('a free batch where training must draw names the layer', () => {
    const layer = sequential(relu(), dropout());
    const build = () =>
      withScope('layers', () =>
        layer.apply(input('x', ['N', 2]), layerContext({}, true, input('key', [], 'uint32'))),
      );
    expect(build).toThrow(/^layers\.1\.dropout: dropout: all dimensions must be known/);
  });
});

describe('an op without a gradient on a trained path', () => {
  test('is named with its layer when the training program is made', () => {
    const layer = sequential(
      dense({ units: 3 }),
      residual(dense({ units: 3 }), rounding),
      dense({ units: 3 }),
    );
    const build = () => trainingProgram(planted(layer), 4);
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(
      /^layers\.1\.residual\.1\.rounding: gradient: the op "cast" has no gradient, and trained/,
    );
    expect(() => evaluationProgram(planted(layer))).not.toThrow();
  });

  test('is no error before everything that is trained', () => {
    expect(() => trainingProgram(planted(sequential(rounding, dense({ units: 3 }))), 4)).not.toThrow();
  });

  test('outside any layer, the op alone is named', () => {
    const x = input('x', [2]);
    expect(() => grad(reduceSum(cast(cast(x, 'int32'), 'float32')), [x])).toThrow(/^gradient: the op "cast"/);
  });
});

test('a wrong option of the loss names the loss', () => {
  const wrong = { ...net, lossOptions: { classWeights: [1, 2] } };
  expect(() => trainingProgram(wrong, 4)).toThrow(OptionError);
  expect(() => trainingProgram(wrong, 4)).toThrow(/^loss: crossEntropy: classWeights must be 3 numbers/);
});

test('other errors pass as they are, and the first cause is kept', () => {
  const error = new RangeError('x');
  expect(() =>
    withScope('a', () =>
      within('b', () => {
        throw error;
      }),
    ),
  ).toThrow(error);
  const cause = new ShapeError('here');
  try {
    withScope('a', () =>
      withScope('b', () =>
        within('c', () =>
          within('d', () => {
            throw cause;
          }),
        ),
      ),
    );
  } catch (caught) {
    expect((caught as Error).message).toBe('a.b.c.d: here');
    expect((caught as Error).cause).toBe(cause);
  }
});
