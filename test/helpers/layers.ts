import { makeGraph, type Graph } from '../../src/graph/graph.ts';
import type { NdArray, Value } from '../../src/graph/types.ts';
import { constant, input } from '../../src/graph/value.ts';
import type { Layer, LayerContext, ParameterSpecs } from '../../src/layers/layer.ts';
import type { Shape } from '../../src/util/shape.ts';
import { seededDraw } from './draw.ts';

/** A context that hands out the given parameters and keeps the updates that a layer makes. */
export function layerContext(
  parameters: Readonly<Record<string, Value>>,
  training: boolean,
  key: Value | undefined,
  updates: Record<string, Value> = {},
): LayerContext {
  return {
    training,
    key: training ? key : undefined,
    path: '',
    parameter(name) {
      const value = parameters[name];
      if (!value) throw new Error(`no parameter ${name}`);
      return value;
    },
    update: (name, value) => {
      updates[name] = value;
    },
  };
}

/** A layer as a program: `x`, `key` and its parameters in; `y` and `next/<name>` of what it updates out. */
export function layerProgram(layer: Layer, shape: Shape, training: boolean): Graph {
  const x = input('x', shape, layer.inputType);
  const key = input('key', [], 'uint32');
  const parameters = Object.fromEntries(
    Object.entries(layer.parameters(shape)).map(([path, spec]) => [path, input(path, spec.shape)]),
  );
  const updates: Record<string, Value> = {};
  const y = layer.apply(x, layerContext(parameters, training, key, updates));
  return makeGraph(layer.name, [x, key, ...Object.values(parameters)], {
    y,
    ...Object.fromEntries(Object.entries(updates).map(([name, value]) => [`next/${name}`, value])),
  });
}

/** Random values of parameters; positive ones, so that they may be variances. */
export function parameterValues(specs: ParameterSpecs, seed: number): Record<string, NdArray> {
  const draw = seededDraw('parameters', seed);
  return Object.fromEntries(
    Object.entries(specs).map(([path, { shape, trainable }]) => [
      path,
      trainable ? draw.real(shape, -1, 1) : draw.real(shape, 0.5, 1.5),
    ]),
  );
}

/** A uint32 scalar, the form of a step's key. */
export const keyArray = (key: number): NdArray => ({
  dtype: 'uint32',
  shape: [],
  data: Uint32Array.of(key),
});

/** A key as a constant of a program. */
export const keyConstant = (key: number): Value => constant(key, [], 'uint32');
