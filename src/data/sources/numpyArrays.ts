import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { compareText } from '../classes.ts';
import { DataError } from '../../util/errors.ts';
import { readNpy, type NpyArray } from './npy.ts';
import { pathKind, readBytes } from './readBytes.ts';
import { readZip } from './zip.ts';

const MAXIMUM_BYTES = 2 ** 31;

type Part = 'train' | 'validation' | 'test';
type Role = 'x' | 'y' | 'groups';

/** The words by which people name what an array holds. */
const ROLES: Readonly<Record<string, Role>> = {
  ...words('x', 'x images image imgs pixels data features inputs'),
  ...words('y', 'y labels label targets target'),
  ...words('groups', 'groups group'),
};

const PARTS: Readonly<Record<string, Part>> = {
  ...words('train', 'train training'),
  ...words('validation', 'val valid validation'),
  ...words('test', 'test testing'),
};

const COLUMNS = /^(columns|column_names|feature_names)$/;

function words<T>(meaning: T, list: string): Record<string, T> {
  return Object.fromEntries(list.split(' ').map((word) => [word, meaning]));
}

/** An array by its name, not yet read. */
export interface NamedArray {
  readonly name: string;
  /** The name of its file, without folders. */
  readonly file: string;
  /** What to call it in messages: its file and, in an archive, its name there. */
  readonly place: string;
  read(): Promise<NpyArray>;
}

/** What belongs together: the examples, their labels and, where there is one, their groups. */
export interface PartArrays {
  readonly x: NamedArray;
  readonly y?: NamedArray;
  readonly groups?: NamedArray;
}

export interface NumpyArrays {
  readonly parts: Readonly<Partial<Record<Part, PartArrays>>>;
  readonly columns?: NamedArray;
  /** Names of arrays that are no part of these. */
  readonly unused: readonly string[];
}

/** True where a file's name is one of NumPy's. */
export const isNumpyName = (name: string): boolean => /\.np[yz](\.gz)?$/i.test(name);

const isNpyName = (name: string): boolean => /\.npy(\.gz)?$/i.test(name);

/**
 * Finds the arrays of data by their names: in an .npz archive, in a folder of .npy files, or in one .npy file and
 * those beside it. A name holds one word for what it is (x, images, data, features; y, labels, targets; groups) and at
 * most one for the part (train, val, test): `x_train`, `test_labels`, `X`, `y`.
 *
 * @throws {DataError} Nothing to read, no examples among the names, or two arrays for one thing.
 */
export async function findNumpyArrays(path: string): Promise<NumpyArrays> {
  if ((await pathKind(path)) === 'folder') {
    const names = withoutCopies((await readdir(path)).filter(isNpyName).sort(compareText));
    return assigned(
      path,
      names.map((name) => npyFile(join(path, name))),
    );
  }
  if (isNpyName(path)) return besideFile(path);
  const archive = readZip(await readBytes(path, MAXIMUM_BYTES), path, MAXIMUM_BYTES);
  const arrays = [...archive.values()].map(({ name, read }): NamedArray => {
    const place = `${path}: ${name}`;
    return {
      name: name.replace(/\.npy$/, ''),
      file: basename(path),
      place,
      read: async () => readNpy(await read(), place),
    };
  });
  return assigned(path, arrays);
}

function npyFile(path: string): NamedArray {
  const name = basename(path).replace(/\.npy(\.gz)?$/i, '');
  return {
    name,
    file: basename(path),
    place: path,
    read: async () => readNpy(await readBytes(path, MAXIMUM_BYTES), path),
  };
}

/** What a name says: its role and part, and what is left of it. */
function meaningOf(name: string): { role?: Role; part?: Part; rest: string } {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const roles = parts.flatMap((word) => (Object.hasOwn(ROLES, word) ? ROLES[word]! : []));
  const named = parts.flatMap((word) => (Object.hasOwn(PARTS, word) ? PARTS[word]! : []));
  const rest = parts.filter((word) => !Object.hasOwn(ROLES, word) && !Object.hasOwn(PARTS, word)).join('_');
  if (roles.length !== 1 || named.length > 1) return { rest: name };
  return { role: roles[0]!, rest, ...(named[0] && { part: named[0] }) };
}

/** One .npy file of examples with the labels and groups beside it, as one part. */
async function besideFile(path: string): Promise<NumpyArrays> {
  const own = meaningOf(npyFile(path).name);
  const folder = dirname(path);
  const fits = (name: string, role: Role) => {
    const meaning = meaningOf(npyFile(name).name);
    return meaning.role === role && meaning.part === own.part && meaning.rest === own.rest;
  };
  const names = withoutCopies((await readdir(folder)).filter(isNpyName).sort(compareText));
  const beside = (role: Role): NamedArray | undefined => {
    const found = own.role === 'x' ? names.filter((name) => fits(name, role)) : [];
    if (found.length > 1)
      throw new DataError(
        `${path}: one file of ${role === 'y' ? 'labels' : 'groups'} is expected beside it. Found ${found.join(' and ')}. Rename all but one.`,
      );
    return found[0] === undefined ? undefined : npyFile(join(folder, found[0]));
  };
  const [y, groups] = [beside('y'), beside('groups')];
  return { parts: { train: { x: npyFile(path), ...(y && { y }), ...(groups && { groups }) } }, unused: [] };
}

/** A file and its own .gz are one. */
const withoutCopies = (names: readonly string[]): string[] =>
  names.filter((name) => !(/\.gz$/i.test(name) && names.includes(name.slice(0, -3))));

function assigned(path: string, arrays: readonly NamedArray[]): NumpyArrays {
  const parts: Partial<Record<Part, Partial<Record<Role, NamedArray>>>> = {};
  const unused: string[] = [];
  let columns: NamedArray | undefined;
  for (const array of arrays) {
    const { role, part = 'train', rest } = meaningOf(array.name);
    if (COLUMNS.test(array.name.toLowerCase())) columns = array;
    else if (role === undefined || rest !== '') unused.push(array.name);
    else {
      const own = (parts[part] ??= {});
      if (own[role])
        throw new DataError(
          `${path}: one array is expected for each thing. Received both "${own[role].name}" and "${array.name}". Leave one out.`,
        );
      own[role] = array;
    }
  }
  const complete = Object.fromEntries(
    Object.entries(parts).flatMap(([part, { x, y, groups }]) => {
      if (x) return [[part, { x, ...(y && { y }), ...(groups && { groups }) }]];
      unused.push(...[y, groups].flatMap((array) => array?.name ?? []));
      return [];
    }),
  ) as NumpyArrays['parts'];
  if (Object.keys(complete).length === 0)
    throw new DataError(
      `${path}: arrays must be named x and y (also x_train, y_train, x_test, y_test; images, data or features, and labels or targets). ` +
        `Found ${arrays.map(({ name }) => name).join(', ') || 'no array'}.`,
    );
  return { parts: complete, unused, ...(columns && { columns }) };
}
