/**
 * Node counts of training programs: values of the graph before and after `simplify`, ONNX nodes as lowered, and what
 * onnxruntime makes of them. For small networks each node costs a few microseconds a step, whatever it computes.
 *
 *     npx tsx bench/nodes.ts            counts of all workloads
 *     npx tsx bench/nodes.ts mlp        and the nodes themselves
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { topologicalOrder } from '../src/graph/graph.ts';
import { makeScan } from '../src/graph/scan.ts';
import { lowerScan } from '../src/onnx/lower.ts';
import type { OnnxGraph, OnnxModel } from '../src/onnx/model.ts';
import { readModel } from '../src/onnx/read.ts';
import { writeModel } from '../src/onnx/write.ts';
import { network, trainingBody, trainingProgram } from '../src/recipe/compile.ts';
import { recipe, type RecipeInput } from '../src/recipe/schema.ts';

const classes = (count: number) => ({
  kind: 'classes' as const,
  classes: Array.from({ length: count }, (_, i) => String(i)),
});
const table = (columns: number) => ({
  kind: 'table' as const,
  numericColumns: Array.from({ length: columns }, (_, i) => ({
    name: `x${i}`,
    mean: 0,
    deviation: 1,
    missing: false,
  })),
  categoricalColumns: [],
});
const picture = { kind: 'image' as const, channels: 1, height: 28, width: 28, mean: [0], deviation: [1] };

/** The workloads: a table with everything on, and a plain convolutional network. */
export const programs: Readonly<Record<string, { form: RecipeInput; features: object; classes: number }>> = {
  mlp: {
    form: {
      architecture: { name: 'mlp', size: 128, batchNorm: true },
      dropout: 0.3,
      penalties: { l2: 1e-4 },
      optimizer: { name: 'adamw', learningRate: 1e-3 },
    },
    features: table(32),
    classes: 2,
  },
  convnet: {
    form: {
      architecture: { name: 'convnet', size: 32 },
      optimizer: { name: 'sgd', learningRate: 0.1 },
    },
    features: picture,
    classes: 10,
  },
};

const count = ({ nodes }: OnnxGraph): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { opType } of nodes) counts[opType] = (counts[opType] ?? 0) + 1;
  return counts;
};
const bodyOf = (model: OnnxModel): OnnxGraph => {
  const body = model.graph.nodes.find(({ opType }) => opType === 'Loop')?.attributes?.body;
  return body && 'graph' in body ? body.graph : model.graph;
};

/** The model as onnxruntime keeps it after its own rewrites. */
async function optimized(model: OnnxModel): Promise<OnnxModel> {
  const folder = mkdtempSync(join(tmpdir(), 'hibiscus-nodes-'));
  try {
    const path = join(folder, 'optimized.onnx');
    const session = await ort.InferenceSession.create(writeModel(model), {
      graphOptimizationLevel: 'extended',
      optimizedModelFilePath: path,
      logSeverityLevel: 3,
    });
    await session.release();
    return readModel(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const wanted = process.argv.slice(2);
for (const [name, { form, features, classes: k }] of Object.entries(programs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const net = network(recipe({ ...form, batchSize: 64 }), {
    features: features as never,
    target: classes(k),
  });
  const built = performance.now();
  const plain = trainingBody(net, 64);
  const simplified = performance.now();
  const scan = trainingProgram(net, 64);
  const done = performance.now();
  const lowered = lowerScan(scan);
  const before = lowerScan(makeScan(plain.body, plain.carried, scan.perStep));
  const native = bodyOf(await optimized(lowered));
  const values = (outputs: object) => topologicalOrder(Object.values(outputs)).length;
  console.log(
    `${name}: ${values(plain.body.outputs)} values, ${values(scan.body.outputs)} simplified ` +
      `(built in ${(simplified - built).toFixed(1)} ms, again with simplify in ${(done - simplified).toFixed(1)} ms); ` +
      `ONNX nodes ${bodyOf(before).nodes.length} → ${bodyOf(lowered).nodes.length}, after onnxruntime's own rewrites ` +
      `${bodyOf(await optimized(before)).nodes.length} → ${native.nodes.length}`,
  );
  console.log(
    Object.entries(count(native))
      .sort((a, b) => b[1] - a[1])
      .map(([op, n]) => `  ${op} ${n}`)
      .join('\n'),
  );
  if (wanted.length > 0)
    for (const { opType, inputs, outputs, attributes } of native.nodes)
      console.log(
        `${outputs.join(', ')} = ${opType}(${inputs.join(', ')}) ${JSON.stringify(attributes ?? {}).slice(0, 100)}`,
      );
}
