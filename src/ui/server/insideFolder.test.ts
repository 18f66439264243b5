import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insideFolder, isWithin, shownInside } from './insideFolder.ts';
import { OptionError } from '../../util/errors.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'hibiscus-inside-')));
const root = join(base, 'root');
afterAll(() => rmSync(base, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(join(root, 'a/b'), { recursive: true });
  mkdirSync(join(base, 'root-beside'));
  writeFileSync(join(base, 'secret.txt'), 'secret');
  writeFileSync(join(root, 'a/file.txt'), 'text');
  symlinkSync(base, join(root, 'out'));
  symlinkSync(join(base, 'secret.txt'), join(root, 'secret'));
  symlinkSync(join(root, 'a'), join(root, 'within'));
  symlinkSync(join(base, 'nowhere'), join(root, 'broken'));
});

test.each([
  '..',
  '../secret.txt',
  'a/../../secret.txt',
  '../root-beside',
  '/etc/passwd',
  'C:/Windows',
  'a\\..\\..\\secret.txt',
  'a\0b',
  'a\nb',
  'out',
  'out/secret.txt',
  'secret',
  'broken',
  'missing',
  'x'.repeat(2000),
])('refuses %j', (path) => {
  expect(() => insideFolder(root, path)).toThrow(OptionError);
});

test.each(['../new', 'out/new', '/tmp/new', 'broken', 'broken/new', 'a/../../new', 'n\0'])(
  'refuses a new file at %j',
  (path) => {
    expect(() => insideFolder(root, path, 'new')).toThrow(OptionError);
  },
);

test('finds what is inside, links that stay inside too', () => {
  expect(insideFolder(root, '.')).toBe(root);
  expect(insideFolder(root, '')).toBe(root);
  expect(insideFolder(root, 'a/b/..')).toBe(join(root, 'a'));
  expect(insideFolder(root, 'within/file.txt')).toBe(join(root, 'a/file.txt'));
  // What looks encoded is a name like any other.
  expect(() => insideFolder(root, '%2e%2e/secret.txt')).toThrow('nothing is there');
});

test('a new name is placed where its folder really is', () => {
  expect(insideFolder(root, 'within/new/file', 'new')).toBe(join(root, 'a/new/file'));
  expect(insideFolder(root, 'fresh', 'new')).toBe(join(root, 'fresh'));
});

test('a folder whose name begins alike is outside', () => {
  expect(isWithin(root, join(base, 'root-beside'))).toBe(false);
  expect(isWithin(root, join(root, '..x'))).toBe(true);
  expect(shownInside(root, join(root, 'a/b'))).toBe('a/b');
  expect(shownInside(root, root)).toBe('.');
});
