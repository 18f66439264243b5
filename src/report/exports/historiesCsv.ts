import { historyRows, type History } from '../../train/history.ts';
import { csvCell } from '../../util/csvCell.ts';

/** Several histories as one CSV, with the run in the first column; a column that a run does not have is empty there. */
export function historiesCsv(runs: readonly { readonly name: string; readonly history: History }[]): string {
  const tables = runs.map(({ name, history }) => ({ name, rows: historyRows(history) }));
  const columns = [...new Set(tables.flatMap(({ rows }) => rows.flatMap((row) => Object.keys(row))))];
  const lines = tables.flatMap(({ name, rows }) =>
    rows.map((row) => [csvCell(name), ...columns.map((column) => row[column] ?? '')].join(',')),
  );
  return `${[['run', ...columns.map(csvCell)].join(','), ...lines].join('\n')}\n`;
}
