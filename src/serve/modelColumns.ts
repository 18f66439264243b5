import type { ModelFile } from './modelFile.ts';
import type { NumericKind } from '../data/dataset.ts';
import type { TableSchema } from '../data/sources/readTable.ts';
import type { TablePreparation } from '../recipe/preparation.ts';

/** The columns that a model takes, as a table is read by them. */
export const modelColumns = ({ numericColumns, categoricalColumns }: TablePreparation) => ({
  numericColumns: numericColumns.map(({ name }) => name),
  numericKinds: numericColumns.map(({ kind }): NumericKind => kind ?? 'number'),
  categoricalColumns: categoricalColumns.map(({ name }) => name),
});

/** How rows are read to predict for them. The target may be missing; its name only says which column is no feature. */
export const rowsSchema = (model: ModelFile, features: TablePreparation): TableSchema => ({
  target: { kind: 'number', name: model.table?.target ?? '' },
  ...modelColumns(features),
  missing: model.table?.missing ?? [],
});
