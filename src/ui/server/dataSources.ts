import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { shownInside } from './insideFolder.ts';
import { isImageName } from '../../data/sources/decodeImage.ts';
import { isIdxName } from '../../data/sources/idx.ts';
import { isNumpyName } from '../../data/sources/numpyArrays.ts';
import { tableName } from '../../data/sources/readTable.ts';
import type { DataSource } from '../protocol.ts';

const depth = 2;
const mostFolders = 300;
const mostSources = 200;
/** Files by which a folder is one of results, not of data. */
const results = ['journal.jsonl', 'study.json', 'diagnosis.json', 'fit.json', 'manifest.json', 'probe.json'];
const partNames = ['train', 'val', 'valid', 'validation', 'test'];

/**
 * What looks like data in a folder and two levels below, by names alone: whether it can be read is seen when it is. Links
 * are not followed.
 */
export async function dataSources(root: string): Promise<readonly DataSource[]> {
  const found: DataSource[] = [];
  let looked = 0;

  const entriesOf = async (path: string) => {
    looked++;
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    return {
      files: entries.filter((entry) => entry.isFile()).map(({ name }) => name),
      folders: entries
        .filter(
          (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
        )
        .map(({ name }) => name),
    };
  };

  /** What class folders hold: pictures or texts. One that holds its examples in `train/` counts by that. */
  const classFolders = async (
    path: string,
    folders: readonly string[],
  ): Promise<DataSource['kind'] | undefined> => {
    const inner = folders.find((name) => name.toLowerCase() === 'train');
    const [at, names] = inner
      ? [join(path, inner), (await entriesOf(join(path, inner))).folders]
      : [path, folders];
    if (names.length < 2) return undefined;
    for (const name of names.slice(0, 2)) {
      const { files } = await entriesOf(join(at, name));
      if (files.some(isImageName)) return 'pictures';
      if (files.length > 0 && files.every((file) => /\.txt$/i.test(file))) return 'texts';
    }
    return undefined;
  };

  async function look(path: string, level: number): Promise<void> {
    if (looked >= mostFolders || found.length >= mostSources) return;
    const { files, folders } = await entriesOf(path);
    if (files.some((name) => results.includes(name))) return;
    const add = (kind: DataSource['kind'], name?: string) =>
      void found.push({ path: shownInside(root, name === undefined ? path : join(path, name)), kind });
    if (files.some(isIdxName)) return add('arrays');
    const kind = level > 0 ? await classFolders(path, folders) : undefined;
    if (kind) return add(kind);
    const isParts = files.some((name) => /^train\.(csv|tsv|jsonl|parquet|txt)(\.gz)?$/i.test(name));
    if (isParts && level > 0) add('table');
    for (const name of [...files].sort()) {
      const isPart = isParts && partNames.includes(name.split('.')[0]!.toLowerCase());
      if (tableName.test(name) && !(isPart && level > 0)) add('table', name);
      else if (isNumpyName(name)) add('arrays', name);
    }
    if (level < depth) for (const name of folders.sort()) await look(join(path, name), level + 1);
  }

  await look(root, 0);
  return found.slice(0, mostSources);
}
