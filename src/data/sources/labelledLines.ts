import { basename } from 'node:path';
import { classTarget, parseNumber, sortedClasses } from '../classes.ts';
import { DataError } from '../../util/errors.ts';
import { readLines } from './readLines.ts';
import { requireTwoClasses, unknownLabel, type RawTexts } from './textPart.ts';

/** File names that hold lines of text. */
export const linesName = /\.txt(\.gz)?$/i;

const labelNames = ['label', 'class', 'category', 'target', 'y', 'sentiment'];
const textNames = ['text', 'sentence', 'review', 'message', 'document', 'sms', 'tweet', 'question'];

/** Lines of a `.tsv` that are looked at before it is taken for one or the other. */
const mostLooked = 200;

/** Ends reading early. */
class Enough extends Error {}

/**
 * Whether a `.tsv` file is lines of label and text without a header: all of its first lines have two fields, the first
 * line's label comes again, and the second field is no number.
 */
export async function isLabelledLines(path: string): Promise<boolean> {
  const rows: string[][] = [];
  try {
    await readLines(path, (text) => {
      if (text.trim() !== '') rows.push(text.split('\t'));
      if (rows.length === mostLooked) throw new Enough();
    });
  } catch (error) {
    // What is wrong with the file is said by whoever reads it.
    if (!(error instanceof Enough)) return false;
  }
  const [first, ...rest] = rows;
  if (!first || rows.some((row) => row.length !== 2)) return false;
  const numbers = rows.filter(([, text]) => parseNumber(text!.trim()) !== undefined).length;
  return numbers <= rows.length / 2 && rest.some(([label]) => label!.trim() === first[0]!.trim());
}

/**
 * Reads a file of lines `label<TAB>text`, without a header, gzipped or not. Empty lines are left out; white space around
 * label and text too.
 *
 * @param classes Those of training, of a further part; a training part has its own, sorted.
 * @throws {DataError} Naming file and line: no tab, several tabs, no label, a label that training never saw, text that is
 *   not UTF-8; naming the file: empty, one class only, and what `readLines` throws.
 * @example const { texts, target } = await readLabelledLines('train.txt');
 */
export async function readLabelledLines(path: string, classes?: readonly string[]): Promise<RawTexts> {
  const [labels, texts, lines]: [string[], string[], number[]] = [[], [], []];
  await readLines(path, (row, line) => {
    if (row.trim() === '') return;
    const fields = row.split('\t');
    if (fields.length !== 2) throw wrongFields(`${path}:${line}`, row, fields.length);
    const [label, text] = fields.map((field) => field.trim()) as [string, string];
    if (label === '')
      throw new DataError(
        `${path}:${line}: a label must stand before the tab. Received none. Give it one, or remove the line.`,
      );
    labels.push(label);
    texts.push(text);
    lines.push(line);
  });
  const isHeader = startsWithHeader(labels, texts);
  if (isHeader) for (const list of [labels, texts, lines]) list.shift();
  if (texts.length === 0)
    throw new DataError(
      `${path}: lines of label, tab and text are expected. Received ${isHeader ? 'a header only' : 'an empty file'}.`,
    );
  const own = classes ?? sortedClasses(labels);
  if (!classes) requireTwoClasses(path, own);
  const name = basename(path);
  return {
    path,
    texts,
    target: classTarget(labels, own, (label, i) => unknownLabel(`${path}:${lines[i]}`, label, own)),
    origins: lines.map((line) => `${name}:${line}`),
    notes: notesOn(name, isHeader, classes === undefined),
  };
}

function notesOn(name: string, isHeader: boolean, isTraining: boolean): string[] {
  if (isHeader)
    return [`${name}: each line is read as label, tab, text; the first names them and is left out.`];
  return isTraining ? [`${name}: each line is read as label, tab, text; no line names the columns.`] : [];
}

/** Whether the first line names the columns: by usual names, of which the first is no label further down. */
function startsWithHeader([label, ...rest]: readonly string[], [text]: readonly string[]): boolean {
  if (label === undefined || text === undefined) return false;
  return (
    labelNames.includes(label.toLowerCase()) &&
    textNames.includes(text.toLowerCase()) &&
    !rest.includes(label)
  );
}

function wrongFields(place: string, row: string, count: number): DataError {
  const shown = JSON.stringify(row.length > 60 ? `${row.slice(0, 60)}…` : row);
  return new DataError(
    count === 1
      ? `${place}: a line must be a label, a tab and a text. Received no tab: ${shown}. ` +
          'Put the label and a tab before each text, or give a table and --text <column>.'
      : `${place}: a line must be a label, one tab and a text. Received ${count - 1} tabs: ${shown}. ` +
          'Write spaces for tabs inside a text. Pairs of sentences are not taken: join them into one text.',
  );
}
