import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable, type TableOptions } from './readTable.ts';
import { DataError } from '../../util/errors.ts';

let root: string;
let files = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hibiscus-parquet-'));
});
afterAll(() => rm(root, { recursive: true }));

async function read(content: Uint8Array, options: TableOptions = {}, extension = 'parquet') {
  const path = join(root, `t${files++}.${extension}`);
  await writeFile(path, content);
  return readTable(path, { target: 'y', ...options });
}

const rows = 100;
const each = <T>(make: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => make(i));
const columnData = [
  { name: 'x', data: Float64Array.from(each((i) => i / 8)), type: 'DOUBLE' as const },
  { name: 'gaps', data: each((i) => (i % 3 ? i * i : null)), type: 'INT32' as const, nullable: true },
  { name: 'town', data: each((i) => ['Rome', 'Oslo'][i % 2]!), type: 'STRING' as const },
  { name: 'ok', data: each((i) => i % 4 === 0), type: 'BOOLEAN' as const },
  {
    name: 'when',
    data: each((i) => new Date(Date.UTC(2024, 0, 1 + i, 6))),
    type: 'TIMESTAMP' as const,
  },
  { name: 'big', data: BigInt64Array.from(each((i) => BigInt(i % 7))), type: 'INT64' as const },
  { name: 'y', data: each((i) => (i % 5 ? 'no' : 'yes')), type: 'STRING' as const },
];
const write = (options: object = {}) =>
  new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 30, ...options }));

describe('Parquet', () => {
  test('columns of every type, in several row groups, compressed or not, gzipped or not', async () => {
    const compressors = { GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)) };
    for (const { dataset, schema } of [
      await read(write()),
      await read(write({ codec: 'UNCOMPRESSED' })),
      await read(write({ codec: 'GZIP', compressors })),
      await read(gzipSync(write()), {}, 'parquet.gz'),
    ]) {
      expect(schema).toMatchObject({
        numericColumns: ['x', 'gaps', 'ok', 'when', 'big'],
        numericKinds: ['number', 'number', 'boolean', 'date', 'number'],
        categoricalColumns: ['town'],
      });
      if (dataset.features.kind !== 'table') throw new Error('a table expected');
      const { numbers, categories } = dataset.features;
      const days = Date.UTC(2024, 0, 1) / 86_400_000;
      expect([...numbers.slice(0, 10)]).toEqual([0, NaN, 1, days + 0.25, 0, 1 / 8, 1, 0, days + 1.25, 1]);
      expect(numbers[5 * 99]).toBe(99 / 8);
      expect(categories.slice(98)).toEqual(['Rome', 'Oslo']);
      expect(dataset.origins![99]).toMatch(/ row 100$/);
    }
  });

  test('zstd pages, as other programs write them', async () => {
    // A frame of zstd with one block that is not compressed.
    const zstd = (bytes: Uint8Array) => {
      const frame: number[] = [0x28, 0xb5, 0x2f, 0xfd, 0xa0];
      const length = new Uint8Array(Uint32Array.of(bytes.length).buffer);
      const header = (1 | (bytes.length << 3)) >>> 0;
      return Uint8Array.from([
        ...frame,
        ...length,
        header & 255,
        (header >> 8) & 255,
        (header >> 16) & 255,
        ...bytes,
      ]);
    };
    const { dataset } = await read(write({ codec: 'ZSTD', compressors: { ZSTD: zstd } }));
    expect(dataset.size).toBe(rows);
  });

  test('says that whole numbers beyond 2^53 are rounded', async () => {
    const data = BigInt64Array.from(each((i) => 2n ** 60n + BigInt((i * i) % 97)));
    const { dataset } = await read(
      write({ columnData: [...columnData, { name: 'huge', data, type: 'INT64' }] }),
      {
        columns: { huge: 'number' },
      },
    );
    expect(dataset.notes.join()).toContain('column "huge" holds whole numbers beyond 2^53');
  });

  test('refuses nested columns and bytes, unless they are left out', async () => {
    const nested = { name: 'tags', data: each((i) => ({ i })), type: 'JSON' as const };
    const bytes = { name: 'raw', data: each((i) => Uint8Array.of(i)), type: 'BYTE_ARRAY' as const };
    await expect(read(write({ columnData: [...columnData, nested] }))).rejects.toThrow(
      'column "tags" must hold numbers, texts, booleans or dates. Received JSON. Leave it out (--columns "tags=ignore")',
    );
    await expect(read(write({ columnData: [...columnData, bytes] }))).rejects.toThrow('Received bytes');
    const { schema } = await read(write({ columnData: [...columnData, nested, bytes] }), {
      columns: { tags: 'ignore', raw: 'ignore' },
    });
    expect(schema.numericColumns).toContain('x');
    const lists = parquetWriteBuffer({
      columnData: [
        { name: 'l', data: [[1, 2], [3]] },
        { name: 'y', data: ['a', 'b'] },
      ],
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'l', repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'INT32', repetition_type: 'OPTIONAL' },
        { name: 'y', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      ],
    });
    await expect(read(new Uint8Array(lists))).rejects.toThrow(
      'column "l" must hold numbers, texts, booleans or dates. Received lists',
    );
  });

  test('refuses what is cut short, damaged or no Parquet', async () => {
    const whole = write();
    for (const [content, message] of [
      [whole.subarray(0, -9), 'it is cut short'],
      [new TextEncoder().encode('a,b\n1,2\n'), 'it is no Parquet file'],
      [new Uint8Array(0), 'Received an empty file'],
      [new TextEncoder().encode('PAR1aaaaaaaaPAR1'), 'damaged Parquet file'],
    ] as const) {
      await expect(read(content)).rejects.toThrow(DataError);
      await expect(read(content)).rejects.toThrow(message);
    }
    // Damage to what says where the columns are is an error in words or harmless, never another kind of error.
    for (let at = whole.length - 400; at < whole.length - 8; at += 13) {
      const damaged = whole.slice();
      damaged[at] = damaged[at]! ^ 0x55;
      await read(damaged).catch((error: unknown) => expect(error).toBeInstanceOf(DataError));
    }
  });
});
