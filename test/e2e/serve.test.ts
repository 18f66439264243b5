/** `serve` as programs ask it: over a real connection, with the answers that `predict` gives. */
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { hibiscus, start, succeed, workingFolder, type Running } from '../helpers/command.ts';
import { peopleCsv, writePictures, writeText } from '../helpers/files.ts';
import { openModelFile } from '../../src/serve/modelFile.ts';
import { predictionApp } from '../../src/serve/predictionApp.ts';

const folder = workingFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const quick = ['--epochs', '2', '--size', '4', '--quiet'];
const json = { 'content-type': 'application/json' };

const running: Running[] = [];
const urls: Record<'texts' | 'table' | 'photos' | 'ages', string> = {
  texts: '',
  table: '',
  photos: '',
  ages: '',
};
const sentences = ['row 3 grows well', 'row 4 dries', 'zinnias'];

beforeAll(async () => {
  writeText(
    at('lines.txt'),
    Array.from(
      { length: 40 },
      (_, i) => `${i % 2 ? 'good' : 'bad'}\tplant ${i} ${i % 2 ? 'grows' : 'dries'}\n`,
    ).join(''),
  );
  writeText(at('people.csv'), peopleCsv(60));
  writeText(at('ages.csv'), peopleCsv(60, 'people', 'number'));
  await writePictures(at('pictures'), 12);
  await Promise.all([
    succeed(folder, 'fit', 'lines.txt', '--out', 'texts', ...quick),
    succeed(folder, 'fit', 'people.csv', '--out', 'table', ...quick),
    succeed(folder, 'fit', 'ages.csv', '--out', 'ages', ...quick),
    succeed(folder, 'fit', 'pictures', '--out', 'photos', ...quick),
  ]);
  await Promise.all(
    (Object.keys(urls) as (keyof typeof urls)[]).map(async (name) => {
      const server = start(folder, 'serve', `${name}/model.onnx`, '--port', '0', '--json');
      running.push(server);
      await server.until('it listened', () => server.stderr().includes('Serving'));
      urls[name] = /http:\S+:\d+/.exec(server.stderr())![0];
    }),
  );
});

afterAll(() => running.forEach(({ child }) => child.kill('SIGKILL')));

const prediction = z.strictObject({
  input: z.string(),
  prediction: z.union([z.string(), z.number()]),
  probabilities: z.record(z.string(), z.number()).optional(),
});
const answer = z.strictObject({ predictions: z.array(prediction) });
const failure = z.strictObject({ error: z.string() });

/** Predictions without what the inputs are called. */
const said = (predictions: readonly z.infer<typeof prediction>[]) =>
  predictions.map(({ input: _, ...rest }) => rest);

const post = (url: string, body: RequestInit['body'], headers: Record<string, string> = {}) =>
  fetch(`${url}/predict`, { method: 'POST', body: body!, headers });

async function predictedBy(url: string, body: RequestInit['body'], headers?: Record<string, string>) {
  const response = await post(url, body, headers);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return answer.parse(JSON.parse(text)).predictions;
}

async function predicted(...args: readonly string[]) {
  const { stdout } = await succeed(folder, 'predict', ...args, '--json');
  return said(z.array(prediction).parse(JSON.parse(stdout)));
}

async function refused(
  url: string,
  status: number,
  body: RequestInit['body'],
  headers?: Record<string, string>,
) {
  const response = await post(url, body, headers);
  expect(response.status).toBe(status);
  return failure.parse(await response.json()).error;
}

describe('answers as predict does', () => {
  test('texts', async () => {
    for (const [i, text] of sentences.entries()) writeText(at('sentences', `${i}.txt`), text);
    writeText(at('all.jsonl'), sentences.map((text) => `${JSON.stringify({ text })}\n`).join(''));
    const expected = await predicted('texts/model.onnx', 'all.jsonl', '--text', 'text');
    const received = await predictedBy(urls.texts, JSON.stringify({ texts: sentences }), json);
    expect(said(received)).toEqual(expected);
    expect(received.map(({ input }) => input)).toEqual(['texts[0]', 'texts[1]', 'texts[2]']);
  });

  test.each(['table', 'ages'] as const)('rows (%s)', async (name) => {
    const rows = [
      { age: 30, income: 2000, town: 'Lima, Peru' },
      { age: null, income: 900.5, town: 'Nowhere' },
    ];
    writeText(at(`${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const expected = await predicted(`${name}/model.onnx`, `${name}.jsonl`);
    expect(said(await predictedBy(urls[name], JSON.stringify({ rows }), json))).toEqual(expected);
  });

  test('a picture, and several with names that are no paths', async () => {
    const paths = ['pictures/lying/000.png', 'pictures/upright/003.png'];
    const expected = await predicted('photos/model.onnx', ...paths);
    const bytes = paths.map((path) => readFileSync(at(path)));
    const [one] = await predictedBy(urls.photos, bytes[0]!, { 'content-type': 'image/png' });
    expect(said([one!])).toEqual([expected[0]]);
    const data = new FormData();
    bytes.forEach((some, i) =>
      data.append('files', new Blob([some], { type: 'image/png' }), `../../${i}.png`),
    );
    const several = await predictedBy(urls.photos, data);
    expect(said(several)).toEqual(expected);
    expect(several.map(({ input }) => input)).toEqual(['../../0.png', '../../1.png']);
  });

  test('many at a time, each its own', async () => {
    const expected = said(await predictedBy(urls.texts, JSON.stringify({ texts: sentences }), json));
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        predictedBy(urls.texts, JSON.stringify({ texts: [sentences[i % 3]] }), json),
      ),
    );
    all.forEach((received, i) => {
      const { prediction: name, probabilities } = expected[i % 3]!;
      expect(received[0]!.prediction).toBe(name);
      for (const [key, value] of Object.entries(probabilities!))
        expect(received[0]!.probabilities![key]).toBeCloseTo(value, 5);
    });
  });
});

test('says what it takes', async () => {
  const table: unknown = await (await fetch(urls.table)).json();
  expect(table).toMatchObject({ model: 'model.onnx', takes: 'table', columns: ['age', 'income', 'town'] });
  const photos: unknown = await (await fetch(urls.photos)).json();
  expect(photos).toMatchObject({ takes: 'image', classes: ['lying', 'upright'] });
  expect(await (await fetch(`${urls.photos}/health`)).json()).toEqual({ status: 'ok' });
});

describe('refuses, and says why', () => {
  test('another body than it takes', async () => {
    expect(await refused(urls.texts, 415, 'hello', { 'content-type': 'text/plain' })).toContain('text/plain');
    expect(await refused(urls.texts, 400, '{"texts": [', json)).toContain('{ "texts": ["…"] }');
    expect(await refused(urls.texts, 400, '{"texts": [1]}', json)).toContain('texts.0');
    expect(await refused(urls.texts, 400, '{"texts": []}', json)).toContain('texts');
    expect(await refused(urls.texts, 400, '{"text": "a"}', json)).toContain('texts');
    expect(await refused(urls.table, 400, '{"rows": [{"town": [1]}]}', json)).toContain('rows.0.town');
    const tooMany = JSON.stringify({ texts: Array.from({ length: 10_001 }, () => '') });
    expect(await refused(urls.texts, 400, tooMany, json)).toContain('10000');
  });

  test('rows without a column, or with a word for a number; no file is named', async () => {
    const missing = await refused(urls.table, 400, '{"rows": [{"age": 3}]}', json);
    expect(missing).toContain('income');
    const word =
      '{"rows": [{"age": 3, "income": 1, "town": "Lima"}, {"age": "old", "income": 1, "town": "Lima"}]}';
    const wrong = await refused(urls.table, 400, word, json);
    expect(wrong).toMatch(/rows\.jsonl:2.*"old"/);
    for (const message of [missing, wrong]) expect(message).not.toContain(tmpdir());
  });

  test('pictures that are none', async () => {
    expect(await refused(urls.photos, 400, 'no picture', { 'content-type': 'image/png' })).toContain(
      'picture 1.png',
    );
    expect(await refused(urls.photos, 415, '{}', json)).toContain('PNG');
    expect(await refused(urls.photos, 400, new FormData())).toContain('0 pictures');
    const data = new FormData();
    data.append('file', new Blob(['<svg/>'], { type: 'image/svg+xml' }), 'a.svg');
    expect(await refused(urls.photos, 400, data)).toContain('a.svg');
    const broken = { 'content-type': 'multipart/form-data; boundary=x' };
    expect(await refused(urls.photos, 400, '--x\r\nnothing', broken)).toContain('multipart');
  });

  test('other addresses and methods, and names that were made to point here', async () => {
    expect((await fetch(`${urls.texts}/etc/passwd`)).status).toBe(404);
    const got = await fetch(`${urls.texts}/predict`);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await statusFor(urls.texts, 'evil.example')).toBe(403);
    expect(await statusFor(urls.texts, `localhost:${new URL(urls.texts).port}`)).toBe(200);
  });

  test('more bytes, and more open requests, than it was told to bear', async () => {
    const model = await openModelFile(at('texts/model.onnx'));
    const app = predictionApp(model, { name: 'm', maxBytes: 100, maxOpen: 2 });
    const ask = (text: string) =>
      app.request('/predict', { method: 'POST', headers: json, body: JSON.stringify({ texts: [text] }) });
    expect((await ask('x'.repeat(101))).status).toBe(413);
    const statuses = (await Promise.all(Array.from({ length: 6 }, () => ask('row')))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
    expect(statuses.filter((status) => status === 503)).toHaveLength(4);
    expect((await ask('row')).status).toBe(200);
    await model.close();
  });

  test('no model, and a port that is taken', async () => {
    const none = await hibiscus(folder, 'serve', 'none.onnx');
    expect([none.code, none.stderr]).toEqual([2, 'hibiscus: no such model: none.onnx\n']);
    const taken = await hibiscus(folder, 'serve', 'texts/model.onnx', '--port', new URL(urls.texts).port);
    expect(taken.code).toBe(2);
    expect(taken.stderr).toContain('is taken');
  });
});

test('is bound to this machine alone, leaves no files, and ends with Ctrl-C', async () => {
  expect(urls.texts).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('hibiscus-serve-'))).toEqual([]);
  const server = running[0]!;
  server.signalAll('SIGINT');
  const { code, stdout } = await server.ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ url: expect.stringMatching(/^http:/) as string });
});

/** The status of `GET /` under another name. `fetch` sets the header itself, so it cannot ask. */
const statusFor = (url: string, host: string) =>
  new Promise<number>((resolve, reject) =>
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .once('error', reject)
      .end(),
  );
