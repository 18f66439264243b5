import type { StudyRecord } from '../../study/record.ts';
import { augmentedRecord, type Augmented, type ShownExample } from '../../study/exhibits/record.ts';
import { number, percent } from '../../util/format.ts';
import {
  answerText,
  captionLines,
  drawnPicture,
  drawnTable,
  drawnWords,
  exampleStyle,
  valid,
} from './exhibit.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { cleanText, figure, figureWidth, fitText, label, line, rim } from './svg.ts';

type Operation = Augmented['operations'][number];

/** Of sentences and rows, which take more room than pictures. */
const mostWordOriginals = 2;

/** Training examples and what each augmentation makes of them. */
export const augmentedExamples: StudyFigure = Object.freeze({
  name: 'augmentedExamples',
  section: 'remedies',
  place: 70,
  draw(record) {
    const augmented = valid(augmentedRecord, record.exhibits?.augmented);
    if (!augmented || augmented.originals.length === 0) return [];
    return augmented.operations.map((operation, k) => drawn(record, augmented, operation, k));
  },
} satisfies StudyFigure);

function drawn(record: StudyRecord, augmented: Augmented, operation: Operation, k: number): DrawnFigure {
  const { originals, use } = augmented;
  const { name, draws, probability } = operation;
  const id = `augmented-${k + 1}`;
  const kind = originals[0]!.example.kind;
  const what = { picture: 'pictures', row: 'rows', text: 'texts' }[kind];
  const numbers = [...new Set(draws.flat().flatMap((draw) => Object.keys(draw.drawn)))];
  const rows = draws.flatMap((own, n) => own.map((draw, d) => ({ n, d, draw })));
  return {
    id,
    svg: figure({
      id,
      title: titleOf(operation, kind),
      description: `${originals.length} training ${what} and ${draws[0]?.length ?? 0} draws of ${name} of each.`,
      body: (top) =>
        kind === 'picture' ? sheet(record, augmented, draws, top) : list(record, augmented, draws, top),
    }),
    caption:
      `Training ${what} as they are, and ${name} of each as training draws it${probability < 1 ? ` (there it happens with a chance of ${percent(probability)})` : ''}. ` +
      `${use === 'chosen' ? 'The chosen recipe has it.' : 'It was tried; the chosen recipe does without.'} ` +
      (kind === 'picture'
        ? 'If you would still give each picture the same label, it is safe.'
        : 'What was changed is underlined. If you would still give the same answer, it is safe.'),
    data: {
      caption: `Draws of ${name}`,
      columns: [
        { name: 'Example' },
        { name: 'Truth' },
        { name: 'Draw', numeric: true, written: 'count' },
        ...numbers.map((column) => ({
          name: column,
          numeric: true,
          written: 'number' as const,
          field: `drawn.${column}`,
        })),
        ...(kind === 'picture' ? [] : [{ name: 'Becomes' }]),
      ],
      rows: rows.map(({ n, d, draw }) => [
        cleanText(originals[n]!.origin),
        answerText(record, originals[n]!.truth),
        d + 1,
        ...numbers.map((column) => draw.drawn[column] ?? ''),
        ...(kind === 'picture' ? [] : [plainText(draw.example)]),
      ]),
      places: rows.map(({ n, d }) => `exhibits.augmented.operations.${k}.draws.${n}.${d}`),
    },
  };
}

function titleOf({ name, draws }: Operation, kind: ShownExample['kind']): string {
  const all = draws.flat();
  if (kind === 'picture') return `${name} makes ${all.length} new pictures of ${draws.length}`;
  const parts = all.flatMap(({ example }) =>
    example.kind === 'row' ? [share(example.cells)] : example.kind === 'text' ? [share(example.runs)] : [],
  );
  const mean = parts.reduce((sum, part) => sum + part, 0) / (parts.length || 1);
  return `${name} changes ${percent(mean)} of ${kind === 'row' ? 'the cells' : 'a text'} and leaves the answer`;
}

/** Share of what is shown that was changed: of cells, or of letters. */
function share(pieces: readonly { readonly text: string; readonly changed?: true | undefined }[]): number {
  const size = ({ text }: { readonly text: string }) => ('column' in (pieces[0] ?? {}) ? 1 : text.length);
  const total = pieces.reduce((sum, piece) => sum + size(piece), 0) || 1;
  return pieces.reduce((sum, piece) => sum + (piece.changed ? size(piece) : 0), 0) / total;
}

/** An example as text, what was changed in brackets. */
const plainText = (example: ShownExample): string =>
  example.kind === 'text'
    ? example.runs.map(({ text, changed }) => (changed ? `[${cleanText(text)}]` : cleanText(text))).join('')
    : example.kind === 'row'
      ? example.cells
          .map(
            ({ column, text, changed }) =>
              `${cleanText(column)}: ${changed ? `[${cleanText(text)}]` : cleanText(text)}`,
          )
          .join('; ')
      : '';

function sheet(record: StudyRecord, { originals }: Augmented, draws: Operation['draws'], top: number) {
  const columns = 1 + (draws[0]?.length ?? 0);
  const width = (figureWidth - 2 * rim - 8) / columns;
  const height = width + 14;
  const head = top + 16;
  const drawnNames = Object.keys(draws[0]?.[0]?.drawn ?? {});
  const names = drawnNames.length > 0 && drawnNames.length <= 2 ? `: ${drawnNames.join(', ')}` : '';
  const xOf = (column: number) => rim + column * width + (column > 0 ? 8 : 0);
  const parts = [
    exampleStyle,
    label(xOf(0) + width / 2, head, 'original', { class: 'hib-soft', anchor: 'middle' }),
    label((xOf(1) + figureWidth - rim) / 2, head, fitText(`drawn anew each time${names}`, 4 * width, 11), {
      class: 'hib-soft',
      anchor: 'middle',
    }),
    line(xOf(1) - 4, head + 6, xOf(1) - 4, head + 6 + originals.length * height, 'hib-grid'),
  ];
  originals.forEach(({ example, truth }, n) => {
    const y = head + 8 + n * height;
    const cell = (shown: ShownExample, column: number, text: string) =>
      (shown.kind === 'picture' ? drawnPicture(shown, xOf(column) + 3, y, width - 6) : '') +
      captionLines([text], xOf(column) + width / 2, y + width + 4, width);
    parts.push(cell(example, 0, answerText(record, truth)));
    draws[n]!.forEach((draw, d) => parts.push(cell(draw.example, d + 1, shortDraw(draw.drawn))));
  });
  return { content: parts.join(''), bottom: head + 12 + originals.length * height };
}

/** The numbers that were drawn, where one or two say it; their names stand above. */
function shortDraw(drawn: Readonly<Record<string, number>>): string {
  const values = Object.values(drawn);
  if (values.length === 0 || values.length > 2) return '';
  return values
    .map((value) => number(Math.abs(value) < 1 ? Math.round(value * 100) / 100 : Math.round(value * 10) / 10))
    .join(', ');
}

function list(record: StudyRecord, { originals }: Augmented, draws: Operation['draws'], top: number) {
  const width = figureWidth - 2 * rim;
  const indent = 58;
  let y = top + 4;
  const parts = [exampleStyle];
  originals.slice(0, mostWordOriginals).forEach(({ example, truth }, n) => {
    if (n > 0) parts.push(line(rim, y, figureWidth - rim, y, 'hib-grid'));
    parts.push(label(rim, y + 17, fitText(answerText(record, truth), width), { class: 'hib-strong' }));
    y += 25;
    const entry = (name: string, shown: ShownExample) => {
      if (shown.kind === 'picture') return;
      const words = drawnWords(shown, rim + indent, y, width - indent, 4);
      parts.push(label(rim, y + 11, name, { class: 'hib-soft' }), words.content);
      y += words.height + 5;
    };
    const all = [
      { name: 'original', example },
      ...draws[n]!.map((draw, d) => ({ name: `draw ${d + 1}`, example: draw.example })),
    ];
    const rows = all.flatMap(({ name, example: row }) =>
      row.kind === 'row' ? [{ name, example: row }] : [],
    );
    if (rows.length === all.length) {
      const drawnRows = drawnTable(rows, rim, y, width);
      parts.push(drawnRows.content);
      y += drawnRows.height + 4;
    } else for (const { name, example: shown } of all) entry(name, shown);
    y += 5;
  });
  return { content: parts.join(''), bottom: y + 2 };
}
