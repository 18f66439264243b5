import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fileOpenings } from './fileOpenings.ts';

const folder = mkdtempSync(join(tmpdir(), 'hibiscus-openings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('openings for other recipes count once each, those for the same ones not, whichever process looks', () => {
  const path = join(folder, 'a/openings.jsonl');
  const openings = fileOpenings(path);
  expect(openings.before('flowers', ['r1', 'r2'])).toBe(0);
  openings.add('flowers', ['r1', 'r2']);
  openings.add('flowers', ['r1', 'r2']);
  openings.add('flowers', ['r1', 'r3']);
  openings.add('digits', ['r4', 'r5']);
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(3);
  const later = fileOpenings(path);
  expect(later.before('flowers', ['r1', 'r2'])).toBe(1);
  expect(later.before('flowers', ['new', 'ones'])).toBe(2);
  expect(later.before('trees', ['r1', 'r2'])).toBe(0);
});

test('broken lines are passed over', () => {
  const path = join(folder, 'broken.jsonl');
  writeFileSync(path, 'no json\n{"test":3}\n{"test":"t","recipes":"r"}\n');
  appendFileSync(path, '{"test":"t","recipes":["r1","r2"]}\n{"test":"t","rec');
  expect(fileOpenings(path).before('t', [])).toBe(1);
});

test('a place that cannot be written to costs the memory, not the study', () => {
  writeFileSync(join(folder, 'file'), '');
  chmodSync(join(folder, 'file'), 0o444);
  const path = join(folder, 'file/openings.jsonl');
  fileOpenings(path).add('t', ['r']);
  expect(existsSync(path)).toBe(false);
  expect(fileOpenings(path).before('t', [])).toBe(0);
});
