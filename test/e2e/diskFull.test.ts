/** `study` and `fit` on a disk that is full: what is done is kept whole, it is said, and with room they go on. */
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hibiscus, readJson, start, succeed, workingFolder } from '../helpers/command.ts';
import { noisyCsv, writeText } from '../helpers/files.ts';
import { smallDisk } from '../helpers/smallDisk.ts';
import { fitRecord, studyRecord } from '../../src/study/record.ts';

const folder = workingFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const disk = smallDisk(2 ** 20);
afterAll(() => disk?.close());

beforeAll(() => {
  writeText(at('noisy.csv'), noisyCsv(150));
  const recipe = (epochs: number) =>
    `architecture: { name: mlp, size: 8 }\noptimizer: { name: adam, learningRate: 0.01 }\nepochs: ${epochs}\n`;
  writeText(at('short.yaml'), recipe(4));
  writeText(at('long.yaml'), recipe(150));
});

describe.skipIf(disk === undefined)(
  'on a small disk (skipped where none can be mounted: it takes root on Linux)',
  () => {
    const on = (...names: readonly string[]) => join(disk!.path, ...names);
    const linesOf = (out: string): string[] => {
      const text = readFileSync(on(out, 'journal.jsonl'), 'utf8');
      expect(text.endsWith('\n')).toBe(true);
      const lines = text.trimEnd().split('\n');
      for (const line of lines) expect(() => void JSON.parse(line)).not.toThrow();
      return lines;
    };
    const trialsIn = (lines: readonly string[]) =>
      lines.filter((line) => line.includes('"kind":"trial"')).length;
    const halfFiles = (out: string) => readdirSync(on(out)).filter((name) => name.endsWith('.tmp'));

    test('a study loses no trial that stands in its journal, and leaves no half file', async () => {
      const out = on('study');
      const study = (...more: readonly string[]) =>
        hibiscus(
          folder,
          ...['study', 'noisy.csv', '--recipe', 'short.yaml', '--pairs', '3', '--remedies', 'dropout'],
          ...['--search', '0', '--workers', '1', '--out', out, ...more],
        );
      // Room for the first trials.
      disk!.leave(24 * 1024);
      const first = await study();
      expect([first.code, first.stdout]).toEqual([1, '']);
      expect(first.stderr).toMatch(/journal\.jsonl: no room on the disk/);
      const kept = linesOf('study');
      const trials = trialsIn(kept);
      expect(trials).toBeGreaterThan(1);
      expect(first.stderr).toContain(
        `${trials} trials are kept in ${out}.\nTo go on, make room and give the same command with: --out ${out} --resume`,
      );
      expect(halfFiles('study')).toEqual([]);

      // Room for all trials, the model and the recipe, but not for the report.
      disk!.leave(128 * 1024);
      const second = await study('--resume');
      expect([second.code, second.stdout]).toEqual([1, '']);
      expect(second.stderr).toContain(`Going on: ${trials} trials are known.`);
      expect(second.stderr).toMatch(/report\.html: no room on the disk to write it. No half file is left/);
      expect(second.stderr).toContain(`--out ${out} --resume`);
      const all = linesOf('study');
      expect(all.slice(0, kept.length)).toEqual(kept);
      expect(all.at(-1)).toContain('"kind":"test opened"');
      expect(readdirSync(out)).toEqual(expect.arrayContaining(['model.onnx', 'recipe.json']));
      for (const name of ['report.html', 'study.json']) expect(readdirSync(out)).not.toContain(name);
      expect(halfFiles('study')).toEqual([]);

      disk!.leave(2 ** 19);
      const third = await study('--resume', '--json');
      expect([third.code, third.stderr]).toEqual([
        0,
        expect.stringContaining(`${trialsIn(all)} trials are known`),
      ]);
      expect(linesOf('study')).toEqual(all);
      expect(studyRecord.parse(readJson(out, 'study.json'))).toEqual(JSON.parse(third.stdout));
      expect(existsSync(join(out, 'report.html'))).toBe(true);
    });

    test('a fit goes on from the last state that had room, to the same bits; where there was none it says so', async () => {
      const args = ['fit', 'noisy.csv', '--recipe', 'long.yaml', '--checkpoint-every', '0.02s'];
      const out = on('fit');
      disk!.leave(0);
      const [none] = await Promise.all([
        hibiscus(folder, ...args, '--out', out),
        // What it comes to where nothing is in the way.
        succeed(folder, ...args, '--out', 'whole'),
      ]);
      expect([none.code, none.stdout]).toEqual([1, '']);
      expect(none.stderr).toContain('no room on the disk');
      expect(none.stderr).toContain('Nothing is kept. To begin anew, make room and give the same command.');

      disk!.leave(2 ** 19);
      const run = start(folder, ...args, '--out', out);
      let over = false;
      void run.ended.then(() => (over = true));
      await run.until('its first state', () => existsSync(join(out, 'state.bin')));
      // A state that is being written when the disk is filled leaves the room of the one before it.
      while (!over) {
        disk!.fill();
        await wait(2);
      }
      const full = await run.ended;
      expect([full.code, full.stdout]).toEqual([1, '']);
      expect(full.stderr).toMatch(/(?:state\.bin|model\.onnx): no room on the disk to write it/);
      expect(full.stderr).toContain(`make room and give the same command with: --out ${out} --resume`);
      expect(readdirSync(out)).toEqual(['state.bin']);

      disk!.leave(2 ** 19);
      const resumed = await succeed(folder, ...args, '--out', out, '--resume');
      expect(resumed.stderr).toContain('Going on after epoch');
      const result = (where: string) => {
        const { seconds: _, ...record } = fitRecord.parse(readJson(where, 'fit.json'));
        return { record, model: readFileSync(join(where, 'model.onnx')).toString('base64') };
      };
      expect(result(out)).toEqual(result(at('whole')));
    });
  },
);

test.skipIf(!existsSync('/dev/full'))(
  'a standard output without room costs the exit code, not the result (skipped where there is no /dev/full)',
  () => {
    const program = fileURLToPath(new URL('../../bin/hibiscus.js', import.meta.url));
    const args = ['fit', 'noisy.csv', '--recipe', 'short.yaml', '--out', 'said', '--json', '--quiet'];
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: folder,
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^hibiscus: standard output cannot be written to \(ENOSPC\)/),
    ]);
    expect(stderr).not.toContain('should not happen');
    expect(readdirSync(at('said'))).toContain('fit.json');
  },
);
