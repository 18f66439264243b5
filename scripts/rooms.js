// Writes the index of each room whose folder is a registry, from the files in it. `--check` only says whether they are
// up to date. A file whose first line is "// shared within this room" holds no thing of its own.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const source = fileURLToPath(new URL('../src/', import.meta.url));
const rooms = [
  'layers',
  'losses',
  'metrics',
  'penalties',
  'optimizers',
  'optimizers/transforms',
  'schedules',
  'stopping',
  'averaging',
  'architectures',
  'augmentations/image',
  'data/samples',
  'augmentations/table',
  'augmentations/text',
  'data/audit',
  'remedies',
  'study/search/axes',
  'ops/rewrites',
  'report/figures',
  'report/sections',
];

/** The text of a room's index. */
function indexOf(room) {
  const names = readdirSync(join(source, room))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'index.ts')
    .filter(
      (file) => !readFileSync(join(source, room, file), 'utf8').startsWith('// shared within this room'),
    )
    .map((file) => file.slice(0, -3))
    .sort();
  const lines = names.map((name) => `export { ${name} } from './${name}.ts';\n`);
  return `// Made by \`npm run rooms\` from the files of this folder.\n${lines.join('')}`;
}

const stale = [];
for (const room of rooms) {
  const file = join(source, room, 'index.ts');
  const text = indexOf(room);
  let old = '';
  try {
    old = readFileSync(file, 'utf8');
  } catch {
    // A new room has no index yet.
  }
  if (old === text) continue;
  stale.push(room);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
}
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`The index of ${stale.join(', ')} is out of date. Run: npm run rooms`);
  process.exitCode = 1;
}
