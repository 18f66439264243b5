/** Texts through the real command: labels that need quotes, words that training never had, the model file elsewhere. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { contentOf, readJson, workingFolder } from '../helpers/command.ts';
import { commandLines } from '../helpers/commandLines.ts';
import { writeText } from '../helpers/files.ts';
import { readMetadata } from '../../src/onnx/read.ts';
import { openModelFile, textsFor } from '../../src/serve/modelFile.ts';
import { textIds } from '../../src/recipe/textPreparation.ts';

const folder = workingFolder();
const { hibiscus, succeed } = commandLines(folder);
const at = (...names: readonly string[]) => join(folder, ...names);
const quick = ['--epochs', '4', '--size', '6', '--quiet'];

/** Lines of label and text: what grows well is told by one word. */
function rows(count: number, from = 0, end = 'today'): [string, string][] {
  return Array.from({ length: count }, (_, k) => {
    const i = from + k;
    const isGood = i % 2 === 0;
    return [
      isGood ? 'well, "fine"' : 'not so good',
      `plant ${i} ${isGood ? 'grows' : 'dries'} in row ${i * 7} ${end}`,
    ];
  });
}
const lines = (all: readonly [string, string][]) =>
  all.map(([label, text]) => `${label}\t${text}\n`).join('');
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const csv = (all: readonly [string, string][]) =>
  `note,verdict\n${all.map(([label, text]) => `${quoted(text)},${quoted(label)}\n`).join('')}`;

const predictions = z.array(
  z.object({ input: z.string(), prediction: z.string(), probabilities: z.record(z.string(), z.number()) }),
);
const predicted = async (...args: readonly string[]) =>
  predictions.parse(JSON.parse((await succeed('predict', ...args, '--json')).stdout));

beforeAll(async () => {
  writeText(at('lines/train.txt'), lines(rows(60)));
  // "zinnias" stands in no training text.
  writeText(at('lines/test.txt'), lines(rows(20, 60, 'zinnias')));
  writeText(at('train.csv'), csv(rows(60)));
  writeText(at('test.csv'), csv(rows(20, 60, 'zinnias')));
  for (const [part, from, count] of [
    ['train', 0, 40],
    ['test', 60, 10],
  ] as const)
    rows(count, from).forEach(([label, text], i) =>
      writeText(at('folders', part, label.replaceAll('"', ''), `${i}.txt`), `${text}\n`),
    );
  await Promise.all([
    succeed('fit', 'lines', '--out', 'from-lines', ...quick),
    succeed(
      'fit',
      'train.csv',
      '--text',
      'note',
      '--target',
      'verdict',
      '--test',
      'test.csv',
      '--out',
      'from-table',
      ...quick,
    ),
    succeed('fit', 'folders', '--out', 'from-folders', ...quick),
  ]);
});

describe.each([
  ['from-lines', at('lines/test.txt'), 20],
  ['from-table', 'test.csv', 20],
  ['from-folders', at('folders/test'), 10],
])('%s', (out, data, count) => {
  test('evaluate agrees with fit.json; predict names classes with commas and quotes', async () => {
    const { stdout } = await succeed('evaluate', `${out}/model.onnx`, data, '--json');
    const scores = z.record(z.string(), z.number()).parse(JSON.parse(stdout));
    const { test: expected, data: summary } = z
      .object({
        test: z.record(z.string(), z.number()),
        data: z.object({ kind: z.string(), classes: z.array(z.string()) }),
      })
      .parse(readJson(folder, out, 'fit.json'));
    expect(summary.kind).toBe('text');
    expect(scores.n).toBe(count);
    for (const [name, value] of Object.entries(expected)) expect(scores[name]).toBeCloseTo(value, 5);

    const json = await predicted(`${out}/model.onnx`, data);
    expect(json).toHaveLength(count);
    expect(Object.keys(json[0]!.probabilities)).toEqual(summary.classes);
    const right = json.filter(({ prediction }, i) =>
      out === 'from-folders' ? json[i]!.input.includes(prediction) : prediction === rows(20, 60)[i]![0],
    ).length;
    expect(right / count).toBeCloseTo(scores.accuracy!, 6);
    const plain = await succeed('predict', `${out}/model.onnx`, data);
    const [header, first] = plain.stdout.split('\n');
    expect(header).toBe('input,prediction,probability');
    expect(first).toContain(`,${csvCellOf(json[0]!.prediction)},`);
  });
});

const csvCellOf = (text: string) => (/[",\n]/.test(text) ? quoted(text) : text);

test('the vocabulary is of the training part alone, and the metadata says how texts are read', async () => {
  const model = await openModelFile(at('from-lines/model.onnx'));
  const { features } = model.preparation;
  if (features.kind !== 'text') throw new Error('expected texts');
  expect(features.words).toContain('today');
  expect(features.words).not.toContain('zinnias');
  const ids = textIds(features, await textsFor(model, ['today zinnias']), 0, 1);
  expect(ids[0]).toBeGreaterThan(1);
  expect([ids[1], ids[2]]).toEqual([1, 0]);
  expect(model.texts).toEqual({ form: 'lines' });
  await model.close();
  const { metadata } = readMetadata(readFileSync(at('from-table/model.onnx')));
  expect(JSON.parse(metadata['hibiscus.texts']!)).toMatchObject({
    form: 'table',
    text: 'note',
    target: 'verdict',
  });
  expect(JSON.parse(metadata.labels!)).toEqual(['not so good', 'well, "fine"']);
});

test('the model file in plain onnxruntime says what predict says', async () => {
  const json = await predicted('from-table/model.onnx', 'test.csv');
  const { metadata } = readMetadata(readFileSync(at('from-table/model.onnx')));
  const { features } = z
    .object({ features: z.object({ words: z.array(z.string()), length: z.number() }) })
    .parse(JSON.parse(metadata['hibiscus.preparation']!));
  const { words, length } = features;
  // These texts are cut at their spaces.
  const ids = rows(20, 60, 'zinnias').flatMap(([, text]) => {
    const own = text.split(' ').map((word) => (words.includes(word) ? words.indexOf(word) + 2 : 1));
    return Array.from({ length }, (_, i) => own[i] ?? 0);
  });
  const session = await ort.InferenceSession.create(at('from-table/model.onnx'));
  const { probabilities } = await session.run({
    tokens: new ort.Tensor('int32', Int32Array.from(ids), [20, length]),
  });
  const received = (await probabilities!.getData()) as Float32Array;
  json
    .flatMap((row) => Object.values(row.probabilities))
    .forEach((value, i) => expect(Math.abs(received[i]! - value)).toBeLessThan(1e-5));
  await session.release();
});

test('standard input, a text a line; a file for a text', async () => {
  const [one, two] = ['plant 3 dries in row 21 today', 'plant 4 grows in row 28 today'];
  const bin = new URL('../../bin/hibiscus.js', import.meta.url).pathname;
  const { stdout, status } = spawnSync(
    process.execPath,
    [bin, 'predict', 'from-lines/model.onnx', '-', '--json'],
    {
      cwd: folder,
      input: `${one}\n\n${two}`,
      encoding: 'utf8',
    },
  );
  expect(status).toBe(0);
  const said = predictions.parse(JSON.parse(stdout));
  expect(said.map(({ input }) => input)).toEqual(['stdin:1', 'stdin:3']);
  writeText(at('one.txt'), one);
  const [file] = await predicted('from-lines/model.onnx', 'one.txt');
  expect(file!.probabilities).toEqual(said[0]!.probabilities);
});

test('a diagnosis of texts, with what the audit says of them by line', async () => {
  const twice = rows(60);
  writeText(at('twice.txt'), lines([...twice, twice[0]!]));
  const args = ['diagnose', 'twice.txt', '--pairs', '3', '--budget', '2s', '--out', 'diagnosed'];
  const { stderr } = await succeed(...args);
  expect(stderr).toContain('twice.txt:1 = twice.txt:61');
  expect(readFileSync(at('diagnosed/report.html'), 'utf8')).toContain('different words');
});

describe('wrong input', () => {
  beforeAll(() => {
    writeText(at('latin.txt'), '');
    writeText(at('untabbed.txt'), 'a\tone\nno tab\n');
    writeText(at('new-label.txt'), lines([['not so goof', 'plant 1']]));
    writeText(at('numbers.csv'), 'x,y\n1,a\n2,b\n3,a\n4,b\n');
    mkdirSync(at('nothing'));
  });

  test.concurrent.each<readonly [string, ...string[]]>([
    ['fit latin.txt', 'latin.txt: lines of label, tab and text are expected. Received an empty file'],
    ['fit untabbed.txt', 'untabbed.txt:2: a line must be a label, a tab and a text'],
    [
      'fit train.csv --text nite',
      'text "nite" must be one of the columns note, verdict',
      'Did you mean "note"?',
    ],
    ['fit train.csv --text note,verdict', 'pairs of sentences are not taken'],
    ['fit lines --target verdict', 'target: is for tables', 'lines of label and text'],
    ['fit lines --image-size 8', 'imageSize: is for image folders'],
    ['fit numbers.csv --language de', 'language: is for texts'],
    ['fit lines --keep-words none.txt', '--keep-words: no such file: none.txt'],
    ['fit lines --test new-label.txt', 'new-label.txt:1', '"not so goof"', 'Did you mean "not so good"?'],
    ['evaluate from-lines/model.onnx new-label.txt', 'new-label.txt:1', '"not so goof"'],
    ['evaluate from-lines/model.onnx test.csv', 'Add --text <column> and --target <column>'],
    ['predict from-lines/model.onnx test.csv', 'Add --text <column>'],
    ['predict from-table/model.onnx nothing', 'texts are expected. Found none in nothing'],
    ['predict from-table/model.onnx numbers.csv', 'text "note" must be one of the columns x, y'],
  ])('%s', async (args, ...words) => {
    const before = contentOf(folder);
    const { code, stdout, stderr } = await hibiscus(...args.split(' '));
    for (const word of words) expect(stderr).toContain(word);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(contentOf(folder)).toEqual(before);
  });

  test('a table that training did not read, with its columns named', async () => {
    const args = [
      'evaluate',
      'from-lines/model.onnx',
      'test.csv',
      '--text',
      'note',
      '--target',
      'verdict',
      '--json',
    ];
    expect(JSON.parse((await succeed(...args)).stdout)).toMatchObject({ n: 20 });
  });
});
