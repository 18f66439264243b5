// The time that the matrix products of a training step take by themselves: what no scheduling can go below.
import { openSession } from '../src/runtime/node.ts';
import * as ort from 'onnxruntime-node';
import { lowerGraph } from '../src/onnx/lower.ts';
import { writeModel } from '../src/onnx/write.ts';
import { makeGraph } from '../src/graph/graph.ts';
import { input } from '../src/graph/value.ts';
import { matmul } from '../src/ops/matmul/matmul.ts';
import type { Work } from './works.ts';
import type { Layer } from '../src/layers/layer.ts';

interface Part {
  readonly name: string;
  readonly options: object;
  outputShape: Layer['outputShape'];
  parameters: Layer['parameters'];
}

/**
 * Floating point operations of the products of a step: forward, and backward for the weights and for the input, which
 * the first layer does not need.
 */
function flops(work: Work): number {
  const { layer, exampleShape } = work.network(false);
  const kernels: number[] = [];
  const walk = (parts: readonly Part[], start: readonly (number | string)[]) => {
    let shape = start;
    for (const part of parts) {
      const after = part.outputShape(shape);
      const { layers, shortcut } = part.options as { layers?: readonly Part[]; shortcut?: Part };
      // Branches and shortcuts read one input, layers in a row each the result of the one before.
      if (part.name === 'branches') for (const one of layers!) walk([one], shape);
      else if (layers) walk(layers, shape);
      if (shortcut) walk([shortcut], shape);
      if (!layers && part.name !== 'embedding')
        for (const { shape: kernel, penalized } of Object.values(part.parameters(shape)))
          if (penalized) {
            // A convolution multiplies its kernel at every place of the result, a dense layer once.
            const places =
              part.name === 'convMaxOverTime'
                ? Number(shape[1]) - kernel[0]! + 1
                : after.slice(2).reduce<number>((n, dim) => n * Number(dim), 1);
            kernels.push(2 * kernel.reduce((n, dim) => n * dim, 1) * places);
          }
      shape = after;
    }
  };
  walk([layer], ['N', ...exampleShape]);
  const readsNumbers = layer.inputType !== 'int32';
  const total = kernels.reduce((sum, count, i) => sum + (i === 0 && readsNumbers ? 2 : 3) * count, 0);
  return total * work.batch * work.copies;
}

let measured: Map<number, number> | undefined;

/** Milliseconds a step at the speed of one large float32 matrix product, measured here with as many threads. */
export async function floorMs(work: Work, threads: number): Promise<number> {
  measured ??= new Map<number, number>();
  if (!measured.has(threads)) {
    const [n, calls] = [768, 6];
    const a = input('a', [n, n]);
    const b = input('b', [n, n]);
    const session = await openSession(
      writeModel(lowerGraph(makeGraph('gemm', [a, b], { c: matmul(a, b) }))),
      { threads },
    );
    const tensor = new ort.Tensor('float32', new Float32Array(n * n).fill(0.5), [n, n]);
    const times: number[] = [];
    for (let i = 0; i < 8; i++) {
      const start = performance.now();
      for (let call = 0; call < calls; call++) await session.run({ a: tensor, b: tensor });
      times.push((performance.now() - start) / calls);
    }
    await session.release();
    measured.set(threads, (2 * n ** 3) / Math.min(...times));
  }
  return flops(work) / measured.get(threads)!;
}
