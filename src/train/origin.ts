import type { TrainingState } from './state.ts';
import type { StepFeeder } from './steps.ts';
import { makeGraph, topologicalOrder } from '../graph/graph.ts';
import { carriedOutside, type Scan } from '../graph/scan.ts';
import type { Value } from '../graph/types.ts';
import { withExactScope } from '../graph/value.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { isNaN } from '../ops/elementwise/isNaN.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { reduceSum } from '../ops/reduce/reduceSum.ts';
import { feedsInside, type Program, type Runtime, type Tensor, type Tensors } from '../runtime/runtime.ts';

/** The first tensor that holds something that is no finite number, by name. */
export const firstNotFinite = (arrays: Readonly<Record<string, Tensor['data']>>): string | undefined =>
  Object.keys(arrays).find((name) => !arrays[name]!.every(Number.isFinite));

/**
 * Where a training left the numbers, as a sentence, or nothing where that cannot be known. Steps are exact to repeat, so
 * those of the failed call are done again one by one, and in the one that breaks every value of the program is looked at.
 *
 * @param state The state before the failed call.
 * @param count Steps of the call up to the one whose loss is not finite.
 */
export async function originOf(
  runtime: Runtime,
  scan: Scan,
  training: Program,
  feeder: StepFeeder,
  state: TrainingState,
  count: number,
): Promise<string> {
  const first = state.epoch * feeder.stepsPerEpoch + state.step;
  const broken = firstNotFinite(dataOf(state.tensors));
  if (broken !== undefined) return `It began before: ${broken} was not finite after step ${first}. `;
  let { tensors } = state;
  let healthy: Tensors | undefined;
  for (let i = 0; i < count; i++) {
    const feeds = { ...tensors, ...feeder.feeds(first + i, 1, state.schedule) };
    const results = await training.run(feeds);
    if (firstNotFinite(dataOf(results)) === undefined) {
      healthy = feeds;
      tensors = Object.fromEntries(carriedOutside(scan).map(({ from, to }) => [from, results[to]!]));
      continue;
    }
    const value = await firstBroken(runtime, scan, feeds, healthy);
    return value ? `It began in step ${first + i + 1}, in ${placeOf(value)}. ` : '';
  }
  return '';
}

/**
 * The first value of the program that is not finite in one step, apart from those that are not in a healthy step either
 * (masks, branches that are not taken).
 */
async function firstBroken(
  runtime: Runtime,
  scan: Scan,
  feeds: Tensors,
  healthy: Tensors | undefined,
): Promise<Value | undefined> {
  const { body, perStep } = scan;
  const { loss, penalty, ...rest } = body.outputs;
  const inputs = new Set(body.inputs);
  const values = topologicalOrder([loss!, penalty!, ...Object.values(rest)]).filter(
    (value) => value.dtype === 'float32' && !inputs.has(value) && value.inputs.length > 0,
  );
  // x − x is 0 for what is finite and NaN for what is not.
  const counts = withExactScope('origin', () =>
    values.map((value) =>
      reduceSum(
        cast(isNaN(sub(value, value)), 'float32'),
        value.shape.map((_, axis) => axis),
      ),
    ),
  );
  const outputs = Object.fromEntries(counts.map((value, i) => [`broken${i}`, value]));
  const program = await runtime.compile(makeGraph('origin', body.inputs, outputs));
  const brokenIn = async (step: Tensors) => {
    const single = Object.entries(feedsInside(scan, step)).map(([name, tensor]) => [
      name,
      perStep.includes(name) ? { ...tensor, shape: tensor.shape.slice(1) } : tensor,
    ]);
    const results = await program.run(Object.fromEntries(single) as Tensors);
    return values.map((_, i) => results[`broken${i}`]!.data[0]! > 0);
  };
  try {
    const now = await brokenIn(feeds);
    const before = healthy && (await brokenIn(healthy));
    return values.find((_, i) => now[i] && !before?.[i]);
  } finally {
    await program.dispose();
  }
}

/** "the gradient of layers.2.dense (matmul)". */
function placeOf({ scope, op }: Value): string {
  const [, place, part] = /^(.*?)(?:\/(\w+))?$/.exec(scope)!;
  const role = { backward: 'the gradient of ', optimizer: 'the update of ', averaging: 'the average of ' };
  return `${role[part as keyof typeof role] ?? ''}${place || 'the program'} (${op.name})`;
}

const dataOf = (tensors: Tensors): Record<string, Tensor['data']> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]));
