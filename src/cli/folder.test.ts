import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { outputFolder } from './folder.ts';

const root = mkdtempSync(join(tmpdir(), 'hibiscus-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('what a killed process left half written is removed and counts for nothing; what a living one writes stays', () => {
  // The number of a process that is over.
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  const gone = join(root, `state.bin.${pid}.tmp`);
  writeFileSync(gone, 'half');
  expect(outputFolder(root, 'fit', false).existed).toBe(false);
  expect(existsSync(gone)).toBe(false);

  const living = `state.bin.${process.ppid}.tmp`;
  const foreign = 'notes.tmp';
  for (const name of [living, foreign]) writeFileSync(join(root, name), 'half');
  expect(() => outputFolder(root, 'fit', false)).toThrow('It holds files');
  expect(readdirSync(root).sort()).toEqual([foreign, living]);

  const folder = outputFolder(root, 'fit', true);
  folder.write('state.bin', 'whole');
  expect(readdirSync(root).sort()).toEqual([foreign, 'state.bin', living]);
});
