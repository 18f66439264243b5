// How fast a large CSV is read, beside Python's csv module, and how much memory reading and training take.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readTable } from '../src/data/sources/readTable.ts';
import { splitDataset } from '../src/data/split.ts';
import { subset, type Dataset } from '../src/data/dataset.ts';
import { recipe } from '../src/recipe/schema.ts';
import { nodeRuntime } from '../src/runtime/node.ts';
import { fit, type FitData } from '../src/train/fit.ts';
import { randomKey, uniformAt } from '../src/util/random.ts';

export const title = 'reading and training on a CSV of a million rows: rows a second and peak memory';

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

const peakMiB = () => process.resourceUsage().maxRSS / 1024;

/** One measurement in a process of its own: `read` or `train`. */
async function measure(what: string, path: string): Promise<void> {
  const start = performance.now();
  const { dataset } = await readTable(path, { target: 'label' });
  const seconds = (performance.now() - start) / 1000;
  const rowsPerSecond = dataset.size / seconds;
  if (what === 'train')
    await fit(
      partsOf(dataset),
      recipe({ architecture: { name: 'mlp', size: 64 }, batchSize: 512, epochs: 1 }),
      { runtime: nodeRuntime() },
    );
  console.log(JSON.stringify({ rowsPerSecond, peakMiB: peakMiB() }));
}

/** As the command makes them, which lets the whole go. */
function partsOf(dataset: Dataset): FitData {
  const parts = splitDataset(dataset, { parts: { train: 0.8, validation: 0.2 }, seed: 1 });
  return { train: subset(dataset, parts.train), validation: subset(dataset, parts.validation) };
}

/** `[--rows 1000000]`. */
export async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { rows: { type: 'string', default: '1000000' } },
    allowPositionals: true,
  });
  const [what, given] = positionals;
  if (what !== undefined && given !== undefined) return measure(what, given);
  const rows = Number(values.rows);
  if (!Number.isInteger(rows) || rows < 100)
    throw new RangeError(`--rows must be a whole number of at least 100. Received ${values.rows}.`);
  const folder = mkdtempSync(join(tmpdir(), 'hibiscus-bench-'));
  try {
    const path = join(folder, 'table.csv');
    await writeCsv(path, rows);
    console.log(
      `${rows} rows of ${numericColumns + levels.length + 1} columns, ${(statSync(path).size / 1e6).toFixed(0)} MB`,
    );
    const own = (word: string) => {
      const run = spawnSync(process.execPath, [...process.execArgv, process.argv[1]!, 'tables', word, path], {
        encoding: 'utf8',
      });
      if (run.status !== 0) throw new Error(`${word} failed: ${run.stderr}`);
      return JSON.parse(run.stdout) as { rowsPerSecond: number; peakMiB: number };
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
    const trained = own('train');
    console.log(`hibiscus trains an epoch: peak ${trained.peakMiB.toFixed(0)} MiB`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
