import { basename } from 'node:path';
import { DataError, OptionError } from '../../util/errors.ts';
import type { Keeping } from './columnBuilder.ts';
import { misjudged, readTableFile, type TableOptions, type TableSchema } from './readTable.ts';
import { columnNamed, type Table, type TablePlan } from './table.ts';
import { listed, requireColumn, requiredTexts } from './tableCells.ts';
import { defaultTarget, furtherTarget, trainingTarget } from './tableTarget.ts';
import type { RawTexts } from './textPart.ts';

export interface TextTableOptions extends Pick<TableOptions, 'target' | 'group' | 'missing' | 'task'> {
  /** The column of the texts. */
  readonly text: string;
}

/** What later parts of a table of texts are read with. */
export interface TextTableSchema extends Pick<TableSchema, 'target' | 'group' | 'missing'> {
  readonly text: string;
}

/**
 * Reads one column of texts of a table (CSV, TSV, JSONL, Parquet; gzipped or not) and the target. Other columns are
 * ignored, with a note.
 *
 * @throws {DataError} Naming the file: no such column, one class only; naming file and line: a row without a target.
 * @throws {OptionError} Two columns of texts, or one column for two things.
 * @example const { raw, schema } = await readTextTable('reviews.csv', { text: 'review', target: 'stars' });
 */
export async function readTextTable(
  path: string,
  options: TextTableOptions,
): Promise<{ raw: RawTexts; schema: TextTableSchema }> {
  const { text, group } = options;
  let target = options.target;
  let asText = false;
  let isKnown = false;
  const plan: TablePlan = {
    missing: new Set(options.missing),
    onColumns(names) {
      requireText(path, names, text);
      if (options.target !== undefined) requireColumn(path, names, options.target, 'target');
      if (group !== undefined) requireColumn(path, names, group, 'group');
      const rest = names.filter((name) => name !== text && name !== group);
      if (options.target === undefined && rest.every((name) => name === ''))
        throw new DataError(
          `${path}: a column to predict is needed beside the texts. Received ${listed(names)}. Add one, and name it with --target.`,
        );
      target = options.target ?? defaultTarget(path, rest);
      for (const [role, name] of [
        ['target', target],
        ['group', group],
      ] as const)
        if (name === text)
          throw new OptionError(
            `text: must be another column than the ${role}. Received "${text}" for both.`,
          );
      if (group === target)
        throw new OptionError(`group: must be another column than the target. Received "${group}" for both.`);
      isKnown = true;
    },
    keeping(name): Keeping {
      if (name === text) return 'whole';
      if (name === group) return 'text';
      // Of JSON lines all names are known at the end only.
      if (name !== target) return isKnown || target !== undefined ? 'skip' : 'look';
      if (options.task !== undefined) return options.task === 'regression' ? 'number' : 'text';
      return asText ? 'text' : 'look';
    },
  };
  let table = await readTableFile(path, plan);
  if (options.task === undefined && misjudged(table, {}).includes(target!)) {
    asText = true;
    table = await readTableFile(path, plan);
  }
  const notes = [...table.notes];
  if (options.target === undefined) notes.push(`column "${target}" is the target (none was named).`);
  const { target: read, schemaTarget } = trainingTarget(table, target!, options.task, notes);
  const others = table.columns
    .map(({ name }) => name)
    .filter((name) => name !== '' && name !== text && name !== target && name !== group);
  if (others.length > 0)
    notes.push(
      `the texts of column "${text}" are all that is learned from; ${others.length === 1 ? 'one other column is' : `${others.length} other columns are`} ignored: ${listed(others)}.`,
    );
  const schema = {
    text,
    target: schemaTarget,
    ...(group !== undefined && { group }),
    missing: options.missing ?? [],
  };
  return { raw: rawTexts(table, schema, read, notes), schema };
}

/**
 * Reads a further part of a table of texts, with the classes of training.
 *
 * @throws {DataError} A column of training is missing, or a label that training never saw, with file and line.
 */
export async function readTextTableLike(path: string, schema: TextTableSchema): Promise<RawTexts> {
  const { text, target, group, missing } = schema;
  const table = await readTableFile(path, {
    missing: new Set(missing),
    onColumns(names) {
      requireText(path, names, text);
      requireColumn(path, names, target.name, 'target');
    },
    keeping: (name) =>
      name === text
        ? 'whole'
        : name === target.name
          ? target.kind === 'number'
            ? 'number'
            : 'text'
          : name === group
            ? 'text'
            : 'skip',
  });
  return rawTexts(table, schema, furtherTarget(table, schema), table.notes);
}

/**
 * Reads the texts of a table for prediction.
 *
 * @returns The texts, and `file:line` of each. @throws {DataError} There is no such column.
 */
export async function readTextColumn(
  path: string,
  text: string,
  missing: readonly string[] = [],
): Promise<{ texts: readonly string[]; names: readonly string[] }> {
  const table = await readTableFile(path, {
    missing: new Set(missing),
    onColumns: (names) => requireText(path, names, text),
    keeping: (name) => (name === text ? 'whole' : 'skip'),
  });
  return { texts: cellsOf(table, text), names: originsOf(table) };
}

function rawTexts(
  table: Table,
  { text, group }: Pick<TextTableSchema, 'text' | 'group'>,
  target: RawTexts['target'],
  notes: readonly string[],
): RawTexts {
  const isGrouped = group !== undefined && columnNamed(table, group) !== undefined;
  return {
    path: table.file,
    texts: cellsOf(table, text),
    target,
    ...(isGrouped && { groups: groupsOf(table, group) }),
    origins: originsOf(table),
    notes,
  };
}

function cellsOf(table: Table, text: string): readonly string[] {
  const column = columnNamed(table, text);
  if (column?.form !== 'whole') throw new RangeError(`column ${text} must be kept whole`);
  return column.cells;
}

function groupsOf(table: Table, name: string): string[] {
  const { texts, codes } = requiredTexts(table, name, 'group');
  return Array.from({ length: table.rows }, (_, row) => texts[codes.get(row)]!);
}

function originsOf(table: Table): string[] {
  const name = basename(table.file);
  return Array.from({ length: table.rows }, (_, row) => name + table.place(row));
}

/** @throws {OptionError} Two columns are named. @throws {DataError} There is no such column. */
function requireText(path: string, names: readonly string[], text: string): void {
  const parts = text.split(',').map((part) => part.trim());
  if (!names.includes(text) && parts.length > 1)
    throw new OptionError(
      `text: one column is read; pairs of sentences are not taken. Received ${parts.map((part) => `"${part}"`).join(' and ')}. Name one, or join them into one column.`,
    );
  requireColumn(path, names, text, 'text');
}
