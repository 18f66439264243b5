import { parseNumber } from '../classes.ts';
import { booleanOf, daysOfDate } from '../dates.ts';
import { integerBlocks, numberBlocks, type IntegerBlocks, type NumberBlocks } from './blocks.ts';
import { decimalAt } from './decimal.ts';
import { Dictionary } from './dictionary.ts';

/**
 * How cells are to be kept: as numbers, as texts that come again, as whole texts of which hardly two are alike, not at
 * all, or (`look`) as they turn out to be.
 */
export type Keeping = 'look' | 'number' | 'boolean' | 'date' | 'text' | 'whole' | 'skip';

/** A cell that is not what its column holds. */
export interface WrongCell {
  readonly row: number;
  readonly text: string;
}

/** One column of a table as readers fill it. */
export type TableColumn =
  | {
      readonly name: string;
      readonly form: 'number' | 'boolean' | 'date';
      /** In float32; NaN where missing (or wrong). Booleans are 0 and 1, dates days since 1970-01-01 UTC. */
      readonly values: NumberBlocks;
      /** How far whole numbers go that only rise from row to row; absent for others. */
      readonly risesBy?: number;
      /** Cells without a value. */
      readonly missing: number;
      /** Cells that are something else, and the first of them. */
      readonly wrong: number;
      readonly firstWrong?: WrongCell;
    }
  | {
      readonly name: string;
      readonly form: 'text';
      readonly codes: IntegerBlocks;
      /** The text of each code, '' where missing. */
      readonly texts: readonly string[];
      readonly counts: readonly number[];
    }
  | {
      readonly name: string;
      readonly form: 'whole';
      /** The text of each row, '' where missing. */
      readonly cells: readonly string[];
    }
  | {
      readonly name: string;
      /** Too many distinct texts to be of use; not kept. */
      readonly form: 'dropped';
      /** Distinct texts from the start of the file, at which keeping ended. */
      readonly sample: readonly string[];
    }
  | { readonly name: string; readonly form: 'skipped' };

/** So many distinct texts are looked at before a column may be kept as numbers. */
const lookAt = 4096;
/** With more distinct texts than this a column of texts is dropped, unless it was asked for. */
const mostTexts = 100_000;
/** The share of values that makes a column one of numbers or dates. */
export const typicalShare = 0.9;

const isBlank = (byte: number) => byte === 32 || (byte >= 9 && byte <= 13);
const encoder = new TextEncoder();

/**
 * Takes the cells of one column in the order of rows and keeps them in as little memory as they need: texts as codes of
 * a dictionary, and what proves to be numbers or dates as float32.
 */
export class ColumnBuilder {
  private form: 'text' | 'whole' | 'number' | 'boolean' | 'date' | 'dropped' | 'skipped';
  private readonly looks: boolean;
  private dictionary = new Dictionary();
  private codes = integerBlocks();
  private values = numberBlocks();
  private readonly cells: string[] = [];
  private missing = 0;
  private wrong = 0;
  private firstWrong: WrongCell | undefined;
  /** Seen before float32 rounds: the first and the last value, and whether all are whole and rise. */
  private first = NaN;
  private last = -Infinity;
  private rises = true;
  private scratch = new Uint8Array(64);
  private sample: readonly string[] = [];
  /** Whether a spelling of "missing" is a number itself. */
  private readonly hasMissingNumbers: boolean;

  constructor(
    readonly name: string,
    keeping: Keeping,
    private readonly missingTexts: ReadonlySet<string>,
  ) {
    this.looks = keeping === 'look';
    this.form = keeping === 'look' ? 'text' : keeping === 'skip' ? 'skipped' : keeping;
    this.hasMissingNumbers = [...missingTexts].some((text) => parseNumber(text) !== undefined);
  }

  /** A cell as UTF-8, white space around it left out. */
  addBytes(bytes: Uint8Array, from: number, to: number): void {
    if (this.form === 'skipped' || this.form === 'dropped') return;
    while (from < to && isBlank(bytes[from]!)) from++;
    while (to > from && isBlank(bytes[to - 1]!)) to--;
    if (from < to && (bytes[from]! >= 0x80 || bytes[to - 1]! >= 0x80)) {
      // White space of other scripts.
      const text = decode(bytes, from, to);
      const trimmed = text.trim();
      if (trimmed !== text) return this.addText(trimmed);
    }
    if (this.form === 'number') {
      const value = decimalAt(bytes, from, to);
      if (Number.isNaN(value) || this.hasMissingNumbers) this.addParsed(value, decode(bytes, from, to));
      else this.keep(value);
    } else if (this.form === 'text') {
      this.codes.push(this.dictionary.code(bytes, from, to));
      if (this.looks && this.dictionary.texts.length >= lookAt) this.look();
    } else if (this.form === 'whole') {
      const text = decode(bytes, from, to);
      this.cells.push(this.missingTexts.has(text) ? '' : text);
    } else this.addParsed(undefined, decode(bytes, from, to));
  }

  addText(text: string): void {
    if (this.form === 'skipped' || this.form === 'dropped') return;
    if (3 * text.length > this.scratch.length) this.scratch = new Uint8Array(6 * text.length);
    const { written } = encoder.encodeInto(text, this.scratch);
    this.addBytes(this.scratch, 0, written);
  }

  addNumber(value: number): void {
    if (this.form !== 'number' || this.hasMissingNumbers || !Number.isFinite(Math.fround(value)))
      this.addText(String(value));
    else this.keep(value);
  }

  /** Days since 1970-01-01 UTC. */
  addDays(days: number): void {
    if (this.form === 'date') this.keep(days);
    else this.addText(Number.isNaN(days) ? '' : textOfDays(days));
  }

  addMissing(): void {
    if (this.form === 'skipped' || this.form === 'dropped') return;
    if (this.form === 'text' || this.form === 'whole') this.addText('');
    else {
      this.missing++;
      this.values.push(NaN);
    }
  }

  /** The column, whole. Nothing may be added afterwards. */
  finish(): TableColumn {
    const { name, form } = this;
    if (form === 'skipped') return { name, form };
    if (form === 'dropped') return { name, form, sample: this.sample };
    if (form === 'whole') return { name, form, cells: this.cells };
    if (form !== 'text')
      return {
        name,
        form,
        values: this.values,
        ...(this.rises && { risesBy: this.last - this.first }),
        missing: this.missing,
        wrong: this.wrong,
        ...(this.firstWrong && { firstWrong: this.firstWrong }),
      };
    const { texts, counts } = this.dictionary;
    return {
      name,
      form,
      codes: this.codes,
      texts: texts.map((text) => (this.missingTexts.has(text) ? '' : text)),
      counts,
    };
  }

  private addParsed(known: number | undefined, text: string): void {
    if (text === '' || this.missingTexts.has(text)) {
      this.missing++;
      this.values.push(NaN);
      return;
    }
    const value = known ?? valueOf(this.form, text);
    if (value === undefined || Number.isNaN(value)) {
      this.wrong++;
      this.firstWrong ??= { row: this.values.length, text };
    }
    this.keep(value ?? NaN);
  }

  private keep(value: number): void {
    if (this.rises) {
      if (this.values.length === 0) this.first = value;
      if (!(value > this.last && Number.isInteger(value))) this.rises = false;
      this.last = value;
    }
    this.values.push(value);
  }

  /** Keeps on as numbers or dates where most texts so far are such; drops what has too many texts. */
  private look(): void {
    const { texts, counts } = this.dictionary;
    if (texts.length === lookAt) {
      const form = formOf(texts, counts, this.missingTexts);
      if (form !== 'text') this.turnInto(form);
    } else if (texts.length > mostTexts) {
      this.form = 'dropped';
      this.sample = texts.slice(0, lookAt);
      this.release();
    }
  }

  private turnInto(form: 'number' | 'date'): void {
    const { texts } = this.dictionary;
    const { codes } = this;
    this.form = form;
    for (let row = 0; row < codes.length; row++) this.addParsed(undefined, texts[codes.get(row)]!);
    this.release();
  }

  private release(): void {
    this.codes = integerBlocks();
    this.dictionary = new Dictionary();
  }
}

const decode = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();

/** What a text says in a column of this form. */
export function valueOf(form: string, text: string): number | undefined {
  return form === 'date' ? daysOfDate(text) : form === 'boolean' ? booleanOf(text) : parseNumber(text);
}

/** What most of these texts are, empty and missing ones left out. Numbers that lead with zeros are codes, not numbers. */
export function formOf(
  texts: readonly string[],
  counts: readonly number[],
  missing: ReadonlySet<string>,
): 'number' | 'date' | 'text' {
  let [present, numbers, dates] = [0, 0, 0];
  texts.forEach((text, code) => {
    if (text === '' || missing.has(text)) return;
    present += counts[code]!;
    if (parseNumber(text) !== undefined) numbers += counts[code]!;
    else if (daysOfDate(text) !== undefined) dates += counts[code]!;
  });
  if (present === 0) return 'text';
  if (numbers >= typicalShare * present) return texts.some(hasLeadingZero) ? 'text' : 'number';
  return dates >= typicalShare * present ? 'date' : 'text';
}

/** A code such as a zip code: digits alone, the first of several a zero. */
export const hasLeadingZero = (text: string): boolean => /^0\d+$/.test(text);

function textOfDays(days: number): string {
  const text = new Date(Math.round(days * 86_400_000)).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}
