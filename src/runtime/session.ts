import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import {
  feedsInside,
  isScan,
  resultsOutside,
  stepCount,
  type Program,
  type Tensor,
  type Tensors,
} from './runtime.ts';
import type { Graph } from '../graph/graph.ts';
import type { Scan } from '../graph/scan.ts';
import { layerOf, lowerGraph, lowerScan } from '../onnx/lower.ts';
import { writeModel } from '../onnx/write.ts';
import { RunError } from '../util/errors.ts';

/** What onnxruntime-node and onnxruntime-web have in common, as far as programs need it. */
export interface Onnxruntime {
  readonly Tensor: typeof OrtTensor;
  readonly InferenceSession: typeof InferenceSession;
}

/** A program as the bytes of an ONNX model. */
export const modelBytes = (program: Graph | Scan): Uint8Array =>
  writeModel(isScan(program) ? lowerScan(program) : lowerGraph(program));

/** A session over a program's model, as a program. */
export function sessionProgram(ort: Onnxruntime, session: InferenceSession, program: Graph | Scan): Program {
  const toOrt = ({ dtype, data, shape }: Tensor): OrtTensor =>
    new ort.Tensor(dtype, data as never, shape as number[]);
  return {
    async run(feeds: Tensors) {
      const inputs: Record<string, OrtTensor> = {};
      const fed = isScan(program) ? feedsInside(program, feeds) : feeds;
      for (const [name, tensor] of Object.entries(fed)) inputs[name] = toOrt(tensor);
      if (isScan(program))
        inputs.steps = new ort.Tensor('int64', BigInt64Array.of(BigInt(stepCount(program, feeds))), []);
      const outputs = await traced(() => session.run(inputs));
      const results = Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, fromOrt(tensor)] as const),
      );
      return isScan(program) ? resultsOutside(program, results) : results;
    },
    dispose: () => session.release(),
  };
}

const fromOrt = ({ type, dims, data }: OrtTensor): Tensor =>
  ({ dtype: type, shape: dims, data }) as unknown as Tensor;

/** Runs `act`; an error of onnxruntime comes back as one that names the layer. */
export async function traced<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const node = /(?:Name: ?'|Node \(|node \()([^')]+)/.exec(message)?.[1];
    const where = node ? `${layerOf(node)}: ` : '';
    throw new RunError(`${where}onnxruntime could not run the program: ${message}`, { cause: error });
  }
}
