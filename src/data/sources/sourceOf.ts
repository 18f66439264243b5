import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { DataError, OptionError } from '../../util/errors.ts';
import { isImageName } from './decodeImage.ts';
import { isIdxName } from './idx.ts';
import { isLabelledLines, linesName } from './labelledLines.ts';
import { FolderReader } from './listFiles.ts';
import { isNumpyName } from './numpyArrays.ts';
import { VALIDATION_NAMES } from './partFolders.ts';
import { pathKind } from './readBytes.ts';
import { tableName } from './readTable.ts';
import { isTextName } from './textFolder.ts';

/** What stands at a path, as it is to be read. */
export type Source =
  'table' | 'textTable' | 'textLines' | 'textFolder' | 'numpy' | 'idxFile' | 'idxFolder' | 'imageFolder';

const SUPPORTED =
  'a folder of class folders of images or of .txt files (also under train/, val/, test/), IDX files, .npz or .npy arrays, ' +
  'a .csv, .tsv, .jsonl or .parquet file, or a .txt file of lines "label<TAB>text" (.gz too)';

const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  table: 'tables',
  textTable: 'tables of texts',
  textLines: 'lines of label and text',
  textFolder: 'folders of texts',
  imageFolder: 'image folders',
  numpy: 'arrays of NumPy',
  idxFile: 'IDX files',
  idxFolder: 'IDX files',
};

/**
 * Recognises a source by its path: names first; folders of class folders by what files they hold; a `.tsv` by its lines.
 *
 * @param given The columns that were named: they make a table of texts, or of a `.tsv` a table.
 * @throws {DataError} Nothing there, or a kind that is not supported.
 */
export async function sourceOf(
  path: string,
  given: { readonly text?: string | undefined; readonly target?: string | undefined } = {},
): Promise<Source> {
  if ((await pathKind(path)) === 'folder') {
    const names = await readdir(path);
    if (names.some(isIdxName)) return 'idxFolder';
    if (names.some(isNumpyName)) return 'numpy';
    return (await holdsTexts(path)) ? 'textFolder' : 'imageFolder';
  }
  const name = basename(path).toLowerCase();
  if (tableName.test(name)) {
    if (given.text !== undefined) return 'textTable';
    const mayBeLines = /\.tsv(\.gz)?$/.test(name) && given.target === undefined;
    return mayBeLines && (await isLabelledLines(path)) ? 'textLines' : 'table';
  }
  if (linesName.test(name)) return 'textLines';
  if (isIdxName(name)) return 'idxFile';
  if (isNumpyName(name)) return 'numpy';
  const extension = extname(name.replace(/\.gz$/, ''));
  throw new DataError(`${path}: data must be ${SUPPORTED}. Received "${extension || name}".`);
}

/** Whether folders within this one hold texts and no pictures. */
async function holdsTexts(path: string): Promise<boolean> {
  const reader = new FolderReader(path);
  let found = false;
  /** Ends at the first picture. */
  const look = async (folder: string, depth: number): Promise<boolean> => {
    for (const entry of await reader.entries(folder)) {
      if (entry.kind === 'folder') {
        if (depth < 32 && (await look(entry.path, depth + 1))) return true;
      } else if (isImageName(entry.name)) return true;
      else if (depth > 0 && isTextName(entry.name)) found = true;
    }
    return false;
  };
  return !(await look(path, 0)) && found;
}

/** Files of the parts of one data set. */
export interface PartFiles {
  readonly train: string;
  readonly validation?: string;
  readonly test?: string;
}

/**
 * The files train, val (or dev) and test of a folder, tables or lines of text; undefined where there is no file train.
 *
 * @throws {DataError} Two files for one part.
 */
export async function partFiles(path: string): Promise<PartFiles | undefined> {
  if ((await pathKind(path)) === 'file') return undefined;
  const names = (await readdir(path)).filter((name) => tableName.test(name) || linesName.test(name)).sort();
  const one = (...words: readonly string[]): string | undefined => {
    const found = names.filter((name) => words.includes(name.toLowerCase().split('.')[0]!));
    if (found.length > 1)
      throw new DataError(
        `${path}: one file ${words[0]} is expected. Found ${found.join(' and ')}. Remove one, or give the file itself.`,
      );
    return found[0] && join(path, found[0]);
  };
  const train = one('train');
  if (train === undefined) return undefined;
  const [validation, test] = [one(...VALIDATION_NAMES, 'dev'), one('test')];
  return {
    train,
    ...(validation !== undefined && { validation }),
    ...(test !== undefined && { test }),
  };
}

const texts: readonly Source[] = ['textTable', 'textLines', 'textFolder', 'table'];

/** Options that some sources alone take, and those sources. A table may prove to hold nothing but texts. */
const FITTING: Readonly<Record<string, readonly Source[]>> = {
  target: ['table', 'textTable'],
  missing: ['table', 'textTable'],
  columns: ['table'],
  group: ['table', 'textTable', 'imageFolder', 'textFolder'],
  task: ['table', 'textTable', 'numpy'],
  imageSize: ['imageFolder'],
  channels: ['imageFolder'],
  unreadable: ['imageFolder', 'textFolder'],
  text: ['textTable'],
  language: texts,
  keepWords: texts,
  empty: texts,
};

/** @throws {OptionError} An option is there that such a source does not take. */
export function checkOptionsFit(source: Source, options: object): void {
  for (const [name, sources] of Object.entries(FITTING))
    if ((options as Record<string, unknown>)[name] !== undefined && !sources.includes(source))
      throw new OptionError(
        `${name}: is for ${takers(sources)}. Received it for ${SOURCE_NAMES[source]}. Leave it out.`,
      );
}

function takers(sources: readonly Source[]): string {
  if (sources === texts) return 'texts';
  // A table of texts is a table too.
  const named = sources.filter((source) => source !== 'textTable' || !sources.includes('table'));
  return named.map((source) => SOURCE_NAMES[source]).join(' and ');
}

/** @throws {OptionError} An option of texts is there, and the table holds other columns. */
export function refuseTextOptions(options: object): void {
  for (const name of ['language', 'keepWords', 'empty'])
    if ((options as Record<string, unknown>)[name] !== undefined)
      throw new OptionError(
        `${name}: is for texts. Received it for a table of other columns. Name the column of texts with --text, or leave it out.`,
      );
}
