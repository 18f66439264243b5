import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf, workingFolder } from '../../../test/helpers/command.ts';
import { OptionError } from '../../util/errors.ts';
import { flowers } from '../samples/flowers.ts';
import { readImageFolder } from './imageFolder.ts';
import { writeFiles } from './writeFiles.ts';

const root = workingFolder();

test('the same seed writes the same bytes, which are read back with their groups', async () => {
  const options = { seed: 2, count: 24 };
  for (const name of ['one', 'two'])
    expect(await writeFiles(join(root, name), flowers.make(options))).toBe(36);
  expect(contentOf(join(root, 'one'))).toEqual(contentOf(join(root, 'two')));
  const { train, test: unseen } = await readImageFolder(join(root, 'one'), { group: 'prefix' });
  expect(train.target).toMatchObject({ classes: ['daisy', 'hibiscus', 'lily', 'poppy'] });
  expect([train.size, new Set(train.groups).size, unseen!.size]).toEqual([24, 24, 12]);
  const first = [...flowers.make(options)][0]!.picture!;
  if (train.features.kind !== 'image') throw new Error('images expected');
  expect(train.features.pixels[5]).toBe(first.pixels[3 * 5]);
});

test('no file is overwritten and none leaves the folder', async () => {
  mkdirSync(join(root, 'full'));
  writeFileSync(join(root, 'full/letter.txt'), 'Dear reader,\n');
  const before = contentOf(root);
  const file = (path: string) => [{ path, text: 'x' }];
  await expect(writeFiles(join(root, 'full'), file('a.csv'))).rejects.toThrow(OptionError);
  await expect(writeFiles(join(root, 'full/letter.txt'), file('a.csv'))).rejects.toThrow('must be a folder');
  await expect(writeFiles(join(root, 'new'), file('../a.csv'))).rejects.toThrow('must stay in its folder');
  expect(contentOf(root)).toEqual(before);
});
