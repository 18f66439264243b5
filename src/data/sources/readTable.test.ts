import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TableOptions } from './readTable.ts';
import { readRows, readTable, readTableLike } from './readTable.ts';
import { DataError, OptionError } from '../../util/errors.ts';

let root: string;
let files = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hibiscus-csv-'));
});
afterAll(() => rm(root, { recursive: true }));

async function file(content: string | Buffer, extension = 'csv'): Promise<string> {
  const path = join(root, `data${files++}.${extension}`);
  await writeFile(path, content);
  return path;
}

const table = async (content: string, options?: TableOptions) => readTable(await file(content), options);

/** A file with 20 rows of `age` (numbers) and `label`, the cells of some lines replaced. */
function ages(replaced: Record<number, string> = {}): string {
  const rows = Array.from(
    { length: 20 },
    (_, i) => replaced[i + 2] ?? `${20 + i * i},${i % 2 ? 'yes' : 'no'}`,
  );
  return ['age,label', ...rows].join('\n');
}

describe('readTable', () => {
  it('types columns and labels, and says which target it took', async () => {
    const { dataset, schema } = await table(
      '\ufeffage,colour,Label,height\r\n1,red,b,1.5\r\n2, blue ,a,-2e1\r\n',
    );
    expect(dataset.features).toEqual({
      kind: 'table',
      numericColumns: ['age', 'height'],
      numbers: new Float32Array([1, 1.5, 2, -20]),
      categoricalColumns: ['colour'],
      categories: ['red', 'blue'],
    });
    expect(dataset.target).toEqual({ kind: 'classes', classes: ['a', 'b'], labels: new Int32Array([1, 0]) });
    expect(dataset.notes).toEqual(['column "Label" is the target (none was named).']);
    expect(dataset.origins).toEqual([expect.stringMatching(/:2$/), expect.stringMatching(/:3$/)]);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it('reads TSV, semicolons and gzip', async () => {
    const expected = (await table('a,b,y\n1,,u\n2,x,v\n')).dataset;
    for (const [content, extension] of [
      ['a\tb\ty\n1\t\tu\n2\tx\tv\n', 'tsv'],
      ['a;b;y\n1;;u\n2;x;v\n', 'csv'],
      [gzipSync('a,b,y\n1,,u\n2,x,v\n'), 'csv.gz'],
    ] as const) {
      const { dataset } = await readTable(await file(content, extension));
      expect(dataset.features).toEqual(expected.features);
      expect(dataset.target).toEqual(expected.target);
    }
  });

  it('names column, line and value of a cell that is no number', async () => {
    const path = await file(ages({ 12: 'n/a,yes' }));
    await expect(readTable(path)).rejects.toThrow(
      new DataError(
        `${path}:12: column "age" expects a number. Received "n/a". Add it to --missing or clean the row.`,
      ),
    );
    for (const wrong of ['0x1F', 'Infinity', 'NaN', '1e999', '1_000', '1e300'])
      await expect(table(ages({ 7: `${wrong},yes` }))).rejects.toThrow(
        `:7: column "age" expects a number. Received "${wrong}"`,
      );
  });

  it('counts the physical lines of quoted cells and empty lines', async () => {
    const content = ages({ 3: '30,"two\nlines"', 9: 'n/a,yes' }).replace('age,label\n', 'age,label\n\n');
    // One line more for the empty one, one for the line break in a cell.
    await expect(table(content)).rejects.toThrow(':11: column "age" expects a number');
    // A row of several lines is named by its first.
    const long = ages({ 3: '30,"two\nlines"', 9: 'n/a,"two\nlines"' });
    await expect(table(long)).rejects.toThrow(':10: column "age" expects a number');
  });

  it('reads missing numbers as NaN and missing categories as empty, an empty cell always, and says so', async () => {
    const { dataset } = await table('n,c,y\n1,a,p\n?,?,q\n,b,p\n', { missing: ['?'] });
    expect(dataset.notes.join()).toContain('values are missing: 2 of 3 in "n"');
    expect(dataset.features).toMatchObject({
      numbers: new Float32Array([1, NaN, NaN]),
      categories: ['a', '', 'b'],
    });
  });

  it('types by nine tenths of the values, empty cells left out', async () => {
    const rows = (numbers: number, texts: number) =>
      [
        'v,y',
        ...Array.from({ length: numbers + texts }, (_, i) => `${i < numbers ? i % 7 : 'x'},${i % 2}`),
      ].join('\n');
    await expect(table(rows(90, 10))).rejects.toThrow('column "v" expects a number. Received "x"');
    const { dataset, schema } = await table(rows(89, 11));
    expect(schema.categoricalColumns).toEqual(['v']);
    expect(dataset.notes.join()).toContain('"v" is read as a category: only 89 of 100 values are numbers');
  });

  it('obeys overrides', async () => {
    const content = 'zip,text,id,y\n1,a,5,u\n2,b,6,v\n';
    const { schema } = await table(content, { columns: { zip: 'category', id: 'ignore' } });
    expect(schema).toMatchObject({ numericColumns: [], categoricalColumns: ['zip', 'text'] });
    await expect(table(content, { columns: { text: 'number' } })).rejects.toThrow(
      ':2: column "text" expects a number. Received "a"',
    );
    await expect(table(content, { columns: { zap: 'number' } })).rejects.toThrow('Did you mean "zip"?');
    await expect(table(content, { columns: { y: 'ignore' } })).rejects.toThrow(OptionError);
  });

  it('finds booleans, dates, texts, codes and identifiers, and says what surprises', async () => {
    const words = (i: number) => `the ${i}th patient came in on foot and left after ${i * 7} minutes`;
    const rows = Array.from({ length: 40 }, (_, i) =>
      [
        i % 3 ? 'Yes' : 'no',
        `2024-01-${String(1 + (i % 28)).padStart(2, '0')}T06:00`,
        words(i),
        `u${i}`,
        39 - i,
        `0${100 + (i % 4)}`,
        `01/0${1 + (i % 9)}/2024`,
        i * i,
        i % 2,
      ].join(),
    );
    const content = ['ok,when,story,user,number,zip,date,x,y', ...rows].join('\n');
    const { dataset, schema } = await table(content);
    expect(schema).toMatchObject({
      numericColumns: ['ok', 'when', 'x'],
      numericKinds: ['boolean', 'date', 'number'],
      categoricalColumns: ['zip', 'date'],
    });
    if (dataset.features.kind !== 'table') throw new Error('a table expected');
    const days = Date.UTC(2024, 0, 1, 6) / 86_400_000;
    expect([...dataset.features.numbers.slice(0, 6)]).toEqual([0, days, 0, 1, days + 1, 1]);
    const notes = dataset.notes.join('\n');
    for (const note of [
      'column "story" holds texts',
      'column "user" holds 40 distinct texts in 40 rows: it looks like an identifier',
      'column "number" counts the rows: it looks like an identifier',
      'column "zip" is read as a category: its numbers lead with zeros, as codes do ("0100")',
      'column "date" is read as a category: dates such as "01/01/2024" may put the day or the month first',
    ])
      expect(notes).toContain(note);
    const asked = await table(content, {
      columns: { ok: 'category', number: 'number', zip: 'number', user: 'category', x: 'identifier' },
    });
    expect(asked.schema).toMatchObject({
      numericColumns: ['when', 'number', 'zip'],
      categoricalColumns: ['ok', 'user', 'date'],
    });
    await expect(table(content, { columns: { story: 'date' } })).rejects.toThrow(
      ':2: column "story" expects a date such as 2024-01-31 or 2024-01-31T08:30. Received "the 0th',
    );
    await expect(table(content, { columns: { x: 'numbr' as never } })).rejects.toThrow(
      'Did you mean number?',
    );
    const further = await readTableLike(await file(content), schema);
    expect(further.features).toEqual(dataset.features);
  });

  it('judges by all rows: what begins as numbers and ends as texts is a category', async () => {
    const rows = Array.from(
      { length: 12_000 },
      (_, i) => `${i < 5000 ? i + 0.5 : `k${i % 7}`},${i * i},${i % 2}`,
    );
    const { schema, dataset } = await table(['v,x,y', ...rows].join('\n'));
    expect(schema).toMatchObject({ numericColumns: ['x'], categoricalColumns: ['v'] });
    expect(dataset.features).toMatchObject({ kind: 'table' });
    if (dataset.features.kind === 'table') expect(dataset.features.categories.slice(0, 1)).toEqual(['0.5']);
    const wrong = rows.with(9000, 'oops,1,1').map((row) => row.replace(/^k/, '7.'));
    await expect(table(['v,x,y', ...wrong].join('\n'))).rejects.toThrow(
      ':9002: column "v" expects a number. Received "oops"',
    );
  });

  it('knows counters beyond what float32 tells apart', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${2 ** 40 + i},${(i * 7919) % 5003},${i % 2}`);
    const { schema } = await table(['id,x,y', ...rows].join('\n'), { columns: { x: 'number' } });
    expect(schema.numericColumns).toEqual(['x']);
  });

  it('keeps a counter where there is no other column', async () => {
    const { schema, dataset } = await table(
      ['t,y', ...Array.from({ length: 30 }, (_, i) => `${i},${i % 2}`)].join('\n'),
    );
    expect(schema.numericColumns).toEqual(['t']);
    expect(dataset.notes.join()).toContain('it is read as a number, for there is no other column');
  });

  it('takes the group out of the features', async () => {
    const content = 'patient,x,y\np1,1,u\np2,2,v\n';
    const { dataset, schema } = await table(content, { group: 'patient' });
    expect(dataset.groups).toEqual(['p1', 'p2']);
    expect(schema).toMatchObject({ group: 'patient', numericColumns: ['x'], categoricalColumns: [] });
    await expect(table('patient,x,y\np1,1,u\n,2,v\n', { group: 'patient' })).rejects.toThrow(
      ':3: the group "patient" must be given in every row. Received a missing value',
    );
    await expect(table(content, { group: 'patien' })).rejects.toThrow(
      'group "patien" must be one of the columns',
    );
    await expect(table(content, { group: 'y' })).rejects.toThrow(OptionError);
  });

  it('looks whether to predict a class or a number', async () => {
    const rows = (targets: readonly (string | number)[]) =>
      ['x,y', ...targets.map((y, i) => `${i * i},${y}`)].join('\n');
    const integers = Array.from({ length: 42 }, (_, i) => i % 21);
    expect((await table(rows(integers))).dataset.target).toMatchObject({ kind: 'number', name: 'y' });
    expect((await table(rows([1.5, 2, 3]))).dataset.target.kind).toBe('number');
    expect((await table(rows(integers), { task: 'classification' })).dataset.target.kind).toBe('classes');
    expect((await table(rows([3, 4]), { task: 'regression' })).dataset.target.kind).toBe('number');
    expect((await table(rows(['10', '9.0', '9', '10']))).dataset.target).toMatchObject({
      classes: ['9', '10'],
      labels: new Int32Array([1, 0, 0, 1]),
    });
    expect((await table(rows([0, 1, '?']))).dataset.notes.join()).toContain('mixes numbers and texts ("?")');
    await expect(table(rows([1, 'two']), { task: 'regression' })).rejects.toThrow(
      ':3: column "y" expects a number. Received "two"',
    );
    await expect(table(rows([1, 1]), { task: 'regression' })).rejects.toThrow('the target "y" must vary');
    await expect(table(rows(['a', '']))).rejects.toThrow(
      ':3: the target "y" must be given in every row. Received a missing value',
    );
  });

  it('notes columns that identify, lack a name or lack values', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i},name${i},${i + 100},,${(i * 7) % 11},${i % 2}`);
    const { dataset, schema } = await table([',name,number,nothing,x,y', ...rows].join('\n'));
    expect(schema).toMatchObject({ numericColumns: ['x'], categoricalColumns: [] });
    const notes = dataset.notes.join('\n');
    expect(notes).toContain('1 column without a name ignored');
    expect(notes).toContain('column "name" holds 30 distinct texts in 30 rows: it looks like an identifier');
    expect(notes).toContain('column "number" counts the rows');
    expect(notes).toContain('column "nothing" has no values; it is ignored');
    expect(notes).not.toContain('column "x"');
  });

  it.each<[string, string, TableOptions?]>([
    ['Received an empty file', ''],
    ['Received the header only', 'a,b\n'],
    [':3: expected 3 fields as in the header. Received 2', 'a,b,y\n1,2,u\n1,2\n'],
    [':3: expected 3 fields as in the header. Received 4', 'a,b,y\n1,2,u\n1,2,v,\n'],
    [':1: column names must be distinct. Received "a" twice', 'a,a,y\n1,2,u\n'],
    [':1: the first line must name the columns. Received the value "5.1"', '5.1,3.5,setosa\n4.9,3,setosa\n'],
    ['two classes are needed at least. Received only "u"', 'a,y\n1,u\n2,u\n'],
    ['at least one column besides the target', 'y\nu\nv\n'],
    [
      'target "labels" must be one of the columns a, label. Did you mean "label"?',
      'a,label\n1,u\n',
      { target: 'labels' },
    ],
    ['a quote that opens must close', 'a,y\n1,"u\n2,v\n'],
    [':2: broken CSV', 'a,y\n1"2",u\n'],
  ])('%s', async (message, content, options) => {
    const reading = table(content, options);
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses text that is not UTF-8, and folders', async () => {
    await expect(readTable(await file(Buffer.from('a,y\n\xe9,u\n', 'latin1')))).rejects.toThrow(
      'must be UTF-8',
    );
    await expect(readTable(root)).rejects.toThrow('a file is expected. Received a folder');
  });
});

describe('readTableLike and readRows', () => {
  const training = 'n,c,y\n1,a,10\n2.5,b,9\n';

  it('reads columns in training order, typed as in training', async () => {
    const { schema } = await table(training);
    const test = await readTableLike(await file('extra,y,c,n\nq,9.0,7,3\n'), schema);
    expect(test.features).toEqual({
      kind: 'table',
      numericColumns: ['n'],
      numbers: new Float32Array([3]),
      categoricalColumns: ['c'],
      categories: ['7'],
    });
    expect(test.target).toEqual({ kind: 'classes', classes: ['9', '10'], labels: new Int32Array([0]) });
    await expect(readTableLike(await file('y,c,n\n9,a,x\n'), schema)).rejects.toThrow(
      ':2: column "n" expects a number',
    );
  });

  it('names missing columns and unknown labels', async () => {
    const { schema } = await table(training);
    await expect(readTableLike(await file('c\n1\n'), schema)).rejects.toThrow('Missing: n, y. Found c.');
    const path = await file('n,c,y\n1,a,9\n1,a,11\n');
    await expect(readTableLike(path, schema)).rejects.toThrow(
      `${path}:3: the target "y" must be a class of training (9, 10). Received "11".`,
    );
  });

  it('reads rows with and without the target', async () => {
    const { schema } = await table(training);
    const without = await readRows(await file('c,n\na,4\n'), schema);
    expect(without).toMatchObject({
      size: 1,
      features: { numbers: new Float32Array([4]), categories: ['a'] },
    });
    expect(without.target).toBeUndefined();
    expect((await readRows(await file('c,n,y\na,4,unheard\n'), schema)).target).toEqual(['unheard']);
    await expect(readRows(await file('c\na\n'), schema)).rejects.toThrow('Missing: n.');
  });
});
