import { mlp } from '../../../../architectures/mlp.ts';
import { makeGraph } from '../../../../graph/graph.ts';
import { input } from '../../../../graph/value.ts';
import { keptMask } from '../../../../layers/dropMask.ts';
import type { Layer, LayerContext } from '../../../../layers/layer.ts';
import type { Runtime } from '../../../../runtime/runtime.ts';
import { randomKey } from '../../../../util/random.ts';

export interface MaskSpec {
  /** Seed of the training. */
  readonly seed: number;
  /** The optimizer step, from 0. */
  readonly step: number;
  readonly rate: number;
  /** Neurons in each of the two hidden layers of an `mlp`. */
  readonly size: number;
}

/** For each hidden layer, for the first example of the step: 1 for a neuron that takes part, 0 for one that is dropped. */
export type Masks = readonly (readonly number[])[];

/** The places of dropout in an `mlp` of so many neurons, as its network names them. */
export function dropoutPaths(size: number): string[] {
  const { layers } = mlp.build({ size, input: [2], outputs: 2, dropout: 0.5 }).options as {
    readonly layers: readonly Layer[];
  };
  return layers.flatMap(({ name }, i) => (name === 'dropout' ? [`${i}.dropout`] : []));
}

/** The masks that a training of an `mlp` draws in one step: the same program of random numbers, the same key. */
export async function dropoutMasks({ seed, step, rate, size }: MaskSpec, runtime: Runtime): Promise<Masks> {
  const key = input('key', [], 'uint32');
  const masks = dropoutPaths(size).map((path) => {
    const context: LayerContext = {
      training: true,
      key,
      path,
      parameter: () => {
        throw new Error('dropout has no parameters');
      },
      update: () => {},
    };
    return keptMask([1, size], rate, context);
  });
  const named = masks.flatMap((mask, i) => (mask ? [[`mask${i}`, mask] as const] : []));
  if (named.length === 0) return masks.map(() => new Array<number>(size).fill(1));
  const program = await runtime.compile(makeGraph('masks', [key], Object.fromEntries(named)));
  try {
    const drawn = await program.run({
      key: { dtype: 'uint32', shape: [], data: Uint32Array.of(randomKey(seed, 'step', step)) },
    });
    return masks.map((_, i) => Array.from(drawn[`mask${i}`]!.data));
  } finally {
    await program.dispose();
  }
}
