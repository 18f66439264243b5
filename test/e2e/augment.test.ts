/** Made-up sets and augmented examples, as a user makes and looks at them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { contentOf, readJson, workingFolder } from '../helpers/command.ts';
import { commandLines } from '../helpers/commandLines.ts';

const folder = workingFolder();
const { hibiscus, succeed } = commandLines(folder);

test('a made-up set of pictures is written, looked at, and augmented with a manifest', async () => {
  const { stdout } = await succeed('sample', 'flowers', '--out', 'flowers', '--count', '24');
  expect(stdout).toContain('hibiscus study flowers --group prefix');
  const operations = ['--operations', 'flipVertical,rotate=degreesRange:-30..30', '--draws', '1'];
  const { stdout: json } = await succeed(
    'augment',
    'flowers',
    '--group',
    'prefix',
    ...operations,
    '--rows',
    '4',
    '--count',
    '5',
    '--out',
    'seen',
    '--json',
  );
  const manifest = readJson(folder, 'seen', 'manifest.json') as {
    examples: {
      file: string;
      parent: string;
      label: string;
      operations: { name: string; drawn: object }[];
    }[];
  };
  expect(JSON.parse(json)).toEqual(manifest);
  expect(manifest.examples).toHaveLength(5);
  const known = contentOf(join(folder, 'flowers'));
  for (const { file, parent, label, operations: own } of manifest.examples) {
    expect(known).toHaveProperty([parent]);
    expect(file).toMatch(
      new RegExp(`^examples/train/${label}/${label}-\\d+_\\d{3}-(flipVertical|rotate)-1\\.png$`),
    );
    expect(own).toHaveLength(1);
    expect(await sharp(join(folder, 'seen', file)).metadata()).toMatchObject({ width: 48, height: 48 });
  }
  // An upside-down variant, turned again, is its parent.
  const flipped = manifest.examples.find(({ operations: own }) => own[0]!.name === 'flipVertical')!;
  const raw = (path: string, flip: boolean) =>
    sharp(join(folder, path)).removeAlpha().flip(flip).raw().toBuffer();
  expect(await raw(join('seen', flipped.file), true)).toEqual(
    await raw(join('flowers', flipped.parent), false),
  );
  const { width = 0, height = 0 } = await sharp(join(folder, 'seen/sheet.png')).metadata();
  expect([width, height].every((side) => side > 250 && side < 1000)).toBe(true);
});

test('variants of rows are printed beside them', async () => {
  await succeed('sample', 'moons', '--out', 'moons', '--count', '20');
  const { stdout } = await succeed(
    'augment',
    'moons/train.csv',
    '--out',
    'rows',
    '--operations',
    'gaussianNoise',
    '--draws',
    '2',
    '--quiet',
  );
  expect(stdout.match(/gaussianNoise .*\* .*\* {2}deviation 0\.\d+/g)).toHaveLength(6);
  expect(stdout).toContain(readFileSync(join(folder, 'rows/sheet.txt'), 'utf8').trimEnd());
  const refused = await hibiscus('augment', 'moons/train.csv', '--out', 'other', '--count', '5', '--probe');
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining('--count: is for looking at examples'),
  ]);
});

test('a probe that a budget is too short for says what it took', async () => {
  const { stderr, stdout } = await succeed(
    ...['augment', 'moons/train.csv', '--probe', '--operations', 'gaussianNoise', '--budget', '0.1s'],
    ...['--out', 'short', '--json'],
  );
  expect(stderr).toMatch(/note: the fewest trainings that say anything took .+, more than the budget of /);
  expect(JSON.parse(stdout)).toMatchObject({ operations: [{ name: 'gaussianNoise', effect: { pairs: 3 } }] });
});
