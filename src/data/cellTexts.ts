import type { NumericKind, TableFeatures } from './dataset.ts';

/** The cells of a row as texts; empty where missing. */
export function cellsOf(table: TableFeatures, n: number, digits = 5): string[] {
  const { numericColumns, numericKinds, numbers, categoricalColumns, categories } = table;
  return [
    ...numericColumns.map((_, j) =>
      numberText(numbers[n * numericColumns.length + j]!, numericKinds?.[j], digits),
    ),
    ...categoricalColumns.map((_, k) => categories[n * categoricalColumns.length + k]!),
  ];
}

function numberText(value: number, kind: NumericKind = 'number', digits: number): string {
  if (Number.isNaN(value)) return '';
  if (kind === 'date') {
    const date = new Date(Math.round(value * 86_400) * 1000);
    // Far-off noise may leave the days that a date can have.
    return Number.isNaN(date.getTime())
      ? String(value)
      : date.toISOString().replace(/T00:00:00\.000Z$|\.000Z$/, '');
  }
  return String(Number(value.toPrecision(digits)));
}
