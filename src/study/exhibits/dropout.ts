import type { Dropped } from './record.ts';
import { rounded } from './shown.ts';
import { makeGraph, topologicalOrder } from '../../graph/graph.ts';
import type { Value } from '../../graph/types.ts';
import { constantArray, input } from '../../graph/value.ts';
import { bernoulli } from '../../ops/random/bernoulli.ts';
import { applyLayer, network, parameterInputs } from '../../recipe/compile.ts';
import type { Preparation } from '../../recipe/preparation.ts';
import type { Recipe } from '../../recipe/schema.ts';
import { interpret } from '../../runtime/reference.ts';
import { randomKey } from '../../util/random.ts';

const mostUnits = 12;
const mostLayers = 4;
const shownSteps = 4;
/** Over how many steps shares are taken. */
const steps = 200;

/**
 * Which neurons dropout takes out in the first steps of a training, as the training program draws them: those that the
 * first example of each batch meets. Of layers whose units are single numbers; undefined where there are none.
 *
 * @param recipe With the seed of the training. @param examples Training examples of that training.
 */
export function dropout(
  recipe: Recipe,
  preparation: Preparation,
  examples: number,
  of: string,
): Dropped | undefined {
  if (recipe.dropout === 0) return undefined;
  const net = network(recipe, preparation);
  const batch = Math.min(recipe.batchSize, examples);
  const key = input('key', [], 'uint32');
  const outputs = applyLayer(
    net.layer,
    input('features', [batch, ...net.exampleShape], net.layer.inputType),
    parameterInputs(net.specs),
    { key, updates: new Map() },
  );
  const places = topologicalOrder([outputs]).flatMap(dropsOf).slice(0, mostLayers);
  if (places.length === 0) return undefined;
  // What is drawn for an element follows from its number: the first example's stand in front.
  const graph = makeGraph(
    'masks',
    [key],
    Object.fromEntries(
      places.map(({ units, salt, kept }, k) => [`${k}`, bernoulli(key, [1, units], salt, kept)]),
    ),
  );
  const drawn = Array.from({ length: steps }, (_, step) => {
    const data = Uint32Array.of(randomKey(recipe.seed, 'step', step));
    return interpret(graph, { key: { dtype: 'uint32', shape: [], data } });
  });
  const inputs = inputsOf(places[0]!, net.specs);
  return {
    of,
    rate: rounded(1 - places[0]!.kept),
    ...(inputs !== undefined && { inputs }),
    outputs: Number(outputs.shape[1]),
    layers: places.map(({ path, units }, k) => {
      const masks = drawn.map((step) => Array.from(step[`${k}`]!.data, (on) => (on ? 1 : 0)));
      const shareOf = (values: readonly number[]) =>
        rounded(values.reduce((sum, value) => sum + value, 0) / values.length);
      const shown = Math.min(units, mostUnits);
      return {
        path,
        units,
        masks: masks.slice(0, shownSteps).map((mask) => mask.slice(0, shown)),
        kept: Array.from({ length: shown }, (_, unit) => shareOf(masks.map((mask) => mask[unit]!))),
        keptShare: shareOf(masks.map(shareOf)),
      };
    }),
    steps,
  };
}

/** A dropout layer of single units: where it stands, how many there are, and what they are drawn by. */
interface Place {
  readonly path: string;
  readonly units: number;
  readonly salt: number;
  /** Chance of each to be kept. */
  readonly kept: number;
}

function dropsOf({ op, scope, inputs }: Value): Place[] {
  const path = /^layers\.((?:.+\.)?\d+\.dropout)$/.exec(scope)?.[1];
  if (path === undefined || op.name !== 'greater') return [];
  const [threshold, bits] = inputs as [Value, Value];
  const { shape, salt } = bits.attributes as { readonly shape: readonly number[]; readonly salt: number };
  const kept = constantArray(threshold)?.data[0];
  if (bits.op.name !== 'randomBits' || shape.length !== 2 || kept === undefined) return [];
  return [{ path, units: shape[1]!, salt, kept: kept / 2 ** 32 }];
}

/** Numbers that enter the dense layer before a place. */
function inputsOf(
  { path, units }: Place,
  specs: Readonly<Record<string, { readonly shape: readonly number[] }>>,
): number | undefined {
  const order = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
  const before = Object.entries(specs).filter(
    ([name, { shape }]) => /\bdense\.kernel$/.test(name) && shape[1] === units && order(name, path) < 0,
  );
  return before.sort(([a], [b]) => order(a, b)).at(-1)?.[1].shape[0];
}
