import { DataError } from '../../util/errors.ts';
import { ColumnBuilder, type Keeping, type TableColumn } from './columnBuilder.ts';

/** A file of rows as columns, whatever its format. */
export interface Table {
  /** The path as it was given. */
  readonly file: string;
  /** In the order of the file. */
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** Where a row stands, as it follows the file's name: `:12`, or ` row 12` where there are no lines. */
  place(row: number): string;
  /** What reading found worth saying. */
  readonly notes: readonly string[];
}

/** How a table is to be read. */
export interface TablePlan {
  /** Spellings that mean a value is missing; an empty cell always is. */
  readonly missing: ReadonlySet<string>;
  keeping(name: string): Keeping;
  /** Called with the names of all columns before rows are read, where the format says them first. */
  onColumns?(names: readonly string[]): void;
}

/** Most cells of one table: 2 GB as numbers. */
const mostCells = 5e8;

/** The builders of a table's columns, each with the name that the file gives it. */
export function columnBuilders(names: readonly string[], plan: TablePlan): ColumnBuilder[] {
  return names.map(
    (name) => new ColumnBuilder(name, name === '' ? 'skip' : plan.keeping(name), plan.missing),
  );
}

/** @throws {DataError} So many rows are too many. */
export function checkCells(file: string, rows: number, columns: number): void {
  if (rows * columns > mostCells)
    throw new DataError(
      `${file}: a table may hold ${mostCells / 1e6} million cells at most. Received more (${rows} rows of ${columns} so far). Take a sample of it.`,
    );
}

/** @throws {DataError} Two columns have one name, or a name is a value. */
export function checkNames(file: string, place: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name !== '' && seen.has(name))
      throw new DataError(
        `${file}${place}: column names must be distinct. Received "${name}" twice. Rename one of them.`,
      );
    seen.add(name);
  }
}

/** The column of this name. */
export const columnNamed = (table: Table, name: string): TableColumn | undefined =>
  name === '' ? undefined : table.columns.find((column) => column.name === name);
