import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { lineAt, tailLines } from './tailLines.ts';

const folder = mkdtempSync(join(tmpdir(), 'hibiscus-tail-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'journal.jsonl');
beforeEach(() => rmSync(path, { force: true }));

const textsOf = async (tail: ReturnType<typeof tailLines>) => {
  const { lines, replaced } = await tail.read();
  return { texts: lines.map(({ text }) => text), replaced };
};

test('lines come as they are whole, a half one when its rest is there', async () => {
  const tail = tailLines(path);
  expect(await textsOf(tail)).toEqual({ texts: [], replaced: false });
  writeFileSync(path, 'one\ntw');
  expect(await textsOf(tail)).toEqual({ texts: ['one'], replaced: false });
  expect(await textsOf(tail)).toEqual({ texts: [], replaced: false });
  appendFileSync(path, 'ö\nthree\n');
  expect(await textsOf(tail)).toEqual({ texts: ['twö', 'three'], replaced: false });
});

test('a letter cut in two is whole again', async () => {
  const bytes = Buffer.from('grün\n');
  writeFileSync(path, bytes.subarray(0, 3));
  const tail = tailLines(path);
  await tail.read();
  appendFileSync(path, bytes.subarray(3));
  expect((await textsOf(tail)).texts).toEqual(['grün']);
});

test('a half line that was cut off and written anew is no new file', async () => {
  writeFileSync(path, 'one\nhalf');
  const tail = tailLines(path);
  await tail.read();
  truncateSync(path, 4);
  appendFileSync(path, 'two\n');
  expect(await textsOf(tail)).toEqual({ texts: ['two'], replaced: false });
});

test('a file that was cut short, replaced, rewritten or removed begins anew', async () => {
  writeFileSync(path, 'one\ntwo\n');
  const tail = tailLines(path);
  await tail.read();
  truncateSync(path, 4);
  expect(await textsOf(tail)).toEqual({ texts: ['one'], replaced: true });
  const other = join(folder, 'other');
  writeFileSync(other, 'new one\nnew two\nnew three\n');
  renameSync(other, path);
  expect(await textsOf(tail)).toEqual({ texts: ['new one', 'new two', 'new three'], replaced: true });
  // In place, and longer than before.
  writeFileSync(path, 'again one\nagain two\nagain three\n');
  expect((await textsOf(tail)).replaced).toBe(true);
  rmSync(path);
  expect(await textsOf(tail)).toEqual({ texts: [], replaced: true });
  expect(await textsOf(tail)).toEqual({ texts: [], replaced: false });
});

test('a long file comes in parts, and each line is found again by its place', async () => {
  const texts = Array.from({ length: 3000 }, (_, i) => `${i} ${'x'.repeat(i % 2000)} ä`);
  writeFileSync(path, `${texts.join('\n')}\n`);
  const tail = tailLines(path, 100_000);
  const found: string[] = [];
  let parts = 0;
  for (let more = true; more; parts++) {
    const read = await tail.read();
    for (const line of read.lines) found.push(line.text);
    if (parts === 3) expect(await lineAt(path, read.lines[1]!)).toBe(read.lines[1]!.text);
    more = read.more;
  }
  expect(found).toEqual(texts);
  expect(parts).toBeGreaterThan(2);
});

test('a line longer than a part comes whole', async () => {
  const long = 'y'.repeat(3_000_000);
  writeFileSync(path, `${long}\nshort\n`);
  const tail = tailLines(path, 1000);
  expect((await textsOf(tail)).texts[0]).toBe(long);
});

test('a link is not followed', async () => {
  const target = join(folder, 'target');
  writeFileSync(target, 'secret\n');
  symlinkSync(target, path);
  expect(await textsOf(tailLines(path))).toEqual({ texts: [], replaced: false });
});
