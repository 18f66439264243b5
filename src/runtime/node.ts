import * as ort from 'onnxruntime-node';
import { isScan, stepCount, type Program, type Runtime, type Tensor, type Tensors } from './runtime.ts';
import type { Graph } from '../graph/graph.ts';
import type { Scan } from '../graph/scan.ts';
import { layerOf, lowerGraph, lowerScan } from '../onnx/lower.ts';
import { writeModel } from '../onnx/write.ts';
import { RunError } from '../util/errors.ts';

/** Options of the native runtime. */
export interface NodeRuntimeOptions {
  /** Threads inside one op. Default 1: several trials side by side beat several threads in one small trial. */
  readonly threads?: number;
}

const toOrt = (tensor: Tensor): ort.Tensor =>
  new ort.Tensor(tensor.dtype, tensor.data as never, tensor.shape as number[]);

const fromOrt = (tensor: ort.Tensor): Tensor =>
  ({ dtype: tensor.type, shape: tensor.dims, data: tensor.data }) as unknown as Tensor;

/**
 * onnxruntime on the CPU, in this process. A run blocks the event loop, so keep a call under about 200 ms of work.
 *
 * @throws {RunError} from `compile` and `run`, naming the layer whose node failed.
 */
export function nodeRuntime(options: NodeRuntimeOptions = {}): Runtime {
  return Object.freeze({
    name: 'onnxruntime-node',
    async compile(program: Graph | Scan): Promise<Program> {
      const model = isScan(program) ? lowerScan(program) : lowerGraph(program);
      // Not 'all': its layout change to blocked channels needs constant weights, which training has none of, and costs
      // a copy before and after each pooling.
      const session = await openSession(writeModel(model), options, 'extended');
      return {
        async run(feeds: Tensors) {
          const inputs: Record<string, ort.Tensor> = {};
          for (const [name, tensor] of Object.entries(feeds)) inputs[name] = toOrt(tensor);
          if (isScan(program))
            inputs.steps = new ort.Tensor('int64', BigInt64Array.of(BigInt(stepCount(program, feeds))), []);
          const results = await traced(() => session.run(inputs));
          return Object.fromEntries(
            Object.entries(results).map(([name, tensor]) => [name, fromOrt(tensor as ort.Tensor)]),
          );
        },
        dispose: () => session.release(),
      };
    },
  });
}

/** A session over the bytes of a model, with the settings under which results are repeatable. */
export function openSession(
  bytes: Uint8Array,
  { threads = 1 }: NodeRuntimeOptions = {},
  level: 'all' | 'extended' = 'all',
): Promise<ort.InferenceSession> {
  return traced(() =>
    ort.InferenceSession.create(bytes, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: level,
      logSeverityLevel: 3,
    }),
  );
}

/** Runs `act`; an error of onnxruntime comes back as one that names the layer. */
async function traced<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const node = /(?:Name: ?'|Node \(|node \()([^')]+)/.exec(message)?.[1];
    const where = node ? `${layerOf(node)}: ` : '';
    throw new RunError(`${where}onnxruntime could not run the program: ${message}`, { cause: error });
  }
}

/** A tensor that a deployed model takes: numbers, or text for categories. */
export type RawTensor =
  Tensor | { readonly dtype: 'string'; readonly shape: readonly number[]; readonly data: readonly string[] };

/** A model file as any onnxruntime runs it: raw inputs in, its first output back. */
export async function openDeployed(
  bytes: Uint8Array,
  options: NodeRuntimeOptions = {},
): Promise<{
  run(feeds: Readonly<Record<string, RawTensor>>): Promise<Float32Array>;
  close(): Promise<void>;
}> {
  const session = await openSession(bytes, options);
  return {
    async run(feeds) {
      const inputs = Object.fromEntries(
        Object.entries(feeds).map(([name, tensor]) => [
          name,
          new ort.Tensor(tensor.dtype as 'float32', tensor.data as never, tensor.shape as number[]),
        ]),
      );
      const results = await traced(() => session.run(inputs));
      return results[session.outputNames[0]!]!.data as Float32Array;
    },
    close: () => session.release(),
  };
}
