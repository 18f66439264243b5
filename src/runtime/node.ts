import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-node';
import { keptSessions } from './keptSessions.ts';
import { modelBytes, sessionProgram, traced } from './session.ts';
import { isScan, type Program, type Runtime, type Tensor } from './runtime.ts';
import type { Graph } from '../graph/graph.ts';
import type { Scan } from '../graph/scan.ts';
import { DataError } from '../util/errors.ts';

/** Options of the native runtime. */
export interface NodeRuntimeOptions {
  /** Threads inside one op. Default 1: several trials side by side beat several threads in one small trial. */
  readonly threads?: number;
  /**
   * Programs that stay open when they are disposed of, for the next that is the same, where opening them would be felt.
   * Default 0. For processes that train many small networks one after another; they stay open until the process ends.
   */
  readonly keep?: number;
  /**
   * Whether numbers below what float32 holds in full (1.2e-38) count as zero. The moments of units that no longer learn, and
   * gradients where all is known by heart, shrink below it, and there each operation takes a processor many times as long:
   * an epoch two to three times. Default false: the first session of a process sets it for its whole thread, the arithmetic of JavaScript
   * included (which has such numbers below 2.2e-308). For processes of our own, such as the workers of a study.
   */
  readonly flushSubnormals?: boolean;
}

/**
 * onnxruntime on the CPU, in this process. A run blocks the event loop, so keep a call under about 200 ms of work.
 *
 * @throws {RunError} from `compile` and `run`, naming the layer whose node failed.
 */
export function nodeRuntime(options: NodeRuntimeOptions = {}): Runtime {
  const kept = keptSessions<ort.InferenceSession>(options.keep ?? 0);
  return Object.freeze({
    name: 'onnxruntime-node',
    async compile(program: Graph | Scan): Promise<Program> {
      // Training: what onnxruntime would rewrite is written so already, and looking takes as long as all else that it
      // does to make a session. Evaluation gains by fused convolutions; not 'all': its layout change to blocked channels
      // needs constant weights and costs a copy before and after each pooling.
      const level = isScan(program) ? 'disabled' : 'extended';
      const bytes = modelBytes(program);
      const key = options.keep ? createHash('sha256').update(bytes).digest('base64') : '';
      const { session, done } = await kept.take(key, () => openSession(bytes, options, level));
      return { ...sessionProgram(ort, session, program), dispose: done };
    },
  });
}

/** A session over the bytes of a model, with the settings under which results are repeatable. */
export function openSession(
  bytes: Uint8Array,
  { threads = 1, flushSubnormals = false }: NodeRuntimeOptions = {},
  level: 'all' | 'extended' | 'disabled' = 'all',
): Promise<ort.InferenceSession> {
  return traced(() =>
    ort.InferenceSession.create(bytes, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: level,
      logSeverityLevel: 3,
      ...(flushSubnormals && { extra: { session: { set_denormal_as_zero: '1' } } }),
    }),
  );
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

/** A model of one float32 input and one float32 output, as numbers in and out. */
export async function openNumbers(
  bytes: Uint8Array,
  options: NodeRuntimeOptions = {},
): Promise<{
  run(data: Float32Array, dims: readonly number[]): Promise<{ data: Float32Array; dims: readonly number[] }>;
  close(): Promise<void>;
}> {
  const session = await openSession(bytes, options);
  const [name] = session.inputNames;
  return {
    async run(data, dims) {
      const results = await traced(() =>
        session.run({ [name!]: new ort.Tensor('float32', data, dims as number[]) }),
      );
      const result = results[session.outputNames[0]!]!;
      if (result.type !== 'float32')
        throw new DataError(`the output must be float32. Received ${result.type}.`);
      return { data: result.data as Float32Array, dims: result.dims };
    },
    close: () => session.release(),
  };
}
