import { columnsOf, ignoreOption, mostExamples, type Check, type TableColumn } from './check.ts';

/** Fewer rows differ in all their values by chance. */
const leastRows = 20;
const mostlyDistinct = 0.9;
const usualName = /(^|[_\s.-])(id|uuid|guid|key|index|nr|no|number)$|[a-z]Id$/i;

/** Columns that name rows instead of describing them: a network can only learn them by heart. */
export const identifiers: Check = {
  name: 'identifiers',
  title: 'columns that only name the rows',
  run({ data }) {
    if (data.size < leastRows) return [];
    const names = columnsOf(data)
      .filter(isIdentifier)
      .map(({ name }) => name);
    if (names.length === 0) return [];
    return [
      {
        severity: 'warning',
        message:
          `${names.length === 1 ? `Column "${names[0]}" looks like an identifier` : `${names.length} columns look like identifiers`}: ` +
          `a network can only learn it by heart. Leave it out: ${ignoreOption(names[0]!)}.`,
        examples: names.slice(0, mostExamples),
        count: names.length,
      },
    ];
  },
};

function isIdentifier(column: TableColumn): boolean {
  const { name, cells } = column;
  const distinct = new Set<string | number>(cells).size;
  if (distinct <= mostlyDistinct * cells.length) return false;
  if (column.kind === 'category') return true;
  if (distinct < cells.length || !column.cells.every(Number.isInteger)) return false;
  // Whole numbers, each once: in the order of the file, or by their name.
  return usualName.test(name) || column.cells.every((x, i) => i === 0 || x === column.cells[i - 1]! + 1);
}
