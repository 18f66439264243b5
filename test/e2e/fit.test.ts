/** `fit`, `predict` and `evaluate` as a user runs them, on a table and on pictures. */
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readMetadata } from '../../src/onnx/read.ts';
import { fitRecord } from '../../src/study/record.ts';
import { readJson, start, workingFolder } from '../helpers/command.ts';
import { commandLines } from '../helpers/commandLines.ts';
import { peopleCsv, writePictures, writeText } from '../helpers/files.ts';

const folder = workingFolder();
const { hibiscus, succeed } = commandLines(folder);
const at = (...names: readonly string[]) => join(folder, ...names);
const bytes = (...names: readonly string[]) => readFileSync(at(...names));

const predictions = z.array(
  z.object({
    input: z.string(),
    prediction: z.union([z.string(), z.number()]),
    probabilities: z.record(z.string(), z.number()).optional(),
  }),
);

const predicted = async (...args: readonly string[]) =>
  predictions.parse(JSON.parse((await succeed('predict', ...args, '--json')).stdout));

const table = ['fit', 'people.csv.gz', '--test', 'test.csv', '--epochs', '15', '--size', '24'];

beforeAll(async () => {
  writeText(at('people.csv.gz'), peopleCsv(160));
  writeText(at('test.csv'), peopleCsv(60, 'test'));
  writeText(at('spending.csv'), peopleCsv(160, 'people', 'number'));
  await writePictures(at('pictures/train'), 40);
  await writePictures(at('pictures/test'), 16, { seed: 'test' });
  await succeed(...table, '--out', 'table');
  await succeed('fit', 'pictures', '--epochs', '12', '--size', '2', '--out', 'photos');
});

describe.each([
  ['table', 60, [3]],
  ['photos', 16, [1, 8, 8]],
])('the folder of a fit: %s', (out, n, features) => {
  test('holds its files, and nothing else', () => {
    expect(readdirSync(at(out)).sort()).toEqual(['fit.json', 'history.csv', 'model.onnx', 'recipe.json']);
  });

  test('fit.json has the documented fields', () => {
    const json = readJson(folder, out, 'fit.json');
    const record = fitRecord.strict().parse(json);
    expect(Object.keys(record)).toEqual([
      ...['schema', 'data', 'parameters', 'epochs', 'stopped', 'train', 'validation', 'generalizationGap'],
      ...['test', 'seconds', 'seed'],
    ]);
    expect(Object.keys(record.data)).toEqual(['kind', 'rows', 'classes', 'features', 'description']);
    expect(Object.keys(record.stopped)).toEqual(['reason', 'bestEpoch']);
    for (const scores of [record.train, record.validation])
      expect(Object.keys(scores).sort()).toEqual(['accuracy', 'loss']);
    expect(Object.keys(record.test!).sort()).toEqual(['accuracy', 'loss', 'n']);
    expect(record.data.features).toEqual(features);
    expect(record.generalizationGap).toBeCloseTo(record.train.accuracy! - record.validation.accuracy!, 12);
    expect(record.test!.n).toBe(n);
  });

  test('history.csv has a line for each epoch, the last of which is in fit.json', () => {
    const [header, ...lines] = readFileSync(at(out, 'history.csv'), 'utf8').trimEnd().split('\n');
    const record = fitRecord.parse(readJson(folder, out, 'fit.json'));
    expect(lines).toHaveLength(record.epochs);
    const names = header!.split(',');
    const best = lines[record.stopped.bestEpoch - 1]!.split(',').map(Number);
    expect(best[names.indexOf('epoch')]).toBe(record.stopped.bestEpoch);
    expect(best[names.indexOf('validation.loss')]).toBe(record.validation.loss);
    expect(best[names.indexOf('train.accuracy')]).toBe(record.train.accuracy);
  });
});

test('--json prints fit.json on stdout and nothing else; the same seed gives the same bytes, another does not', async () => {
  const again = await succeed(...table, '--json', '--out', 'again');
  expect(again.stdout).toBe(readFileSync(at('again/fit.json'), 'utf8'));
  expect(again.stderr).toContain('160 training + 60 test rows');
  expect(bytes('again/model.onnx').equals(bytes('table/model.onnx'))).toBe(true);
  expect(bytes('again/history.csv').equals(bytes('table/history.csv'))).toBe(true);

  const other = await succeed(...table, '--json', '--quiet', '--seed', '1', '--out', 'other');
  expect(other.stderr).toBe('');
  expect(bytes('other/model.onnx').equals(bytes('table/model.onnx'))).toBe(false);
});

test('a recipe that a fit left is one that a fit takes, with the same result', async () => {
  const recipe = ['--recipe', at('table/recipe.json')];
  await succeed('fit', 'people.csv.gz', '--test', 'test.csv', ...recipe, '--out', 'from-recipe');
  expect(bytes('from-recipe/model.onnx').equals(bytes('table/model.onnx'))).toBe(true);
});

describe('predict', () => {
  test('a table: CSV and JSON say the same, and --out writes what stdout would show', async () => {
    const json = await predicted('table/model.onnx', 'test.csv');
    const { stdout, stderr } = await succeed('predict', 'table/model.onnx', 'test.csv');
    const [header, ...lines] = stdout.trimEnd().split('\n');
    expect({ header, stderr }).toEqual({ header: 'input,prediction,probability', stderr: '' });
    expect(json[0]!.input).toBe('test.csv:2');
    expect(lines).toEqual(
      json.map(({ input, prediction, probabilities }) => {
        expect(Object.keys(probabilities!)).toEqual(['no', 'yes']);
        expect(probabilities!.no! + probabilities!.yes!).toBeCloseTo(1, 5);
        expect(probabilities![prediction]).toBe(Math.max(...Object.values(probabilities!)));
        return `${input},${prediction},${probabilities![prediction]!.toFixed(6)}`;
      }),
    );
    const written = await succeed('predict', 'table/model.onnx', 'test.csv', '--out', 'said.csv');
    expect(written).toMatchObject({ stdout: '', stderr: '60 predictions written to said.csv\n' });
    expect(readFileSync(at('said.csv'), 'utf8')).toBe(stdout);
  });

  test('rows without answers, and with a town that training never saw', async () => {
    writeText(at('new.csv'), 'town,age,income,hat\n"Rome, Italy",70,9000,yes\n"Paris, France",25,1500,no\n');
    const rows = await predicted('table/model.onnx', 'new.csv');
    expect(rows.map(({ prediction }) => prediction)).toEqual(['yes', 'no']);
  });

  test('pictures and folders of them', async () => {
    const one = join('pictures', 'test', 'upright', '001.png');
    const rows = await predicted('photos/model.onnx', one, join('pictures', 'test'));
    expect(rows).toHaveLength(17);
    expect(rows[0]!.input).toBe(one);
    expect(rows.find(({ input }, n) => n > 0 && input === one)).toEqual(rows[0]);
  });
});

describe('evaluate agrees with fit.json on the test part', () => {
  test.each([
    ['table', 'test.csv'],
    ['photos', join('pictures', 'test')],
  ])('%s', async (out, data) => {
    const { stdout } = await succeed('evaluate', `${out}/model.onnx`, data, '--json');
    const scores = z.record(z.string(), z.number()).parse(JSON.parse(stdout));
    const { test: expected } = fitRecord.parse(readJson(folder, out, 'fit.json'));
    expect(Object.keys(scores).sort()).toEqual(Object.keys(expected!).sort());
    for (const [name, value] of Object.entries(expected!)) expect(scores[name]).toBeCloseTo(value, 5);
    const text = await succeed('evaluate', `${out}/model.onnx`, data);
    expect(text.stdout).toContain(expected!.accuracy!.toFixed(4));
  });
});

describe('the model file in plain onnxruntime', () => {
  const metadataOf = (out: string) => readMetadata(bytes(out, 'model.onnx')).metadata;

  test('a table: numbers and categories in, probabilities out', async () => {
    const rows = peopleCsv(60, 'test').trimEnd().split('\n').slice(1);
    const cells = rows.map((row) => /^([^,]+),([^,]+),"([^"]+)"/.exec(row)!.slice(1));
    const session = await ort.InferenceSession.create(at('table/model.onnx'));
    const { probabilities } = await session.run({
      numbers: new ort.Tensor(
        'float32',
        cells.flatMap(([age, income]) => [Number(age), Number(income)]),
        [60, 2],
      ),
      categories: new ort.Tensor(
        'string',
        cells.map(([, , town]) => town!),
        [60, 1],
      ),
    });
    await agrees(probabilities!, await predicted('table/model.onnx', 'test.csv'));
    expect(JSON.parse(metadataOf('table').labels!)).toEqual(['no', 'yes']);
    await session.release();
  });

  test('pictures: raw pixels in, any number of them', async () => {
    const rows = await predicted('photos/model.onnx', join('pictures', 'test'));
    const session = await ort.InferenceSession.create(at('photos/model.onnx'));
    for (const count of [1, rows.length]) {
      const pixels = await Promise.all(
        rows.slice(0, count).map(({ input }) => sharp(at(input)).greyscale().raw().toBuffer()),
      );
      const image = Float32Array.from(Buffer.concat(pixels));
      expect(image).toHaveLength(64 * count);
      const { probabilities } = await session.run({
        image: new ort.Tensor('float32', image, [count, 1, 8, 8]),
      });
      await agrees(probabilities!, rows.slice(0, count));
    }
    expect(JSON.parse(metadataOf('photos').labels!)).toEqual(['lying', 'upright']);
    await session.release();
  });

  async function agrees(tensor: ort.Tensor, rows: z.infer<typeof predictions>): Promise<void> {
    const expected = rows.flatMap(({ probabilities }) => Object.values(probabilities!));
    const received = (await tensor.getData()) as Float32Array;
    expect(tensor.dims).toEqual([rows.length, 2]);
    expected.forEach((value, i) => expect(Math.abs(received[i]! - value)).toBeLessThan(1e-5));
  }
});

test('a number to predict: rmse and r2 in the unit of the target', async () => {
  const args = ['spending.csv', '--epochs', '60', '--size', '24', '--out', 'number'];
  const { stdout } = await succeed('fit', ...args);
  const record = fitRecord.parse(readJson(folder, 'number', 'fit.json'));
  for (const scores of [record.train, record.validation])
    expect(Object.keys(scores).sort()).toEqual(['loss', 'r2', 'rmse']);
  expect(record.validation.r2).toBeGreaterThan(0.5);
  expect(record.generalizationGap).toBeCloseTo(record.validation.rmse! - record.train.rmse!, 12);
  expect(stdout).toContain(record.validation.r2!.toFixed(3));

  const rows = await predicted('number/model.onnx', 'spending.csv');
  const answers = peopleCsv(160, 'people', 'number').trimEnd().split('\n').slice(1);
  const errors = rows.map(({ prediction }, n) => Number(prediction) - Number(answers[n]!.split(',').at(-1)));
  const rmse = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
  const evaluated = await succeed('evaluate', 'number/model.onnx', 'spending.csv', '--json');
  const scores = z.record(z.string(), z.number()).parse(JSON.parse(evaluated.stdout));
  expect(Object.keys(scores).sort()).toEqual(['loss', 'n', 'r2', 'rmse']);
  expect(scores.rmse).toBeCloseTo(rmse, 3);
});

describe('an interrupted fit', () => {
  // Long enough that there is time to interrupt it after its first epoch was kept.
  const long = ['fit', 'long.csv', '--epochs', '500', '--size', '64', '--recipe', 'long.yaml'];
  const kept = (out: string) => () => existsSync(at(out, 'state.bin'));

  beforeAll(async () => {
    writeText(at('long.csv'), peopleCsv(600, 'long'));
    writeText(at('long.yaml'), 'architecture: { name: mlp, size: 64 }\ndropout: 0.2\n');
    await succeed(...long, '--out', 'whole');
  });

  test('by Ctrl-C: says how to go on, and goes on to the same bytes', async () => {
    const run = start(folder, ...long, '--out', 'stopped');
    await run.until('its first progress', () => run.stderr().includes('[1/500]'));
    await run.until('its first epoch was kept', kept('stopped'));
    run.signalAll('SIGINT');
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toMatch(/Interrupted after epoch \d+/);
    expect(stderr).toContain(`--out ${at('stopped')} --resume`);
    expect(readdirSync(at('stopped'))).toEqual(['state.bin']);

    const other = await hibiscus('fit', 'spending.csv', '--out', 'stopped', '--resume');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('must belong to the same data');
    expect(readdirSync(at('stopped'))).toEqual(['state.bin']);

    const resumed = await succeed(...long, '--out', 'stopped', '--resume');
    expect(resumed.stderr).toMatch(/Going on after epoch [1-9]/);
    same('stopped');
  });

  test('by kill -9: goes on from what was kept', async () => {
    const run = start(folder, ...long, '--out', 'killed');
    await run.until('its first epoch was kept', kept('killed'));
    run.signalAll('SIGKILL');
    expect(await run.ended).toMatchObject({ code: null, signal: 'SIGKILL', stdout: '' });
    await succeed(...long, '--out', 'killed', '--resume');
    same('killed');
  });

  test('of which the state is damaged: refused', async () => {
    const run = start(folder, ...long, '--out', 'damaged');
    await run.until('its first epoch was kept', kept('damaged'));
    run.signalAll('SIGINT');
    await run.ended;
    appendFileSync(at('damaged/state.bin'), 'x');
    const { code, stderr } = await hibiscus(...long, '--out', 'damaged', '--resume');
    expect(code).toBe(2);
    expect(stderr).toContain('checkpoint: it is damaged');
  });

  function same(out: string): void {
    expect(readdirSync(at(out)).sort()).toEqual(['fit.json', 'history.csv', 'model.onnx', 'recipe.json']);
    for (const name of ['model.onnx', 'history.csv'])
      expect(bytes(out, name).equals(bytes('whole', name))).toBe(true);
  }
});
