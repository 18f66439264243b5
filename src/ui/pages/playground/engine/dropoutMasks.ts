import { makeGraph } from '../../../../graph/graph.ts';
import { input } from '../../../../graph/value.ts';
import { keptMask } from '../../../../layers/dropMask.ts';
import type { LayerContext } from '../../../../layers/layer.ts';
import type { Runtime } from '../../../../runtime/runtime.ts';
import { randomKey } from '../../../../util/random.ts';

export interface MaskSpec {
  /** Seed of the training. */
  readonly seed: number;
  /** The optimizer step, from 0. */
  readonly step: number;
  readonly rate: number;
  /** Units of each dropped layer, and the name that the network gives its dropout. */
  readonly layers: readonly { readonly path: string; readonly units: number }[];
}

/** For each layer, for the first example of the step: 1 for a neuron that takes part, 0 for one that is dropped. */
export type Masks = readonly (readonly number[])[];

/** The masks that a training draws in one step: the same program of random numbers, the same key. */
export async function dropoutMasks({ seed, step, rate, layers }: MaskSpec, runtime: Runtime): Promise<Masks> {
  const key = input('key', [], 'uint32');
  const masks = layers.map(({ path, units }) => {
    const context: LayerContext = {
      training: true,
      key,
      path,
      parameter: () => {
        throw new Error('dropout has no parameters');
      },
      update: () => {},
    };
    return keptMask([1, units], rate, context);
  });
  const named = masks.flatMap((mask, i) => (mask ? [[`mask${i}`, mask] as const] : []));
  if (named.length === 0) return layers.map(({ units }) => new Array<number>(units).fill(1));
  const program = await runtime.compile(makeGraph('masks', [key], Object.fromEntries(named)));
  try {
    const drawn = await program.run({
      key: { dtype: 'uint32', shape: [], data: Uint32Array.of(randomKey(seed, 'step', step)) },
    });
    return layers.map((_, i) => Array.from(drawn[`mask${i}`]!.data));
  } finally {
    await program.dispose();
  }
}
