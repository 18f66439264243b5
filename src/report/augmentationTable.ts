import { labelOf, type SheetColumn } from './augmentationSheet.ts';
import { drawsText } from './drawnText.ts';
import { cellsOf } from '../data/cellTexts.ts';
import type { Dataset, TableFeatures } from '../data/dataset.ts';

/** Columns of a table that are shown side by side. */
const mostColumns = 8;
const widest = 14;

/** Rows of a table and the variants made of them, one below the other, changed cells marked with a star. */
export function augmentationTable(originals: Dataset, variants: readonly SheetColumn[]): string {
  const table = originals.features as TableFeatures;
  const names = [...table.numericColumns, ...table.categoricalColumns];
  const shown = names.slice(0, mostColumns);
  const left = Math.max(8, ...variants.map(({ name }) => name.length));
  const blocks = Array.from({ length: originals.size }, (_, n) => {
    const before = cellsOf(table, n);
    const rows = variants.map(({ name, made }) => {
      const cells = cellsOf(made.features as TableFeatures, n);
      const drawn = drawsText(made.draws[n]!, name);
      return { name, cells: cells.map((cell, j) => (cell === before[j] ? cell : `${cell}*`)), drawn };
    });
    const all = [{ name: 'original', cells: before, drawn: '' }, ...rows];
    const widths = shown.map((column, j) =>
      Math.min(widest, Math.max(column.length, ...all.map(({ cells }) => cells[j]!.length))),
    );
    const line = (name: string, cells: readonly string[], drawn: string) =>
      `  ${name.padEnd(left)}  ${widths.map((width, j) => cut(cells[j]!, width).padStart(width)).join('  ')}  ${drawn}`.trimEnd();
    return [
      `${originals.origins?.[n] ?? `row ${n}`} (${labelOf(originals, n)})`,
      line('', names, ''),
      ...all.map(({ name, cells, drawn }) => line(name, cells, drawn)),
    ].join('\n');
  });
  const more = names.length - shown.length;
  return `${blocks.join('\n\n')}\n\n* changed.${more > 0 ? ` ${more} more columns are not shown.` : ''}`;
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;
