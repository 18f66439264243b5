import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTranslationCache } from './translationCache.ts';

const key = { identity: 'writer', from: 'en', to: 'es' };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hibiscus-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onlyFile = () => {
  const names = readdirSync(join(folder, 'translations'));
  expect(names).toHaveLength(1);
  return join(folder, 'translations', names[0]!);
};
const opened = async (notes: string[] = []) =>
  openTranslationCache(folder, key, { onNote: (text) => notes.push(text) });

function writer(name: string, chunks?: number): ChildProcess {
  const file = fileURLToPath(new URL('../../test/helpers/cacheWriter.ts', import.meta.url));
  return spawn(
    process.execPath,
    ['--import', 'tsx', file, folder, name, ...(chunks === undefined ? [] : [String(chunks)])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
}

test('what was added is there in the next process, under its own engine and direction only', async () => {
  const cache = await opened();
  await cache.add(new Map([['a "dog"\n😀', 'un "perro"\n😀']]));
  await cache.add(
    new Map([
      ['__proto__', ''],
      ['a "dog"\n😀', 'otro'],
    ]),
  );
  const again = await opened();
  expect([again.get('a "dog"\n😀'), again.get('__proto__'), again.get('cat'), again.size]).toEqual([
    'otro',
    '',
    undefined,
    2,
  ]);
  for (const other of [{ identity: 'writer 2' }, { from: 'es', to: 'en' }, { to: 'fr' }])
    expect((await openTranslationCache(folder, { ...key, ...other })).size).toBe(0);
});

test('without a folder it lives in memory', async () => {
  const cache = await openTranslationCache(undefined, key);
  await cache.add(new Map([['a', 'b']]));
  expect(cache.get('a')).toBe('b');
});

test('others on the machine cannot read it', async () => {
  await (await opened()).add(new Map([['a', 'b']]));
  expect(statSync(onlyFile()).mode & 0o077).toBe(0);
});

test('a torn last line is left out and told, and does not spoil what comes after it', async () => {
  await (
    await opened()
  ).add(
    new Map([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]),
  );
  const path = onlyFile();
  truncateSync(path, statSync(path).size - 4);
  const notes: string[] = [];
  const torn = await opened(notes);
  expect([torn.get('a'), torn.get('c'), torn.get('e')]).toEqual(['b', 'd', undefined]);
  expect(notes.join()).toMatch(/holds 1 damaged line, which is translated again/);
  await torn.add(
    new Map([
      ['e', 'f'],
      ['g', 'h'],
    ]),
  );
  const mended = await opened();
  expect([mended.get('c'), mended.get('e'), mended.get('g')]).toEqual(['d', 'f', 'h']);
});

test('a flipped bit, foreign lines and bytes that are no text are no translations', async () => {
  await (
    await opened()
  ).add(
    new Map([
      ['a', 'b'],
      ['c', 'd'],
    ]),
  );
  const path = onlyFile();
  const bytes = readFileSync(path);
  bytes[bytes.lastIndexOf('d')]! ^= 1;
  writeFileSync(
    path,
    Buffer.concat([bytes, Buffer.from('hello\n00000000 ["x","y"]\n'), Buffer.from([0xff, 0xfe, 0x0a])]),
  );
  const notes: string[] = [];
  const cache = await opened(notes);
  expect([cache.get('a'), cache.get('c'), cache.get('x'), cache.size]).toEqual([
    'b',
    undefined,
    undefined,
    1,
  ]);
  expect(notes.join()).toMatch(/4 damaged lines/);
});

test('of a file that is too long the newer half is kept', async () => {
  const first = await opened();
  for (let k = 0; k < 100; k++) await first.add(new Map([[`text ${k}`, 'x'.repeat(100)]]));
  const notes: string[] = [];
  const options = { maxBytes: 8000, onNote: (text: string) => notes.push(text) };
  const cut = await openTranslationCache(folder, key, options);
  expect([cut.get('text 0'), cut.get('text 99')]).toEqual([undefined, 'x'.repeat(100)]);
  expect(notes).toEqual([]);
  expect(statSync(onlyFile()).size).toBeLessThan(8000);
  expect((await opened()).size).toBe(cut.size);
});

test('a folder that cannot be written is told once, and the run goes on', async () => {
  writeFileSync(join(folder, 'translations'), 'a file');
  const notes: string[] = [];
  const cache = await opened(notes);
  await cache.add(new Map([['a', 'b']]));
  await cache.add(new Map([['c', 'd']]));
  expect([cache.get('a'), cache.get('c')]).toEqual(['b', 'd']);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/translations are not kept: .*Choose another --cache/);
});

test('a process killed while it writes leaves whole translations, and the next one goes on', async () => {
  const child = writer('killed');
  await once(child.stdout!, 'data');
  const deadline = Date.now() + 20_000;
  const size = () => {
    try {
      return statSync(onlyFile()).size;
    } catch {
      return 0;
    }
  };
  while (size() < 2_000_000 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const cache = await opened();
  expect(cache.size).toBeGreaterThan(1000);
  // Whole chunks in order, but for the last one.
  const chunks = Math.floor(cache.size / 500);
  for (let chunk = 0; chunk < chunks; chunk++)
    for (const i of [0, 499])
      expect(cache.get(`killed ${chunk} ${i}`)).toBe(
        `translation of killed ${chunk} ${i} ${'.'.repeat(200)}`,
      );
  await cache.add(new Map([['after', 'later']]));
  const again = await opened();
  expect([again.get('after'), again.size]).toEqual(['later', cache.size]);
});

test('two processes add to one cache at once, and nothing is lost', async () => {
  const children = ['one', 'two'].map((name) => writer(name, 20));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number));
  expect(codes).toEqual([0, 0]);
  const notes: string[] = [];
  const cache = await opened(notes);
  expect(notes).toEqual([]);
  expect(cache.size).toBe(2 * 20 * 500);
});

test('1,000 sentences are read in less than 0.1 s', async () => {
  const sentences = new Map(
    Array.from({ length: 1000 }, (_, i) => [
      `sentence ${i} ${'word '.repeat(20)}`,
      `frase ${i} ${'palabra '.repeat(20)}`,
    ]),
  );
  await (await opened()).add(sentences);
  // The least of three: the machine may be busy.
  const times: number[] = [];
  for (let k = 0; k < 3; k++) {
    const began = performance.now();
    const cache = await opened();
    const found = [...sentences].filter(([text, translation]) => cache.get(text) === translation);
    times.push(performance.now() - began);
    expect(found).toHaveLength(1000);
  }
  expect(Math.min(...times)).toBeLessThan(100);
});
