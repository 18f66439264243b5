// How fast a large CSV is read, beside Python's csv module, and how much memory reading and training take.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { randomKey, uniformAt } from '../src/util/random.ts';

export const title = 'reading and training on a CSV of a million rows: rows a second and peak memory';

const root = fileURLToPath(new URL('..', import.meta.url));
const numericColumns = 24;
/** Categories of each column of texts. */
const levels = [3, 10, 30, 50, 100];

/** Writes a table of 24 numbers, 5 categories and two classes. */
async function writeCsv(path: string, rows: number): Promise<void> {
  const file = createWriteStream(path);
  const key = randomKey('bench', 'tables');
  const names = [
    ...Array.from({ length: numericColumns }, (_, j) => `n${j}`),
    ...levels.map((_, j) => `c${j}`),
    'label',
  ];
  let text = `${names.join(',')}\n`;
  for (let i = 0, draw = 0; i < rows; i++) {
    const cells: string[] = [];
    let sum = 0;
    for (let j = 0; j < numericColumns; j++) {
      const value = 100 * uniformAt(key, draw++) - 50;
      if (j < 4) sum += value;
      cells.push(value.toFixed(6));
    }
    for (const count of levels) cells.push(`level${Math.floor(count * uniformAt(key, draw++) ** 2)}`);
    cells.push(sum > 0 ? 'yes' : 'no');
    text += `${cells.join(',')}\n`;
    if (text.length < 1e6) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  file.end(text);
  await once(file, 'finish');
}

const python = `
import csv, sys, time
start = time.perf_counter()
rows = 0
with open(sys.argv[1], newline='') as file:
    reader = csv.reader(file)
    next(reader)
    for row in reader:
        values = [float(cell) for cell in row[:24]]
        rows += 1
print(rows / (time.perf_counter() - start))
`;

/**
 * A program that reads, or that trains an epoch by the command. Of the built files: a loader of TypeScript would count as
 * memory of ours.
 */
const program = {
  read: `
const { readTable } = await import('./dist/data/sources/readTable.js');
const start = performance.now();
const { dataset } = await readTable(process.argv[1], { target: 'label' });
const rowsPerSecond = dataset.size / ((performance.now() - start) / 1000);
console.log(JSON.stringify({ rowsPerSecond, peakMiB: process.resourceUsage().maxRSS / 1024 }));`,
  train: `
const { main } = await import('./dist/command/main.js');
const [, file, recipe, out] = process.argv;
await main(['fit', file, '--target', 'label', '--recipe', recipe, '--out', out, '--quiet', '--json']);
console.error(JSON.stringify({ rowsPerSecond: 0, peakMiB: process.resourceUsage().maxRSS / 1024 }));`,
} as const;

const recipe = { architecture: { name: 'mlp', size: 64 }, batchSize: 512, epochs: 1 };

/** `[--rows 1000000]`. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rows: { type: 'string', default: '1000000' } },
  });
  const rows = Number(values.rows);
  if (!Number.isInteger(rows) || rows < 100)
    throw new RangeError(`--rows must be a whole number of at least 100. Received ${values.rows}.`);
  if (spawnSync(process.execPath, ['scripts/build.js'], { cwd: root, stdio: 'inherit' }).status !== 0)
    throw new Error('the build failed');
  const folder = mkdtempSync(join(tmpdir(), 'hibiscus-bench-'));
  try {
    const path = join(folder, 'table.csv');
    await writeCsv(path, rows);
    console.log(
      `${rows} rows of ${numericColumns + levels.length + 1} columns, ${(statSync(path).size / 1e6).toFixed(0)} MB`,
    );
    writeFileSync(join(folder, 'recipe.json'), JSON.stringify(recipe));
    const own = (what: keyof typeof program, ...given: readonly string[]) => {
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', program[what], path, ...given], {
        cwd: root,
        encoding: 'utf8',
      });
      if (run.status !== 0) throw new Error(`${what} failed: ${run.stderr}`);
      const line = (what === 'read' ? run.stdout : run.stderr).trim().split('\n').at(-1)!;
      return JSON.parse(line) as { rowsPerSecond: number; peakMiB: number };
    };
    const read = own('read');
    console.log(
      `hibiscus reads   ${read.rowsPerSecond.toFixed(0)} rows/s, peak ${read.peakMiB.toFixed(0)} MiB`,
    );
    const peer = spawnSync(process.env['HIBISCUS_PYTHON'] ?? 'python3', ['-c', python, path], {
      encoding: 'utf8',
    });
    if (peer.status === 0) {
      const rate = Number(peer.stdout);
      console.log(
        `Python csv reads ${rate.toFixed(0)} rows/s; hibiscus ${(read.rowsPerSecond / rate).toFixed(1)} times as fast`,
      );
    } else console.log('Python csv: not found; left out');
    const trained = own('train', join(folder, 'recipe.json'), join(folder, 'fit'));
    console.log(`hibiscus trains an epoch: peak ${trained.peakMiB.toFixed(0)} MiB`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
