// How quick and how large the pages are: first paint and scrolling of the live page, the report of a large study, and what
// a visitor loads.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { counts } from './probeSets.ts';
import { studyPage } from '../src/report/page.ts';
import { findChromium } from '../test/helpers/browser.ts';
import { exampleFullStudy } from '../test/helpers/exampleFullRecord.ts';
import { exampleHistory } from '../test/helpers/exampleRecord.ts';
import { visit } from '../test/helpers/openPage.ts';
import { writeStudy } from '../test/helpers/studyFolders.ts';

export const title = 'first paint, scrolling, report and bundles of the pages';

const program = fileURLToPath(new URL('../bin/hibiscus.js', import.meta.url));

/** `--rounds 5`: each page is opened so often. Needs Chromium (on PATH, or in CHROMIUM) for all but sizes. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string', default: '5' } },
  });
  const { rounds } = counts(values);
  const folder = mkdtempSync(join(tmpdir(), 'hibiscus-pages-'));
  try {
    reportOfLargeStudy(rounds);
    await bundles(folder);
    const chromium = findChromium();
    if (chromium === undefined) console.log('live page: left out, no Chromium on PATH or in CHROMIUM.');
    else await livePage(folder, chromium, rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

/** 500 trials of a search, and curves of 1,000 epochs. */
function reportOfLargeStudy(rounds: number): void {
  const record = exampleFullStudy();
  const history = exampleHistory({ epochs: 1000 });
  const search = record.search!;
  const many = {
    ...record,
    trials: 500,
    diagnosis: { ...record.diagnosis, history },
    baseline: { ...record.baseline, history },
    chosen: { ...record.chosen, history },
    search: {
      ...search,
      configurations: Array.from({ length: 500 }, (_, i) => ({
        ...search.configurations[i % search.configurations.length]!,
        number: i,
      })),
    },
  };
  const times: number[] = [];
  let page = '';
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    page = studyPage(many);
    times.push(performance.now() - began);
  }
  console.log(
    `report of 500 trials and 1,000 epochs: ${(Buffer.byteLength(page) / 1e6).toFixed(2)} MB in ${(median(times) / 1000).toFixed(2)} s (first ${(times[0]! / 1000).toFixed(2)} s)`,
  );
}

/** What is loaded beside onnxruntime and the digits, compressed as a web server does. */
async function bundles(folder: string): Promise<void> {
  const site = join(folder, 'site');
  await new Promise<void>((resolve, reject) =>
    spawn(process.execPath, [program, 'playground', '--out', site], { stdio: 'ignore' }).once(
      'close',
      (code) => (code === 0 ? resolve() : reject(new Error(`playground --out ended with ${code}.`))),
    ),
  );
  const bytes = readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|css|html)$/.test(name) && !/(^|\/)ort[./-]/.test(name))
    .map((name) => readFileSync(join(site, name)));
  const sum = (level: number) => bytes.reduce((all, one) => all + gzipSync(one, { level }).length, 0);
  console.log(
    `playground without onnxruntime: ${(sum(6) / 1000).toFixed(1)} kB (gzip 6), ${(sum(9) / 1000).toFixed(1)} kB (gzip 9)`,
  );
}

async function livePage(folder: string, chromium: string, rounds: number): Promise<void> {
  const studies = join(folder, 'studies');
  writeStudy(join(studies, 'thousand'), { trials: 1000 });
  writeStudy(join(studies, 'many'), { trials: 10_000 });
  const server = spawn(process.execPath, [program, 'ui', studies, '--port', '0', '--json'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const look = await visit(chromium);
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const [url] = /http:\S+/.exec(said) ?? [];
        if (url !== undefined && said.includes('Ctrl-C')) resolve(url);
      });
      server.once('close', () => reject(new Error(`ui ended.\n${said}`)));
    });
    await look.page.goto(address);
    await look.page.waitForSelector('.study');
    const { origin } = new URL(address);
    const paints: number[] = [];
    const rows: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      await look.page.goto(`${origin}/?round=${round}#/study/thousand/trials`);
      await look.page.waitForSelector('.trials td.n');
      rows.push(performance.now() - began);
      paints.push(
        await look.page.evaluate<number>(
          `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
        ),
      );
    }
    console.log(
      `live page with 1,000 trials: first contentful paint ${median(paints).toFixed(0)} ms (most ${Math.max(...paints).toFixed(0)}), first row ${median(rows).toFixed(0)} ms`,
    );
    await look.page.goto(`${origin}/?many#/study/many/trials`);
    await look.page.getByText('10,000 trials.').waitFor();
    const { middle, late, worst } = await look.page.evaluate<Record<'middle' | 'late' | 'worst', number>>(
      `new Promise((done) => {
        const box = document.querySelector('.trials');
        const times = [];
        let last = performance.now();
        const step = (now) => {
          times.push(now - last);
          last = now;
          box.scrollTop += 120;
          if (times.length < 300) return requestAnimationFrame(step);
          times.sort((a, b) => a - b);
          done({ middle: times[150], late: times[285], worst: times[299] });
        };
        requestAnimationFrame(step);
      })`,
    );
    console.log(
      `10,000 trials scrolled by 300 frames: median ${middle.toFixed(1)} ms a frame, 95th percentile ${late.toFixed(1)}, worst ${worst.toFixed(1)}`,
    );
  } finally {
    await look.close();
    server.kill();
  }
}
