import type { Parameters, PreparedPart } from './evaluate.ts';
import { pace } from './steps.ts';
import { stateName, type Network } from '../recipe/compile.ts';
import { statisticsProgram } from '../recipe/statistics.ts';
import { float32, int32, numbers, type Runtime, type Tensor } from '../runtime/runtime.ts';
import { permutation, randomKey } from '../util/random.ts';

export interface Reestimation {
  /** The parameters with running statistics of their own. */
  run(parameters: Parameters): Promise<Parameters>;
  dispose(): Promise<void>;
}

/**
 * Running statistics for weights that were never trained as they are, such as an average: one pass of the training part
 * through the network as it trains, the statistics being the mean over its batches.
 *
 * The running statistics of batchNorm belong to the weights under which they were taken; those of an average of weights
 * are not the average of theirs. A pure function of parameters, data and seed.
 *
 * Departs from PyTorch's `update_bn` in that the last batch is filled up from the beginning of the pass.
 *
 * @returns Undefined where the network has no such statistics.
 * @see Izmailov et al. 2018, arXiv:1803.05407, section 3.2.
 */
export async function reestimation(
  net: Network,
  train: PreparedPart,
  batch: number,
  runtime: Runtime,
): Promise<Reestimation | undefined> {
  const scan = statisticsProgram(net, batch);
  if (!scan) return undefined;
  const program = await runtime.compile(scan);
  const features = numbers(train.features, [train.size, ...net.exampleShape]);
  const order = permutation(train.size, randomKey(net.recipe.seed, 'statistics order'));
  const batches = Math.ceil(train.size / batch);
  const speed = pace();
  return {
    dispose: () => program.dispose(),
    async run(parameters) {
      const tensors: Record<string, Tensor> = {};
      for (const [path, { shape }] of Object.entries(net.specs))
        tensors[stateName.parameter(path)] = float32(parameters[path]!, shape);
      for (let first = 0; first < batches;) {
        const count = Math.min(batches - first, speed.next());
        const steps = Array.from({ length: count }, (_, i) => first + i);
        const began = performance.now();
        const results = await program.run({
          ...tensors,
          features,
          indices: int32(
            Int32Array.from({ length: count * batch }, (_, i) => order[(first * batch + i) % train.size]!),
            [count, batch],
          ),
          key: {
            dtype: 'uint32',
            shape: [count],
            data: Uint32Array.from(steps, (step) => randomKey(net.recipe.seed, 'statistics', step)),
          },
          share: float32(
            Float32Array.from(steps, (step) => 1 / (step + 1)),
            [count],
          ),
        });
        speed.took(count, performance.now() - began);
        for (const [name, next] of Object.entries(scan.carried)) tensors[name] = results[next]!;
        first += count;
      }
      return Object.fromEntries(
        Object.keys(net.specs).map((path) => [
          path,
          tensors[stateName.parameter(path)]!.data as Float32Array,
        ]),
      );
    },
  };
}
