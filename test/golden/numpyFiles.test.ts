import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readNpy, type NpyArray } from '../../src/data/sources/npy.ts';
import { readZip } from '../../src/data/sources/zip.ts';
import { DataError } from '../../src/util/errors.ts';

interface Held {
  readonly shape: readonly number[];
  readonly values: readonly (number | string)[];
}

// Files written by `numpyFiles.py`, with what NumPy holds in them.
const golden = JSON.parse(readFileSync(new URL('./numpyFiles.json', import.meta.url), 'utf8')) as {
  arrays: readonly (Held & { readonly name: string; readonly file: string })[];
  archives: readonly {
    readonly name: string;
    readonly file: string;
    readonly arrays: Readonly<Record<string, Held>>;
  }[];
  refused: readonly { readonly name: string; readonly file: string }[];
};

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64');

/** JSON has no NaN and no infinities. */
const spelled = ({ kind, values }: NpyArray): (number | string)[] =>
  kind === 'text'
    ? [...values]
    : Array.from(values, (value) =>
        Number.isFinite(value) ? value : String(value).replace('NaN', 'nan').replace('Infinity', 'inf'),
      );

test.each(golden.arrays)('NumPy wrote $name', ({ file, shape, values }) => {
  const array = readNpy(bytesOf(file), 'a.npy');
  expect(array.shape).toEqual(shape);
  // Minus zero is zero.
  expect(spelled(array).map((value) => (value === 0 ? 0 : value))).toEqual(
    values.map((value) => (value === 0 ? 0 : value)),
  );
});

describe.each(golden.archives)('NumPy wrote an archive, $name', ({ file, arrays }) => {
  test('and its arrays are read', async () => {
    const entries = readZip(bytesOf(file), 'a.npz', 1e6);
    expect([...entries.keys()]).toEqual(Object.keys(arrays).map((name) => `${name}.npy`));
    for (const [name, held] of Object.entries(arrays)) {
      const array = readNpy(await entries.get(`${name}.npy`)!.read(), name);
      expect({ shape: array.shape, values: spelled(array) }).toEqual(held);
    }
  });
});

test.each(golden.refused)('$name are refused in words', ({ name, file }) => {
  const read = () => readNpy(bytesOf(file), 'a.npy');
  expect(read).toThrow(DataError);
  expect(read).toThrow(new RegExp(`^a.npy: elements must be .* Received ${name}.* Save .*`));
});
