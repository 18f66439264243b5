import { augmented } from './augmented.ts';
import { applyLayer, parameterInputs, stateName, type Network } from './compile.ts';
import { makeGraph } from '../graph/graph.ts';
import { makeScan, type Scan } from '../graph/scan.ts';
import type { Value } from '../graph/types.ts';
import { input } from '../graph/value.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { gather } from '../ops/gather/gather.ts';

/**
 * The statistics program: what the running statistics of layers such as batchNorm average, taken batch by batch from
 * the network as it trains (augmented, with dropout) under weights that stay as they are.
 *
 *     s ← s + (batch's own − s) · share
 *
 * Inputs: `features` [examples, …] and parameters shared; `indices` int32 [batch], `key` uint32 and `share` float32 per
 * step; the statistics carried under their parameters' names, from any first value where the first share is 1.
 *
 * @returns Undefined where no layer has such statistics.
 */
export function statisticsProgram(net: Network, batch: number): Scan | undefined {
  const { layer, exampleShape, specs } = net;
  const features = input('features', ['examples', ...exampleShape], layer.inputType);
  const indices = input('indices', [batch], 'int32');
  const key = input('key', [], 'uint32');
  const share = input('share', []);
  const parameters = parameterInputs(specs);
  const ofBatch = new Map<string, Value>();
  applyLayer(layer, augmented(net, gather(features, indices), key).examples, parameters, {
    key,
    updates: new Map(),
    ofBatch,
  });
  if (ofBatch.size === 0) return undefined;
  const carried: Record<string, string> = {};
  const results: Record<string, Value> = {};
  for (const [path, statistic] of ofBatch) {
    const name = stateName.parameter(path);
    const running = parameters.get(path)!;
    carried[name] = `next/${name}`;
    results[`next/${name}`] = add(running, mul(sub(statistic, running), share));
  }
  const body = makeGraph('statistics', [features, indices, key, share, ...parameters.values()], results);
  return makeScan(body, carried, ['indices', 'key', 'share']);
}
