import { stat } from 'node:fs/promises';
import { openedData } from './openedData.ts';
import { pictureAddress } from './pictureAddress.ts';
import type { ExamplesTask, Reading } from './workbenchMessages.ts';
import type { Example, ExamplePage } from '../protocol.ts';
import { joinDatasets, subset, type Dataset } from '../../data/dataset.ts';
import type { OpenedData } from '../../data/sources/open.ts';
import { sourceOf } from '../../data/sources/sourceOf.ts';
import { splitDataset } from '../../data/split.ts';
import { openModelFile, type ModelFile } from '../../serve/modelFile.ts';
import { dataFingerprint } from '../../study/journal.ts';
import { DataError } from '../../util/errors.ts';

/** Examples of a study's data in their parts, with what the model says of each. */
interface Looked {
  readonly data: Dataset;
  readonly partOf: readonly string[];
  readonly width: number;
  readonly predictions: Float32Array;
  /** How wrong the model is: 1 minus the share it gives the truth, or how far it misses. */
  readonly errors: Float32Array;
  readonly wrong: readonly boolean[] | undefined;
  readonly note: string | undefined;
}

const kept = 2;
const known = new Map<string, Promise<Looked>>();
/** Examples predicted between two words of progress. */
const chunk = 512;

/** A page of a study's examples. What the model says of all of them is kept for the next page. */
export async function studyExamples(
  task: ExamplesTask,
  onProgress: (text: string) => void,
): Promise<ExamplePage> {
  const { mtimeMs } = await stat(task.model);
  const key = JSON.stringify([task.reading, task.model, mtimeMs]);
  let looked = known.get(key);
  known.delete(key);
  looked ??= look(task, onProgress);
  known.set(key, looked);
  if (known.size > kept) known.delete(known.keys().next().value!);
  looked.catch(() => known.delete(key));
  return pageOf(await looked, task);
}

async function look(task: ExamplesTask, onProgress: (text: string) => void): Promise<Looked> {
  const model = await openModelFile(task.model);
  try {
    const opened = await openedData(await readingFor(model, task.reading), onProgress);
    const parts = partsOf(opened, task);
    const data = parts.list.map(({ data: part }) => part).reduce(joinDatasets);
    if (model.preparation.features.kind !== data.features.kind)
      throw new DataError(
        `examples: the model takes ${model.preparation.features.kind} features. Received ${data.features.kind} ones.`,
      );
    const blocks: Float32Array[] = [];
    let width = 1;
    for (let from = 0; from < data.size; from += chunk) {
      onProgress(`Predicting ${from} of ${data.size}`);
      const part = Array.from({ length: Math.min(chunk, data.size - from) }, (_, i) => from + i);
      const made = await model.predict(subset(data, part).features, part.length);
      width = made.width;
      blocks.push(made.predictions);
    }
    const predictions = Float32Array.from(blocks.flatMap((block) => [...block]));
    const { target } = data;
    const row = (n: number) => predictions.subarray(n * width, (n + 1) * width);
    const errors = Float32Array.from({ length: data.size }, (_, n) =>
      target.kind === 'classes' ? 1 - row(n)[target.labels[n]!]! : Math.abs(row(n)[0]! - target.values[n]!),
    );
    return {
      data,
      partOf: parts.list.flatMap(({ name, data: part }) => Array.from({ length: part.size }, () => name)),
      width,
      predictions,
      errors,
      wrong:
        target.kind === 'classes'
          ? Array.from({ length: data.size }, (_, n) => largest(row(n)) !== target.labels[n])
          : undefined,
      note: parts.note,
    };
  } finally {
    await model.close();
  }
}

/** The reading with files at the size of the model's pictures: that of a pretrained network is in no option. */
async function readingFor({ preparation: { features } }: ModelFile, reading: Reading): Promise<Reading> {
  if (features.kind !== 'image' || (await sourceOf(reading.path)) !== 'imageFolder') return reading;
  const { channels, height, width } = features;
  return {
    ...reading,
    options: { ...reading.options, channels: channels as 1 | 3, imageSize: { height, width } },
  };
}

/** The parts as the study made them: what was sealed for the test, and what it worked with. */
function partsOf(
  opened: OpenedData,
  { seed, fingerprint }: ExamplesTask,
): { readonly list: readonly { readonly name: string; readonly data: Dataset }[]; readonly note?: string } {
  const data = opened.validation ? joinDatasets(opened.train, opened.validation) : opened.train;
  const split = () => {
    if (opened.test) return { studied: data, test: opened.test };
    const parts = splitDataset(data, { parts: { study: 0.8, test: 0.2 }, seed });
    return { studied: subset(data, parts.study), test: subset(data, parts.test) };
  };
  const { studied, test } = split();
  if (fingerprint !== undefined && dataFingerprint(studied) === fingerprint)
    return {
      list: [
        { name: 'test', data: test },
        { name: 'studied', data: studied },
      ],
    };
  return {
    list: opened.test
      ? [
          { name: 'test', data: test },
          { name: 'studied', data: studied },
        ]
      : [{ name: 'all', data }],
    note:
      'Which of these examples the network was trained on is not known: the data or its options have changed since, the run ' +
      'worked on features of a pretrained network, or it is of an older version.',
  };
}

async function pageOf(looked: Looked, { query }: ExamplesTask): Promise<ExamplePage> {
  const { data, partOf, wrong, errors, note } = looked;
  const { target, features } = data;
  if (features.kind === 'tokens') throw new DataError('examples: token numbers are not shown.');
  const names = [...new Set(partOf)];
  const classes = target.kind === 'classes' ? target.classes : [];
  const chosen = Array.from({ length: data.size }, (_, n) => n).filter(
    (n) =>
      (query.part === undefined || partOf[n] === query.part) &&
      (!query.wrong || wrong?.[n] !== false) &&
      (query.truth === undefined || target.kind !== 'classes' || classes[target.labels[n]!] === query.truth),
  );
  if (query.order === 'worst') chosen.sort((a, b) => errors[b]! - errors[a]!);
  const shown = chosen.slice(query.from, query.from + query.count);
  return {
    kind: features.kind,
    total: chosen.length,
    parts: names.map((name) => ({
      name,
      size: partOf.filter((part) => part === name).length,
      ...(wrong && { wrong: wrong.filter((isWrong, n) => isWrong && partOf[n] === name).length }),
    })),
    classes,
    columns: features.kind === 'table' ? [...features.numericColumns, ...features.categoricalColumns] : [],
    examples: await Promise.all(shown.map((n) => exampleAt(looked, n))),
    ...(note !== undefined && { note }),
  };
}

async function exampleAt(looked: Looked, n: number): Promise<Example> {
  const { data, partOf, width, predictions, wrong } = looked;
  const { target, features, origins } = data;
  const row = predictions.subarray(n * width, (n + 1) * width);
  const best = largest(row);
  return {
    n: n + 1,
    part: partOf[n]!,
    ...(origins?.[n] !== undefined && { origin: origins[n] }),
    ...(target.kind === 'classes'
      ? {
          truth: target.classes[target.labels[n]!]!,
          prediction: target.classes[best]!,
          confidence: row[best]!,
          ...(wrong && { wrong: wrong[n]! }),
        }
      : { truth: target.values[n]!, prediction: row[0]! }),
    ...(features.kind === 'image' && { picture: await pictureAddress(features, n) }),
    ...(features.kind === 'text' && { text: features.texts[n]!.slice(0, 2000) }),
    ...(features.kind === 'table' && { cells: cellsOf(features, n) }),
  };
}

/** A row of a table as text, columns in the order of the features. */
export function cellsOf(
  features: Extract<Dataset['features'], { readonly kind: 'table' }>,
  n: number,
): readonly string[] {
  const { numericColumns, numericKinds, numbers, categoricalColumns, categories } = features;
  const numberText = (j: number) => {
    const value = numbers[n * numericColumns.length + j]!;
    if (Number.isNaN(value)) return '';
    if (numericKinds?.[j] === 'date') return new Date(value * 86_400_000).toISOString().slice(0, 10);
    return String(Number(value.toPrecision(5)));
  };
  return [
    ...numericColumns.map((_, j) => numberText(j)),
    ...categoricalColumns.map((_, j) => categories[n * categoricalColumns.length + j]!.slice(0, 200)),
  ];
}

const largest = (row: Float32Array): number =>
  row.reduce((best, value, k) => (value > row[best]! ? k : best), 0);
