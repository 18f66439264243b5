import type { PackMember, Packs } from '../graph/scan.ts';
import type { Value } from '../graph/types.ts';
import type { ParameterSpec, ParameterSpecs } from '../layers/layer.ts';
import { concat } from '../ops/movement/concat.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { slice } from '../ops/movement/slice.ts';
import { elementCount } from '../util/shape.ts';

/**
 * How the trained parameters lie in the training program: small ones end to end in one vector, so that the optimizer
 * takes one step for all of them; each large one by itself, because cutting it out of a vector would copy it.
 */
export interface Packing {
  /** What the optimizer sees: vectors of small parameters, large parameters, and all state that is not trained. */
  readonly specs: ParameterSpecs;
  /** The paths that lie in a vector, by the vector's name, in order. */
  readonly packed: ReadonlyMap<string, readonly string[]>;
}

/** Parameters of more elements stay by themselves: copying them takes longer than the operations that a step saves. */
const mostElements = 20_000;

/**
 * The packing of a network's parameters. Only parameters that decay and penalties treat alike lie together.
 *
 * @param packsPenalized Whether weights that multiply inputs are packed too, or only biases and scales.
 */
export function packingOf(specs: ParameterSpecs, packsPenalized = true): Packing {
  const packed = new Map<string, string[]>();
  const isSmall = ({ shape, trainable }: ParameterSpec) => trainable && elementCount(shape) <= mostElements;
  for (const penalized of packsPenalized ? [true, false] : [false]) {
    const paths = Object.keys(specs).filter(
      (path) => isSmall(specs[path]!) && specs[path]!.penalized === penalized,
    );
    if (paths.length > 1) packed.set(penalized ? 'packed/penalized' : 'packed/free', paths);
  }
  const inVector = new Set([...packed.values()].flat());
  const vectors = [...packed].map(([name, paths]) => {
    const length = paths.reduce((sum, path) => sum + elementCount(specs[path]!.shape), 0);
    return [name, { ...specs[paths[0]!]!, shape: [length] }] as const;
  });
  const others = Object.entries(specs).filter(([path]) => !inVector.has(path));
  return { specs: Object.fromEntries([...vectors, ...others]), packed };
}

/** The parameters by path, cut out of what the optimizer sees. */
export function unpacked(
  { packed }: Packing,
  values: ReadonlyMap<string, Value>,
  specs: ParameterSpecs,
): Map<string, Value> {
  const result = new Map<string, Value>();
  for (const [name, value] of values) {
    let start = 0;
    for (const path of packed.get(name) ?? []) {
      const { shape } = specs[path]!;
      const count = elementCount(shape);
      result.set(path, reshape(slice(value, 0, { start, count }), shape));
      start += count;
    }
    if (!packed.has(name)) result.set(name, value);
  }
  return result;
}

/** Values by path, such as gradients, laid out as the optimizer sees them. */
export const repacked = (
  { specs, packed }: Packing,
  values: ReadonlyMap<string, Value>,
): Map<string, Value> =>
  new Map(
    Object.keys(specs)
      .filter((name) => specs[name]!.trainable)
      .map((name) => {
        const flat = packed.get(name)?.map((path) => {
          const value = values.get(path)!;
          return reshape(value, [elementCount(value.shape as readonly number[])]);
        });
        return [name, flat ? concat(flat, 0) : values.get(name)!];
      }),
  );

/**
 * The packs of a scan: for everything that is carried for a vector of parameters (itself, the optimizer's memory,
 * averages), the names under which its parts go in and come out.
 */
export function packsOf({ packed }: Packing, carried: readonly string[], specs: ParameterSpecs): Packs {
  const packs: Record<string, readonly PackMember[]> = {};
  for (const name of carried)
    for (const [vector, paths] of packed)
      if (name.endsWith(`/${vector}`)) {
        const prefix = name.slice(0, -vector.length);
        packs[name] = paths.map((path) => ({
          from: prefix + path,
          to: `next/${prefix}${path}`,
          shape: specs[path]!.shape,
        }));
      }
  return packs;
}
