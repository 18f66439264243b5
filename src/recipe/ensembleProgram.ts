import { applyLayer, predicted, simplified, type Network } from './compile.ts';
import { prepare, rawInputs, type Preparation } from './preparation.ts';
import { makeGraph, type Graph } from '../graph/graph.ts';
import type { Value } from '../graph/types.ts';
import { constant, withScope } from '../graph/value.ts';
import { smallestProbability } from '../metrics/metric.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { log } from '../ops/elementwise/log.ts';
import { maximum } from '../ops/elementwise/maximum.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { softmax } from '../ops/normalize/softmax.ts';

/** One network of an ensemble, with its weights. */
export interface ProgramMember {
  readonly net: Network;
  readonly parameters: Readonly<Record<string, Float32Array>>;
  /** Of its own probabilities. */
  readonly temperature?: number | undefined;
}

/**
 * The deployable program of several networks: raw inputs in, prepared once, the mean of their predictions out.
 *
 * Nodes of member k are named `members.k.layers…`. Outputs as of `deployableProgram`.
 *
 * @param temperature Of the mean probabilities: softmax(log mean / T).
 */
export function ensembleProgram(
  members: readonly ProgramMember[],
  preparation: Preparation,
  temperature?: number,
): Graph {
  const raw = rawInputs(preparation.features);
  const features = prepare(preparation.features, raw);
  const predictions = members.map(({ net, parameters, temperature: own }, k) =>
    withScope(`members.${k}`, () => {
      const weights = new Map(
        Object.entries(net.specs).map(([path, { shape }]) => [path, constant(parameters[path]!, shape)]),
      );
      const outputs = applyLayer(net.layer, features, weights);
      return withScope('predict', () => predicted(net, outputs, own));
    }),
  );
  const { target } = preparation;
  return withScope('mean', () => {
    const mean = mul(
      predictions.reduce((sum, one) => add(sum, one)),
      1 / members.length,
    );
    if (target.kind === 'number') {
      const prediction = add(mul(mean, target.deviation), target.mean);
      return simplified(makeGraph('hibiscus', raw, { prediction }));
    }
    const probabilities = temperature === undefined ? mean : atTemperature(mean, temperature);
    return simplified(makeGraph('hibiscus', raw, { probabilities }));
  });
}

const atTemperature = (probabilities: Value, temperature: number): Value =>
  softmax(div(log(maximum(probabilities, smallestProbability)), temperature));
