import { parseNumber } from '../classes.ts';
import { isBooleanPair } from '../dates.ts';
import { formOf, hasLeadingZero, type TableColumn } from './columnBuilder.ts';

/** What a column can be. Texts, identifiers and what is to be ignored are no features. */
export const columnKinds = ['number', 'category', 'boolean', 'date', 'text', 'identifier', 'ignore'] as const;
export type ColumnKind = (typeof columnKinds)[number];

export interface FoundKind {
  readonly kind: ColumnKind;
  /** What the user should know about that. */
  readonly note?: string;
  /** An identifier of numbers. */
  readonly isCounter?: true;
}

/** Below this many values nothing is called an identifier or free text. */
const fewest = 20;
/** From this share of distinct texts on, each names its row. */
const nearlyUnique = 0.9;
/** Words a cell, on average, that make texts of what is mostly distinct. */
const wordsOfText = 4;

/** What a column holds, judged by all its values. */
export function inferKind(column: TableColumn, rows: number): FoundKind {
  const { name } = column;
  switch (column.form) {
    case 'skipped':
    case 'whole':
      return { kind: 'ignore' };
    case 'dropped':
      return meanWords(column.sample) >= wordsOfText
        ? textNote(name, meanWords(column.sample))
        : identifierNote(name, 'holds over 100,000 distinct texts');
    case 'text':
      return kindOfTexts(column, rows);
    case 'number':
      if (column.missing + column.wrong > 0) return { kind: 'number' };
      // Above 2^24 float32 tells whole numbers no more apart, but the reader saw whether they rise.
      if ((column.risesBy ?? Infinity) < 1.1 * rows || isCounter(rows, (row) => column.values.get(row)))
        return { ...identifierNote(name, 'counts the rows'), isCounter: true };
      return { kind: 'number' };
    default:
      return { kind: column.form };
  }
}

function kindOfTexts(column: Extract<TableColumn, { form: 'text' }>, rows: number): FoundKind {
  const { name, texts, counts, codes } = column;
  const values = texts.filter((text) => text !== '');
  const present = texts.reduce((sum, text, code) => sum + (text === '' ? 0 : counts[code]!), 0);
  if (present === 0) return { kind: 'ignore', note: `column "${name}" has no values; it is ignored.` };
  const form = formOf(texts, counts, new Set());
  if (form === 'number') {
    const numbers = texts.map((text) => parseNumber(text) ?? NaN);
    const isUnique = texts.length === rows && present === rows;
    if (isUnique && isCounter(rows, (row) => numbers[codes.get(row)]!))
      return { ...identifierNote(name, 'counts the rows'), isCounter: true };
    return { kind: 'number' };
  }
  if (form === 'date') return { kind: 'date' };
  if (isBooleanPair(values)) return { kind: 'boolean' };
  const distinct = new Set(values).size;
  const words = meanWords(values);
  if (present >= fewest && words >= wordsOfText && distinct > present / 2) return textNote(name, words);
  if (present >= fewest && distinct > nearlyUnique * present)
    return identifierNote(name, `holds ${distinct} distinct texts in ${present} rows`);
  const note = categoryNote(name, texts, counts, present);
  return { kind: 'category', ...(note !== undefined && { note }) };
}

function categoryNote(
  name: string,
  texts: readonly string[],
  counts: readonly number[],
  present: number,
): string | undefined {
  const share = (holds: (text: string) => boolean) =>
    texts.reduce((sum, text, code) => sum + (text !== '' && holds(text) ? counts[code]! : 0), 0);
  const numeric = share((text) => parseNumber(text) !== undefined);
  if (numeric >= nearlyUnique * present && texts.some(hasLeadingZero))
    return `column "${name}" is read as a category: its numbers lead with zeros, as codes do ("${texts.find(hasLeadingZero)}"). --columns ${name}=number reads them as numbers.`;
  if (numeric >= present / 2)
    return `column "${name}" is read as a category: only ${numeric} of ${present} values are numbers. Add the others to --missing to read it as numbers.`;
  if (share((text) => /^\d{1,2}[/-]\d{1,2}[/-]\d{2,4}$/.test(text)) >= nearlyUnique * present)
    return `column "${name}" is read as a category: dates such as "${texts.find((text) => text !== '')}" may put the day or the month first. Write them as 2024-01-31.`;
  return undefined;
}

/** All distinct, whole and without large gaps: 1, 2, 3, … in any order. */
function isCounter(rows: number, at: (row: number) => number): boolean {
  if (rows < fewest) return false;
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    const value = at(row);
    if (!Number.isInteger(value)) return false;
    if (value < low) low = value;
    if (value > high) high = value;
    if (high - low >= 1.1 * rows) return false;
  }
  const seen = new Uint8Array(high - low + 1);
  for (let row = 0; row < rows; row++) {
    const place = at(row) - low;
    if (seen[place]) return false;
    seen[place] = 1;
  }
  return true;
}

const meanWords = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / Math.max(1, texts.length);

const textNote = (name: string, words: number): FoundKind => ({
  kind: 'text',
  note: `column "${name}" holds texts (${words.toFixed(0)} words a cell); it is ignored. --columns ${name}=category reads them as categories.`,
});

const identifierNote = (name: string, why: string): FoundKind => ({
  kind: 'identifier',
  note: `column "${name}" ${why}: it looks like an identifier, which a network can only memorise; it is ignored. --columns ${name}=number or ${name}=category keeps it.`,
});
