import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resumePlan, startPlan } from './studyArguments.ts';
import { OptionError } from '../../util/errors.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'hibiscus-args-')));
const root = join(base, 'root');
const folder = join(root, 's');
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(root, 'a.csv'), '');
  writeFileSync(join(root, '--out.csv'), '');
  writeFileSync(join(base, 'secret.csv'), '');
});

test('a start is a list of arguments whose paths stay inside', () => {
  expect(startPlan(root, { data: 'a.csv', name: 'neu 1', budget: '90s', seed: 3, target: '--json' })).toEqual(
    {
      folder: join(root, 'neu 1'),
      args: ['study', './a.csv', '--out', './neu 1', '--budget=90s', '--seed=3', '--target=--json'],
    },
  );
  expect(startPlan(root, { data: '--out.csv', name: 'x' }).args[1]).toBe('./--out.csv');
});

test.each([
  { data: '../secret.csv', name: 'x' },
  { data: 'missing.csv', name: 'x' },
  { data: 'a.csv', name: '../x' },
  { data: 'a.csv', name: '--help' },
  { data: 'a.csv', name: 'a/b' },
  { data: 'a.csv', name: '' },
  { data: 'a.csv', name: 'x', budget: '1s; rm' },
  { data: 'a.csv', name: 'x', recipe: '../secret.csv' },
  { data: 'a.csv', name: 'x', pairs: 1 },
  { data: 'a.csv', name: 'x', remedies: 'a --out /tmp' },
  { data: 'a.csv', name: 'x', workers: 3 },
  null,
])('refuses to start %j', (request) => {
  expect(() => startPlan(root, request)).toThrow(OptionError);
});

const run = (...args: string[]) => ({ arguments: args, folder: root });

test('a study goes on with its own arguments, in its own folder', () => {
  const { args, cwd } = resumePlan(
    root,
    folder,
    run('study', 'a.csv', '--out', '/etc', '--seed=4', '--budget', '5m', '--quiet', '--resume'),
  );
  expect(cwd).toBe(root);
  expect(args).toEqual([
    'study',
    join(root, 'a.csv'),
    '--out',
    folder,
    '--resume',
    '--seed=4',
    '--budget=5m',
    '--quiet',
  ]);
});

test.each([
  ['another command', ['serve', 'a.csv', '--host', '0.0.0.0']],
  ['data outside', ['study', '../secret.csv']],
  ['a file outside', ['study', 'a.csv', '--test', '../secret.csv']],
  ['an engine with an address', ['study', 'a.csv', '--translate', 'libretranslate:http://x']],
  ['an unknown option', ['study', 'a.csv', '--cache', '/tmp/x']],
  ['no data', ['study', '--seed', '1']],
  ['two data sets', ['study', 'a.csv', 'a.csv']],
])('does not go on from here: %s', (_, args) => {
  expect(() => resumePlan(root, folder, run(...args))).toThrow('Resume it in a terminal');
});

test('a diagnosis goes on too', () => {
  expect(resumePlan(root, folder, run('diagnose', 'a.csv', '--pairs', '3')).args[0]).toBe('diagnose');
});

test('without run.json the command must be given again', () => {
  expect(() => resumePlan(root, folder, undefined)).toThrow('run.json is missing');
});
