// Node counts of the workloads' training programs: values before and after `simplify`, ONNX nodes as they are lowered,
// and what onnxruntime makes of them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { works } from './works.ts';
import { topologicalOrder } from '../src/graph/graph.ts';
import { makeScan } from '../src/graph/scan.ts';
import { lowerScan } from '../src/onnx/lower.ts';
import type { OnnxGraph, OnnxModel } from '../src/onnx/model.ts';
import { readModel } from '../src/onnx/read.ts';
import { writeModel } from '../src/onnx/write.ts';
import { trainingBody, trainingProgram } from '../src/recipe/compile.ts';

export const title = 'nodes of the training programs, before and after simplification';

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

/** `[workload …]`: counts of all workloads, or of those named with the nodes themselves. */
export async function run(wanted: readonly string[]): Promise<void> {
  for (const work of works) {
    if (wanted.length > 0 ? !wanted.includes(work.name) : work.copies > 1) continue;
    const net = work.network(true);
    const began = performance.now();
    const plain = trainingBody(net, work.batch);
    const built = performance.now();
    const scan = trainingProgram(net, work.batch);
    const done = performance.now();
    const lowered = lowerScan(scan);
    const before = lowerScan(makeScan(plain.body, plain.carried, scan.perStep, plain.packs));
    const native = bodyOf(await optimized(lowered));
    const values = (outputs: object) => topologicalOrder(Object.values(outputs)).length;
    console.log(
      `${work.name}: ${values(plain.body.outputs)} values, ${values(scan.body.outputs)} simplified ` +
        `(built in ${(built - began).toFixed(1)} ms, again with simplify in ${(done - built).toFixed(1)} ms); ` +
        `ONNX nodes ${bodyOf(before).nodes.length} → ${bodyOf(lowered).nodes.length}, after onnxruntime's own rewrites ` +
        `${bodyOf(await optimized(before)).nodes.length} → ${native.nodes.length}`,
    );
    if (wanted.length === 0) continue;
    for (const [op, n] of Object.entries(count(native)).sort((a, b) => b[1] - a[1]))
      console.log(`  ${op} ${n}`);
    for (const { opType, inputs, outputs } of native.nodes)
      console.log(`${outputs.join(', ')} = ${opType}(${inputs.join(', ')})`);
  }
}
