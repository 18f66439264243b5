// The time that the matrix products of a training step take by themselves: what no scheduling can go below.
import { openSession } from '../src/runtime/node.ts';
import * as ort from 'onnxruntime-node';
import { lowerGraph } from '../src/onnx/lower.ts';
import { writeModel } from '../src/onnx/write.ts';
import { makeGraph } from '../src/graph/graph.ts';
import { input } from '../src/graph/value.ts';
import { matmul } from '../src/ops/matmul/matmul.ts';
import { median } from './statistics.ts';
import type { Work } from './works.ts';

/** Multiplications of a step of training: three products for each kernel (forward, and one for each side backward). */
function flops(work: Work): number {
  const { layer, exampleShape } = work.network(false);
  let total = 0;
  const walk = (
    inner: readonly {
      options: object;
      name: string;
      outputShape: typeof layer.outputShape;
      parameters: typeof layer.parameters;
    }[],
    shape: readonly (number | string)[],
  ) => {
    for (const one of inner) {
      const after = one.outputShape(shape);
      const children = (one.options as { layers?: typeof inner }).layers;
      if (children) {
        // Branches read one input, layers in a row each the result of the one before.
        if (one.name === 'branches') for (const child of children) walk([child], shape);
        else walk(children, shape);
      } else
        for (const { shape: kernel, penalized } of Object.values(one.parameters(shape)))
          if (penalized && one.name !== 'embedding') {
            // A convolution multiplies its kernel at every pixel of the result, a dense layer once.
            const places =
              after.length > 2 ? after.slice(2).reduce<number>((n, dim) => n * Number(dim), 1) : 1;
            total += 2 * kernel.reduce((n, dim) => n * dim, 1) * places;
          }
      shape = after;
    }
  };
  walk([layer] as never, ['N', ...exampleShape]);
  return 3 * total * work.batch * work.copies;
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
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      for (let call = 0; call < calls; call++) await session.run({ a: tensor, b: tensor });
      times.push((performance.now() - start) / calls);
    }
    await session.release();
    measured.set(threads, (2 * n ** 3) / median(times));
  }
  return flops(work) / measured.get(threads)!;
}
