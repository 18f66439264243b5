import { basename } from 'node:path';
import { DataError } from '../../util/errors.ts';
import { linesName } from './labelledLines.ts';
import { FolderReader, shownPath } from './listFiles.ts';
import { pathKind } from './readBytes.ts';
import { readLines } from './readLines.ts';
import { tableName } from './readTable.ts';
import type { TextReading } from './readTexts.ts';
import { isTextName } from './textFolder.ts';
import { readTextFile } from './textFile.ts';
import { readTextColumn } from './textTable.ts';

/** Raw texts to predict for, and where each came from. */
export interface NamedTexts {
  readonly texts: readonly string[];
  readonly names: readonly string[];
  /** How files were read, where that is not plain to see. */
  readonly notes: readonly string[];
}

/** The input that stands for standard input. */
const standardInput = '-';

/**
 * Reads texts for prediction: `.txt` files and all of them below folders, a column of tables, and lines of standard input
 * (`-`). Nothing is left out.
 *
 * A `.txt` file is one text, but of a model that was trained on lines of label and text it is a text a line, where a label
 * of the model before a tab is left out.
 *
 * @param reading How the model's training texts were read, with the column of a table.
 * @param classes Labels of the model.
 * @throws {DataError} A missing path, no text at all, no column named for a table; naming file and line: bytes that are no text.
 */
export async function openTexts(
  paths: readonly string[],
  reading: TextReading,
  classes: readonly string[] = [],
): Promise<NamedTexts> {
  const [texts, names, notes]: [string[], string[], string[]] = [[], [], []];
  const known = new Set(classes);
  const add = (text: string, name: string) => {
    texts.push(text);
    names.push(name);
  };
  const addLines = async (path: string, name: string, source?: AsyncIterable<Buffer>) => {
    let labels = 0;
    const take = (row: string, line: number) => {
      if (row.trim() === '') return;
      const [label, text, ...more] = row.split('\t');
      const isLabelled = text !== undefined && more.length === 0 && known.has(label!.trim());
      if (isLabelled) labels++;
      add((isLabelled ? text : row).trim(), `${name}:${line}`);
    };
    await readLines(path, take, source ? { source } : {});
    notes.push(
      `${name}: each line is read as a text${labels > 0 ? `; where it begins with a label and a tab (${labels}), without these` : ''}.`,
    );
  };
  const addFile = async (path: string): Promise<void> => {
    if (tableName.test(path)) {
      if (reading.form === 'lines' && reading.text === undefined && /\.tsv(\.gz)?$/i.test(path))
        return addLines(path, basename(path));
      const column = await readTextColumn(path, columnOf(path, reading), reading.missing);
      column.texts.forEach((text, i) => add(text, column.names[i]!));
    } else if (reading.form === 'lines' && linesName.test(path)) await addLines(path, basename(path));
    else add(await readTextFile(path), path);
  };
  for (const path of paths) {
    if (path === standardInput) await addLines('stdin', 'stdin', process.stdin);
    else if ((await pathKind(path)) === 'file') await addFile(path);
    else for (const file of await filesBelow(path)) add(await readTextFile(file), file);
  }
  if (texts.length === 0)
    throw new DataError(
      `texts are expected. Found none in ${paths.join(', ') || 'an empty list of paths'}. Give .txt files, folders of them, a table, or - for lines of standard input.`,
    );
  return { texts, names, notes };
}

async function filesBelow(path: string): Promise<string[]> {
  const reader = new FolderReader(path);
  const files = (await reader.filesBelow(path)).filter(isTextName);
  if (reader.tooDeep.length > 0)
    throw new DataError(
      `${shownPath(reader.tooDeep[0]!)}: folders are read 32 deep at most. Received one that is deeper. Move its texts up.`,
    );
  return files;
}

function columnOf(path: string, { text }: TextReading): string {
  if (text !== undefined) return text;
  throw new DataError(
    `${path}: the model was not trained on a table, so the column of texts must be named. Add --text <column>.`,
  );
}
