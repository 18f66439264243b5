// shared within this room
import type * as z from 'zod';
import type { StudyRecord } from '../../study/record.ts';
import type { ShownExample } from '../../study/exhibits/record.ts';
import { number } from '../../util/format.ts';
import { png } from '../../util/png.ts';
import { cleanText, coordinate, escapeText, fitText, label, textWidth } from './svg.ts';

/** What figures of examples are made of: pictures, rows and sentences, with what was changed in them marked. */

type Picture = Extract<ShownExample, { kind: 'picture' }>;
type Row = Extract<ShownExample, { kind: 'row' }>;

/** Sizes of text and lines of an example; a little more than it is, since fonts differ. */
const size = 11.8;
const ascent = 11;
const lineHeight = 15;
const mostCells = 6;
const mostColumns = 5;

/** The look of examples; stands once in each figure that has some. */
export const exampleStyle =
  '<style>' +
  '.hib .hib-picture{image-rendering:pixelated}' +
  '.hib .hib-frame{fill:none;stroke:var(--hib-grid)}' +
  '.hib .hib-words{font-size:11px;stroke:none}' +
  '.hib .hib-changed{font-weight:700;fill:var(--hib-harm);text-decoration:underline}' +
  '</style>';

/** What a schema allows; nothing where the record holds something else, or nothing. */
export const valid = <Form>(schema: z.ZodType<Form>, value: unknown): Form | undefined => {
  const read = schema.safeParse(value);
  return read.success ? read.data : undefined;
};

/** Those of a list that a schema allows, up to the first that it does not: places in the record stay what they are. */
export function validAll<Form>(schema: z.ZodType<Form>, values: readonly unknown[] = []): Form[] {
  const read: Form[] = [];
  for (const value of values) {
    const one = valid(schema, value);
    if (one === undefined) break;
    read.push(one);
  }
  return read;
}

/** The name of a class, or the number. */
export function answerText({ data }: Pick<StudyRecord, 'data'>, value: number): string {
  if (data.classes.length === 0) return number(value);
  const name = data.classes[value] ?? `class ${value + 1}`;
  const clean = cleanText(name).trim();
  return clean === '' ? `class ${value + 1}` : [...clean.slice(0, 160)].slice(0, 60).join('');
}

/** The name of a class in a sentence: what is no plain word or number stands in quotes. */
export function named(record: Pick<StudyRecord, 'data'>, value: number): string {
  const text = answerText(record, value);
  return /^[\p{L}\p{N}]+$/u.test(text) || record.data.classes.length === 0 ? text : `“${text}”`;
}

/** A picture with a frame, as large as fits the box, in its middle. */
export function drawnPicture(picture: Picture, x: number, y: number, side: number): string {
  const scale = side / Math.max(picture.height, picture.width);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const [left, top] = [x + (side - width) / 2, y + (side - height) / 2];
  const place = `x="${coordinate(left)}" y="${coordinate(top)}" width="${coordinate(width)}" height="${coordinate(height)}"`;
  return (
    `<image ${place} href="${dataAddress(picture)}" class="hib-picture" preserveAspectRatio="none"/>` +
    `<rect ${place} class="hib-frame"/>`
  );
}

/** A picture as an address that holds it. */
function dataAddress({ channels, height, width, pixels }: Picture): string {
  const bytes = Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
  let text = '';
  for (const byte of png({ channels, height, width, pixels: bytes })) text += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(text)}`;
}

/** A sentence or the cells of a row in lines of a width, what was changed marked; and how high that is. */
export function drawnWords(
  example: Exclude<ShownExample, Picture>,
  x: number,
  y: number,
  width: number,
  most: number,
): { readonly content: string; readonly height: number } {
  const words = example.kind === 'text' ? wordsOfText(example) : wordsOfRow(example);
  const lines: Word[][] = [[]];
  let used = 0;
  for (const word of words) {
    const fitted = { ...word, text: fitText(word.text, width, size) };
    const room = textWidth(fitted.text, size) + (word.changed ? 3 : 0);
    const gap = used > 0 && !word.glued ? 3.5 : 0;
    if (used > 0 && used + gap + room > width) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)!.push(fitted);
    used += room + (used > 0 ? gap : 0);
  }
  const shown = lines.slice(0, most);
  if (lines.length > most || (example.kind === 'text' && example.cut))
    shown.at(-1)!.push({ text: '…', changed: false });
  const content = shown
    .map(
      (line, i) =>
        `<text x="${coordinate(x)}" y="${coordinate(y + i * lineHeight + ascent)}" class="hib-words">${spans(line)}</text>`,
    )
    .join('');
  return { content, height: shown.length * lineHeight };
}

interface Word {
  readonly text: string;
  readonly changed: boolean;
  /** No space stands before it. */
  readonly glued?: boolean;
}

function wordsOfText({ runs }: Extract<ShownExample, { kind: 'text' }>): Word[] {
  const words: Word[] = [];
  let isOpen = false;
  for (const { text, changed = false } of runs) {
    const clean = cleanText(text);
    clean.split(/\s+/).forEach((part, k) => {
      if (part !== '') words.push({ text: part, changed, ...(k === 0 && isOpen && { glued: true }) });
    });
    // Runs may meet within a word.
    isOpen = /\S$/.test(clean);
  }
  return words;
}

const wordsOfRow = ({ cells, columns }: Row): Word[] => [
  ...cells.slice(0, mostCells).map(({ column, text, changed = false }) => ({
    text: `${cleanText(column)}: ${text === '' ? 'missing' : cleanText(text)};`,
    changed,
  })),
  ...(columns > Math.min(mostCells, cells.length)
    ? [{ text: `${columns - Math.min(mostCells, cells.length)} more columns`, changed: false }]
    : []),
];

/** A line of words; neighbours of one kind stand in one span. */
function spans(words: readonly Word[]): string {
  const runs: { text: string; changed: boolean }[] = [];
  words.forEach(({ text, changed, glued = false }, i) => {
    const space = i > 0 && !glued ? ' ' : '';
    const last = runs.at(-1);
    if (last?.changed === changed) last.text += space + text;
    else if (last && !last.changed) {
      last.text += space;
      runs.push({ text, changed });
    } else runs.push({ text: space + text, changed });
  });
  return runs
    .map(({ text, changed }) =>
      changed ? `<tspan class="hib-changed">${escapeText(text)}</tspan>` : escapeText(text),
    )
    .join('');
}

/** Rows of a table with the names of its first columns; what was changed is marked. */
export function drawnTable(
  rows: readonly { readonly name: string; readonly example: Row }[],
  x: number,
  y: number,
  width: number,
): { readonly content: string; readonly height: number } {
  const shown = Math.min(mostColumns, rows[0]?.example.cells.length ?? 0);
  const left = 56;
  const step = (width - left) / Math.max(1, shown);
  const right = (j: number) => x + left + (j + 1) * step;
  const head = (rows[0]?.example.cells ?? []).slice(0, shown).map(({ column }, j) =>
    label(right(j), y + ascent, fitText(cleanText(column), step - 6, size), {
      class: 'hib-soft',
      anchor: 'end',
    }),
  );
  const lines = rows.map(({ name, example }, i) => {
    const base = y + (i + 1) * lineHeight + ascent;
    const cells = example.cells.slice(0, shown).map(({ text, changed }, j) => {
      const word = fitText(text === '' ? 'missing' : cleanText(text), step - 6, size);
      return `<text x="${coordinate(right(j))}" y="${coordinate(base)}" text-anchor="end" class="hib-words${changed ? ' hib-changed' : ''}">${escapeText(word)}</text>`;
    });
    return label(x, base, name, { class: 'hib-soft' }) + cells.join('');
  });
  return { content: head.join('') + lines.join(''), height: (rows.length + 1) * lineHeight };
}

/** Lines of small text below one another, each cut to a width, in the middle of `x`. */
export const captionLines = (texts: readonly string[], x: number, y: number, width: number): string =>
  texts
    .map((text, i) =>
      label(x, y + i * 13, fitText(cleanText(text), width, 11), { class: 'hib-soft', anchor: 'middle' }),
    )
    .join('');
