import { parseDocument } from 'yaml';
const cases: Record<string, string> = {
 amp: '- &a ', tag: '- !!seq ', amap: 'a: ', acmp: '? a: ', q: '? ', dash: '- ', mix: '- a: ', mixq: '- ? ', amp2: '? &a ', map2: 'a: &a ', dq: '- "a": ', nl: '-\n', fl: '[', fl2: '[a: ', com: '[#]\n', bang: '- ! ', quo: "'a': ",colon: ': ', ampnl: '- &a\n', flq:'[? '};
const which = process.argv[2]!;
const n = Number(process.argv[3]);
const unit = cases[which]!;
const text = which === 'ind' ? '' : unit.repeat(Math.floor(n / unit.length));
const b = performance.now();
try { const d = parseDocument(text, { schema: 'core' }); console.log(which, 'parsed', d.errors.length, d.errors[0]?.message.slice(0, 60)); } catch (e) { console.log(which, 'threw', (e as Error).message.slice(0, 80)); }
console.log((performance.now() - b).toFixed(0), 'ms');
