import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTable } from './readTable.ts';
import { DataError } from '../../util/errors.ts';

let root: string;
let files = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hibiscus-jsonl-'));
});
afterAll(() => rm(root, { recursive: true }));

async function read(content: string | Buffer, extension = 'jsonl') {
  const path = join(root, `t${files++}.${extension}`);
  await writeFile(path, content);
  return readTable(path, { target: 'y' });
}

const text = `{"n": 1.5, "c": "red", "y": "a"}\r
{"y": "b", "later": 7, "c": null, "ok": true}

{"n": "2", "y": "a", "c": "blue", "ok": false}
`;

test('keys are columns in order of appearance; what a line lacks, and null, is missing', async () => {
  for (const { dataset, schema } of [await read(text), await read(gzipSync(`\ufeff${text}`), 'jsonl.gz')]) {
    expect(schema).toMatchObject({
      numericColumns: ['n', 'later', 'ok'],
      numericKinds: ['number', 'number', 'boolean'],
      categoricalColumns: ['c'],
    });
    expect(dataset.features).toMatchObject({
      numbers: new Float32Array([1.5, NaN, NaN, NaN, 7, 1, 2, NaN, 0]),
      categories: ['red', '', 'blue'],
    });
    expect(dataset.origins!.map((origin) => origin.split(':')[1])).toEqual(['1', '2', '4']);
  }
});

test.each([
  ['{"y": 1}\n{"y": }\n', ':2: each line must be a JSON object. Unexpected token'],
  [
    '{"y": 1}\n\n[1]\n',
    ':3: each line must be a JSON object, such as {"age": 31, "town": "Rome"}. Received a list',
  ],
  ['{"y": 1, "x": [1]}\n', ':1: column "x" must hold numbers, texts, true, false or null. Received a list'],
  [
    '{"y": 1, "x": {"z": 1}}\n',
    ':1: column "x" must hold numbers, texts, true, false or null. Received an object',
  ],
  ['', 'Received an empty file'],
  ['{"x": 1}\n', 'target "y" must be one of the columns x'],
])('refuses %s', async (content, message) => {
  await expect(read(content)).rejects.toThrow(DataError);
  await expect(read(content)).rejects.toThrow(message);
});

test('says that large whole numbers are rounded', async () => {
  const { dataset } = await read('{"x": 9007199254740993, "y": "a"}\n{"x": 1, "y": "b"}\n');
  expect(dataset.notes.join()).toContain('column "x" holds whole numbers beyond 2^53');
});
