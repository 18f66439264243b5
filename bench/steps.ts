import { trainingProgram, type Network } from '../src/recipe/compile.ts';
import { recipe } from '../src/recipe/schema.ts';
import { conv2d } from '../src/layers/conv2d.ts';
import { dense } from '../src/layers/dense.ts';
import { dropout } from '../src/layers/dropout.ts';
import { flatten } from '../src/layers/flatten.ts';
import { parameterCount, type Layer } from '../src/layers/layer.ts';
import { maxPool2d } from '../src/layers/maxPool2d.ts';
import { relu } from '../src/layers/relu.ts';
import { sequential } from '../src/layers/sequential.ts';
import { crossEntropy } from '../src/losses/crossEntropy.ts';
import { sgd } from '../src/optimizers/sgd.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { float32, int32, type Tensor } from '../src/runtime/runtime.ts';
import { constant } from '../src/schedules/constant.ts';
import { initialState } from '../src/train/state.ts';
import { randomKey, uniformAt } from '../src/util/random.ts';

/** One piece of work that both sides do. */
export interface Work {
  /** The peer's name for it. */
  readonly name: 'mlp' | 'cnn';
  readonly title: string;
  readonly batch: number;
  /** Steps that are timed. */
  readonly steps: number;
  readonly example: readonly number[];
  readonly layer: Layer;
}

const hidden = (): Layer[] => [dense({ units: 256 }), relu(), dropout({ rate: 0.5 })];

export const works: readonly Work[] = [
  {
    name: 'mlp',
    title: 'MLP 784-256-256-10 with dropout',
    batch: 64,
    steps: 400,
    example: [784],
    layer: sequential(...hidden(), ...hidden(), dense({ units: 10 })),
  },
  {
    name: 'cnn',
    title: 'CNN 28x28: conv32, pool, conv64, pool, dense',
    batch: 64,
    steps: 30,
    example: [1, 28, 28],
    layer: sequential(
      conv2d({ filters: 32 }),
      relu(),
      maxPool2d(),
      conv2d({ filters: 64 }),
      relu(),
      maxPool2d(),
      flatten(),
      dense({ units: 10 }),
    ),
  },
];

const examples = 2048;

/** Milliseconds a training step natively: a warm-up call, then all steps in calls of about a fifth of them. */
export async function stepMs(work: Work, threads: number): Promise<number> {
  const { layer, example, batch, steps } = work;
  const shape = ['N', ...example];
  const net: Network = {
    recipe: recipe({ architecture: { name: 'mlp', size: 256 }, batchSize: batch }),
    layer,
    loss: crossEntropy,
    optimizer: sgd(),
    schedule: constant(),
    exampleShape: example,
    specs: layer.parameters(shape),
    parameters: parameterCount(layer, shape),
  };
  const program = await nodeRuntime({ threads }).compile(trainingProgram(net, batch));
  let { tensors } = initialState(net);
  const count = examples * 784;
  const features = float32(
    Float32Array.from({ length: count }, (_, i) => 2 * uniformAt(1, i) - 1),
    [examples, ...example],
  );
  const targets = int32(
    Int32Array.from({ length: examples }, (_, i) => i % 10),
    [examples],
  );
  const run = async (first: number, calls: number) => {
    const results = await program.run({
      ...tensors,
      features,
      targets,
      indices: int32(
        Int32Array.from({ length: calls * batch }, (_, i) => (first * batch + i) % examples),
        [calls, batch],
      ),
      key: {
        dtype: 'uint32',
        shape: [calls],
        data: Uint32Array.from({ length: calls }, (_, i) => randomKey(0, 'step', first + i)),
      },
      learningRate: float32(new Float32Array(calls).fill(0.01), [calls]),
    });
    const next: Record<string, Tensor> = {};
    for (const name of Object.keys(tensors)) next[name] = results[`next/${name}`]!;
    tensors = next;
  };
  const call = Math.ceil(steps / 5);
  await run(0, call);
  const start = performance.now();
  for (let done = 0; done < steps; done += call) await run(done, Math.min(call, steps - done));
  const elapsedMs = performance.now() - start;
  await program.dispose();
  return elapsedMs / steps;
}
