import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { fileJournal } from './fileJournal.ts';
import type { JournalEntry } from '../journal.ts';
import { DataError } from '../../util/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'hibiscus-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = join(folder, 'journal.jsonl');
beforeEach(() => rmSync(path, { force: true }));

const head: JournalEntry = { kind: 'study', schema: 1, data: 'Blüten', seed: 3 };
const opened: JournalEntry = { kind: 'test opened', recipes: ['a', 'b'] };

test('what is appended is there at once, a line each, and when the file is opened again', () => {
  const journal = fileJournal(path);
  expect(journal.entries).toEqual([]);
  journal.append(head);
  expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(head)}\n`);
  journal.append(opened);
  expect(journal.entries).toEqual([head, opened]);
  expect(fileJournal(path).entries).toEqual([head, opened]);
});

test('a half line at the end is cut off, wherever the process was killed, and the next one stands on its own', () => {
  const line = Buffer.from(JSON.stringify({ ...head, data: 'ü€𝄞' }));
  for (let cut = 1; cut <= line.length; cut++) {
    writeFileSync(path, `${JSON.stringify(head)}\n`);
    appendFileSync(path, line.subarray(0, cut));
    const journal = fileJournal(path);
    expect(journal.entries).toEqual([head]);
    journal.append(opened);
    expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(head)}\n${JSON.stringify(opened)}\n`);
  }
});

test('a file that is nothing but a half line is an empty journal', () => {
  writeFileSync(path, '{"kind":"stu');
  expect(fileJournal(path).entries).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe('');
});

test('a broken line before the last is refused with its number, and the file stays as it is', () => {
  const text = `${JSON.stringify(head)}\n{"kind":"tri\n${JSON.stringify(opened)}\n`;
  writeFileSync(path, text);
  expect(() => fileJournal(path)).toThrow(DataError);
  expect(() => fileJournal(path)).toThrow(`${path}:2: must be a line of JSON`);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test.skipIf(process.platform === 'win32')(
  'where the disk is full the line is refused, all before it are kept whole, and the next one fits again',
  () => {
    const program = `
      import { fileJournal } from ${JSON.stringify(new URL('./fileJournal.ts', import.meta.url).href)};
      const journal = fileJournal(${JSON.stringify(path)});
      try {
        for (;;) journal.append({ kind: 'study', schema: 1, data: 'x'.repeat(300), seed: journal.entries.length });
      } catch (error) {
        console.log(JSON.stringify({ name: error.name, message: error.message, kept: journal.entries.length }));
      }`;
    // A file of this process may have 2 KiB: as on a disk with a quota.
    const limits = `trap '' XFSZ; ulimit -f 2; exec "$0" --import tsx --input-type=module -e "$1"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', limits, process.execPath, program], {
      encoding: 'utf8',
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    });
    expect(stderr).toBe('');
    const { name, message, kept } = JSON.parse(stdout) as { name: string; message: string; kept: number };
    expect([name, message]).toEqual(['DiskError', expect.stringContaining('no room on the disk') as string]);
    expect(kept).toBeGreaterThanOrEqual(4);
    const journal = fileJournal(path);
    expect(journal.entries.map((entry) => (entry as { seed: number }).seed)).toEqual(
      Array.from({ length: kept }, (_, i) => i),
    );
    journal.append(opened);
    expect(fileJournal(path).entries.at(-1)).toEqual(opened);
  },
);
