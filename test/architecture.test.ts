import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from './helpers/house.ts';
import {
  checkDirection,
  checkLength,
  checkNames,
  checkPackages,
  exportedNames,
  importsOf,
} from './helpers/house.ts';

const src = fileURLToPath(new URL('../src/', import.meta.url));
const files: SourceFile[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path))
  .sort()
  .map((path) => ({ path, text: readFileSync(src + path, 'utf8') }));
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
};
const dependencies = { ...manifest.dependencies, ...manifest.peerDependencies };

const file = (path: string, text: string): SourceFile[] => [{ path, text }];

describe('the house', () => {
  test('is found', () => {
    expect(files.map(({ path }) => path)).toContain('cli/main.ts');
  });

  test('imports point down only', () => {
    expect(checkDirection(files)).toEqual([]);
  });

  test('Node and native packages stay in their places', () => {
    expect(checkPackages(files, dependencies)).toEqual([]);
  });

  test('a file of a registry has the name of the thing in it', () => {
    expect(checkNames(files)).toEqual([]);
  });

  test('no source file is longer than 400 lines', () => {
    expect(checkLength(files)).toEqual([]);
  });
});

describe('the rule on directions', () => {
  test.each([
    ['up', 'graph/value.ts', `import { add } from '../ops/elementwise/add.ts';`],
    ['up, types only', 'graph/value.ts', `import type { Op } from '../ops/types.ts';`],
    ['up, for its effect', 'graph/value.ts', `import '../ops/types.ts';`],
    ['up, re-exported', 'ops/a/add.ts', `export * from '../../train/fit.ts';`],
    ['up, re-exported by name', 'ops/a/add.ts', `export { fit } from '../../train/fit.ts';`],
    ['up, dynamic', 'util/a.ts', `export const a = async () => (await import('../cli/main.ts')).main;`],
    ['up, a template', 'util/a.ts', 'await import(`../cli/main.ts`);'],
    ['up, an import type', 'util/a.ts', `export type A = import('../cli/main.ts').A;`],
    ['up, an import type of a module', 'util/a.ts', `export type A = typeof import('../cli/main.ts');`],
    ['up to the top', 'cli/main.ts', `import { fit } from '../index.ts';`],
    ['sideways', 'losses/crossEntropy.ts', `import { accuracy } from '../metrics/accuracy.ts';`],
    ['data to a room that is below', 'data/split.ts', `import { add } from '../ops/elementwise/add.ts';`],
    ['out of src', 'cli/main.ts', `import { f } from '../../test/helpers/house.ts';`],
    ['to no room', 'cli/main.ts', `import { f } from '../attic/f.ts';`],
    ['from no room', 'attic/f.ts', ''],
  ])('refuses: %s', (_, path, text) => {
    expect(checkDirection(file(path, text))).toHaveLength(1);
  });

  test.each([
    ['down', 'train/fit.ts', `import { add } from '../ops/elementwise/add.ts';`],
    ['within the room', 'ops/a/add.ts', `import { b } from '../b/b.ts';`],
    ['architectures to layers', 'architectures/mlp.ts', `import { dense } from '../layers/dense.ts';`],
    ['the top to everything', 'index.ts', `export { fit } from './train/fit.ts';`],
    ['a test to above', 'ops/add.test.ts', `import { fit } from '../train/fit.ts';`],
    [
      'a text that is no import',
      'util/a.ts',
      `export const a = "import '../cli/main.ts'"; // import '../cli/x.ts'`,
    ],
  ])('allows: %s', (_, path, text) => {
    expect(checkDirection(file(path, text))).toEqual([]);
  });
});

describe('the rule on packages', () => {
  const declared = {
    'onnxruntime-node': '1',
    'onnxruntime-web': '1',
    sharp: '1',
    'csv-parse': '1',
    zod: '1',
    yaml: '1',
    commander: '1',
  };

  test.each([
    ['graph/value.ts', `import { readFileSync } from 'node:fs';`],
    ['graph/value.ts', `import type { Stats } from 'fs';`],
    ['train/fit.ts', `import { readFile } from 'fs/promises';`],
    ['data/dataset.ts', `import sharp from 'sharp';`],
    ['data/dataset.ts', `import { parse } from 'csv-parse/sync';`],
    ['runtime/reference.ts', `import * as ort from 'onnxruntime-node';`],
    ['train/fit.ts', `import * as ort from 'onnxruntime-web/wasm';`],
    ['runtime/node.ts', `const ort = await import('onnxruntime-web');`],
    ['runtime/web.ts', `import { cpus } from 'node:os';`],
    ['study/journal.ts', `const fs = await import('node:fs');`],
    ['graph/value.ts', `import * as z from 'zod';`],
    ['data/dataset.ts', `import { parse } from 'yaml';`],
    ['cli/main.ts', `import fc from 'fast-check';`],
    ['cli/main.ts', `import { fit } from 'hibiscus';`],
  ])('refuses in %s: %s', (path, text) => {
    expect(checkPackages(file(path, text), declared)).toHaveLength(1);
  });

  test.each([
    ['runtime/node.ts', `import * as ort from 'onnxruntime-node';`],
    ['runtime/web.ts', `const ort = await import('onnxruntime-web/wasm');`],
    ['runtime/node/session.ts', `import { cpus } from 'node:os';`],
    ['data/sources/csv.ts', `import { parse } from 'csv-parse/sync';`],
    ['study/executors/local.ts', `import { fork } from 'node:child_process';`],
    ['cli/main.ts', `import { Command } from 'commander';`],
    ['recipe/schema.ts', `import * as z from 'zod';`],
    ['recipe/yaml.ts', `import { parse } from 'yaml';`],
    ['ops/add.test.ts', `import { readFileSync } from 'node:fs'; import fc from 'fast-check';`],
  ])('allows in %s: %s', (path, text) => {
    expect(checkPackages(file(path, text), declared)).toEqual([]);
  });
});

describe('the rule on names', () => {
  test.each([
    ['another name', 'layers/dense.ts', 'export const denseLayer = 1;'],
    ['a type only', 'layers/dense.ts', 'export interface dense {}'],
    ['a type exported by name', 'layers/dense.ts', 'type dense = 1; export type { dense };'],
    ['a default export', 'augmentations/image/flip.ts', 'export default function flip() {}'],
    ['the comment not on the first line', 'ops/broadcast.ts', '\n// shared within this room'],
  ])('refuses: %s', (_, path, text) => {
    expect(checkNames(file(path, text))).toHaveLength(1);
  });

  test.each([
    ['a value', 'layers/dense.ts', 'export const dense = 1;'],
    ['a function', 'augmentations/image/flip.ts', 'export function flip() {}'],
    ['a list of names', 'ops/add.ts', 'const a = 1; export { a as add };'],
    ['shared code', 'ops/broadcast.ts', '// shared within this room: shapes\nexport const f = 1;'],
    ['types.ts', 'layers/types.ts', 'export interface Layer {}'],
    ['another room', 'train/loop.ts', 'export const f = 1;'],
    ['a test', 'layers/dense.test.ts', ''],
  ])('allows: %s', (_, path, text) => {
    expect(checkNames(file(path, text))).toEqual([]);
  });
});

test('the rule on length refuses 401 lines and allows 400', () => {
  const lines = (count: number) => 'export {};\n'.repeat(count);
  expect(checkLength(file('util/a.ts', lines(401)))).toHaveLength(1);
  expect(checkLength(file('util/a.ts', lines(400)))).toEqual([]);
  expect(checkLength(file('util/a.test.ts', lines(401)))).toEqual([]);
});

test('imports and exports are read from the syntax tree', () => {
  const text = `
    import a from './a.ts'; import type { B } from './b.ts'; export * from './c.ts'; import D = require('./d.ts');
    export const { x, y: [z] } = a; export class K {} export enum E {} export type T = 1; export { type B, D };
    export * as all from './e.ts'; export declare const ghost: 1; const f = require('./f.ts');`;
  const [made] = file('util/made.ts', text);
  expect(importsOf(made!)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts']);
  expect(exportedNames(made!)).toEqual(['x', 'z', 'K', 'E', 'D', 'all']);
});
