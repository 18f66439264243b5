/** What pages show of numbers in files, and whether it says so. */
import type { Page } from 'playwright-core';

/** A number of a page with where it stands in a file. */
export interface ShownNumber {
  /** The file, where the page says it (`data-file`). */
  readonly file: string | undefined;
  readonly path: string;
  readonly value: number;
  readonly text: string;
}

/** Every number of the page that says where it stands in the record, by itself or by its row and column. */
export const numbersOf = (page: Page): Promise<ShownNumber[]> =>
  page.evaluate(`[...document.querySelectorAll('data')].flatMap((one) => {
    const cell = one.closest('td, th');
    const place = cell?.closest('tr').dataset.place;
    const field = cell?.closest('table').tHead.rows[0].cells[cell.cellIndex].dataset.field;
    const inTable = place === undefined || field === undefined ? undefined : place + (place ? '.' : '') + field;
    const path = one.dataset.path ?? inTable;
    return path === undefined ? [] : [{ file: one.dataset.file, path, value: Number(one.value), text: one.textContent.trim() }];
  })`);

/** What stands at a path of a record; names may hold dots. */
export function lookUp(record: unknown, path: string): unknown {
  if (path.startsWith('1-')) return 1 - (lookUp(record, path.slice(2)) as number);
  if (path === '') return record;
  if (typeof record !== 'object' || record === null) return undefined;
  const parts = path.split('.');
  for (let taken = parts.length; taken > 0; taken--) {
    const name = parts.slice(0, taken).join('.');
    if (!Object.hasOwn(record, name)) continue;
    const rest = lookUp((record as Record<string, unknown>)[name], parts.slice(taken).join('.'));
    if (rest !== undefined) return rest;
  }
  return undefined;
}

/** Whether a text is a number, rounded as people read it. */
export function says(text: string, value: number): boolean {
  if (/^\d+ (min|h) /.test(text)) return true;
  // Seconds have one decimal, and from ten on none.
  if (/^[\d.]+ s$/.test(text))
    return Math.abs(parseFloat(text) - value) <= (text.includes('.') ? 0.051 : 0.51);
  if (text === '>99.9%') return value > 0.999 && value < 1;
  if (text === '<0.1%') return value > 0 && value < 0.001;
  const plain = Number(
    text
      .replace(/^(Epoch )/, '')
      .replace('−', '-')
      .replaceAll(',', '')
      .replace(/%| pp/, ''),
  );
  const isShare = /%| pp/.test(text) || /^[+−]/.test(text);
  return [plain, ...(isShare || text === '0.0' ? [plain / 100] : [])].some(
    (said) => Math.abs(said - value) <= Math.max(0.00051, Math.abs(value) * 0.0051),
  );
}
