import * as ort from 'onnxruntime-node';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { lowerScan } from '../src/onnx/lower.ts';
import { writeModel } from '../src/onnx/write.ts';
import { network, trainingProgram, optimizerState, stateName } from '../src/recipe/compile.ts';
import { recipe } from '../src/recipe/schema.ts';
import { initialState } from '../src/train/state.ts';
const arch = process.argv[2] ?? 'convnet', size = +(process.argv[3] ?? 16), B = +(process.argv[4] ?? 32), threads = +(process.argv[5] ?? 1), drop = +(process.argv[6] ?? 0), opt = process.argv[7] ?? 'adam', prof = process.argv[8] === 'prof';
const prep = { features: { kind: 'image', channels: 1, height: 28, width: 28, mean: [0], deviation: [1] }, target: { kind: 'classes', classes: [...'0123456789'] } } as const;
const net = network(recipe({ architecture: { name: arch, size }, dropout: drop, optimizer: { name: opt, learningRate: 0.01 } }), prep);
const scan = trainingProgram(net, B);
const bytes = writeModel(lowerScan(scan));
const n = 512, steps = arch === 'mlp' ? 128 : 16;
for (const f of readdirSync('/tmp/prof')) rmSync('/tmp/prof/' + f);
const s = await ort.InferenceSession.create(bytes, { intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: (process.env.LEVEL ?? 'all') as any, executionMode: 'sequential', logSeverityLevel: 3, ...(prof && { enableProfiling: true, profileFilePrefix: '/tmp/prof/p' }) });
const st = initialState(net);
const feeds: any = {};
for (const [k, t] of Object.entries(st.tensors)) feeds[k] = new ort.Tensor('float32', t.data as any, t.shape as any);
const rnd = Float32Array.from({ length: n * 784 }, () => Math.random() - 0.5);
feeds.features = new ort.Tensor('float32', rnd, [n, 1, 28, 28]);
feeds.targets = new ort.Tensor('int32', Int32Array.from({ length: n }, (_, i) => i % 10), [n]);
feeds.indices = new ort.Tensor('int32', Int32Array.from({ length: steps * B }, (_, i) => i % n), [steps, B]);
feeds.key = new ort.Tensor('uint32', Uint32Array.from({ length: steps }, (_, i) => i * 7919), [steps]);
feeds.learningRate = new ort.Tensor('float32', new Float32Array(steps).fill(0.001), [steps]);
feeds.steps = new ort.Tensor('int64', BigInt64Array.of(BigInt(steps)), []);
await s.run(feeds); await s.run(feeds);
const ts = [];
for (let i = 0; i < 9; i++) { const t = performance.now(); await s.run(feeds); ts.push((performance.now() - t) / steps); }
ts.sort((a, b) => a - b);
console.log(arch, size, 'B', B, 'threads', threads, 'params', net.parameters, 'ms/step median', ts[4].toFixed(3), 'min', ts[0].toFixed(3));
if (prof) {
  s.endProfiling();
  const a = JSON.parse(readFileSync('/tmp/prof/' + readdirSync('/tmp/prof')[0], 'utf8'));
  const m: any = {};
  for (const e of a) if (e.cat === 'Node' && e.name.endsWith('kernel_time')) { const k = e.name.replace('_kernel_time', '') + ' ' + (e.args.op_name) + ' ' + JSON.stringify(e.args.output_type_shape ?? '').slice(0, 60); m[k] ??= [0, 0]; m[k][0] += e.dur; m[k][1]++; }
  let tot = 0;
  const rows = Object.entries<any>(m).filter(([k]) => !k.startsWith('loop')).sort((x, y) => y[1][0] - x[1][0]);
  for (const [, v] of rows) tot += v[0] / v[1];
  console.log('nodes', rows.length, 'sum ms/step', (tot / 1000).toFixed(3));
  for (const [k, v] of rows.slice(0, +(process.env.TOP ?? 34))) console.log((v[0] / v[1] / 1000).toFixed(3), k);
}
