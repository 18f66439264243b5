import type { StudyRecord } from '../../study/record.ts';
import { confusionRecord, type Confusion } from '../../study/exhibits/record.ts';
import { count, percent, plural } from '../../util/format.ts';
import { answerText, named, valid } from './exhibit.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { coordinate, figure, figureWidth, fitText, label, rim, textWidth } from './svg.ts';

/** What is right and what is wrong have a colour each; how much of a row it is gives it strength. */
const style =
  '<style>.hib .hib-right{fill:var(--hib-keep)}.hib .hib-wrong{fill:var(--hib-harm)}.hib .hib-cell{stroke:none}.hib .hib-empty{fill:var(--hib-soft);stroke:none}</style>';
/** Beyond that the number in it could not be read. */
const strongest = 0.55;

/** Which classes the chosen network takes for which, on the sealed examples. */
export const confusionMatrix: StudyFigure = Object.freeze({
  name: 'confusionMatrix',
  section: 'examples',
  place: 10,
  draw(record) {
    const confusion = valid(confusionRecord, record.exhibits?.confusion);
    return confusion && confusion.classes.length > 0 ? [drawn(record, confusion)] : [];
  },
} satisfies StudyFigure);

function drawn(record: StudyRecord, confusion: Confusion): DrawnFigure {
  const { classes, of, matrix, counts, recall, elsewhere } = confusion;
  const names = classes.map((k) => answerText(record, k));
  const isPart = classes.length < of;
  const part = isPart
    ? ` Shown are ${classes.length} of ${of} classes, those that are confused most; the table says how many were taken for others.`
    : '';
  return {
    id: 'confusion-matrix',
    svg: figure({
      id: 'confusion-matrix',
      title: titleOf(record, confusion),
      description: classes
        .map((_, i) => `${names[i]}: ${matrix[i]![i]!} of ${counts[i]} recognised.`)
        .join(' '),
      body: (top) => matrixBody(top, names, confusion),
    }),
    caption: `Each row is a class of the sealed examples, each column what the network answered: the diagonal is right, everything beside it is wrong. On the right the share of each class that is recognised.${part}`,
    data: {
      caption: 'Sealed examples by class and answer',
      columns: [
        { name: 'Class' },
        { name: 'Examples', numeric: true, written: 'count' },
        { name: 'Recognised', numeric: true, written: 'share' },
        ...names.map((name, j) => ({
          name: `Answered ${name}`,
          numeric: true,
          written: 'count' as const,
          field: String(j),
        })),
        ...(isPart ? [{ name: 'Answered others', numeric: true, written: 'count' as const }] : []),
      ],
      rows: classes.map((_, i) => [
        names[i]!,
        counts[i]!,
        recall[i] ?? '',
        ...matrix[i]!,
        ...(isPart ? [elsewhere[i]!] : []),
      ]),
      places: classes.map((_, i) => `exhibits.confusion.matrix.${i}`),
    },
  };
}

function titleOf(record: StudyRecord, { pairs, counts }: Confusion): string {
  const [worst] = pairs;
  if (!worst)
    return `All ${plural(
      counts.reduce((sum, n) => sum + n, 0),
      'sealed example',
    )} are recognised`;
  const [truth, predicted] = [named(record, worst.truth), named(record, worst.predicted)];
  return `${truth} is taken for ${predicted} most often: ${count(worst.count)} of ${count(worst.of)}`;
}

function matrixBody(top: number, names: readonly string[], { matrix, counts, recall }: Confusion) {
  const size = names.length;
  const widest = Math.max(...names.map((name) => textWidth(name, 11)));
  const left = rim + Math.min(92, widest) + 8;
  const right = figureWidth - rim - 46;
  const cell = Math.min(64, (right - left) / size);
  // Names that are wider than a cell stand upright above it.
  const isUpright = widest > cell - 3;
  const head = isUpright ? Math.min(80, widest) + 8 : 18;
  const [y0, end] = [top + 20 + head, left + size * cell];
  // The longest number must fit its cell.
  const digits = Math.max(...matrix.flat().map((n) => count(n).length));
  const font = Math.max(5.5, Math.min(12, cell * 0.42, (cell - 3) / (0.58 * digits)));
  const parts = [style];
  parts.push(label(left, top + 12, 'What the network answered', { class: 'hib-soft' }));
  parts.push(label(end + 8, y0 - 6, 'right', { class: 'hib-soft' }));
  names.forEach((name, k) => {
    const [x, y] = [left + (k + 0.5) * cell, y0 - 6];
    const short = fitText(name, isUpright ? 80 : cell, 11);
    parts.push(
      isUpright
        ? `<g transform="translate(${coordinate(x - 6)} ${coordinate(y)}) rotate(-90)">${label(0, 10, short, { class: 'hib-soft' })}</g>`
        : label(x, y, short, { class: 'hib-soft', anchor: 'middle' }),
    );
    const middle = y0 + (k + 0.5) * cell + 4;
    parts.push(label(left - 6, middle, fitText(name, 92, 11), { class: 'hib-soft', anchor: 'end' }));
    const share = recall[k];
    parts.push(
      label(end + 8, middle, share === null || share === undefined ? '–' : percent(share), {
        class: 'hib-soft',
      }),
    );
  });
  matrix.forEach((row, i) =>
    row.forEach((n, j) => {
      const share = counts[i] ? n / counts[i]! : 0;
      const kind = n === 0 ? 'hib-empty' : i === j ? 'hib-right' : 'hib-wrong';
      // Few mistakes of many examples can still be seen.
      const strength =
        n === 0 ? 0.05 : i === j ? strongest * share : Math.max(0.12, strongest * Math.sqrt(share));
      const [x, y] = [left + j * cell, y0 + i * cell];
      const box = `x="${coordinate(x + 0.5)}" y="${coordinate(y + 0.5)}" width="${coordinate(cell - 1)}" height="${coordinate(cell - 1)}"`;
      parts.push(`<rect ${box} class="hib-cell ${kind}" fill-opacity="${coordinate(strength)}"/>`);
      if (n > 0)
        parts.push(
          `<text x="${coordinate(x + cell / 2)}" y="${coordinate(y + cell / 2 + font * 0.36)}" text-anchor="middle" stroke="none" style="font-size:${coordinate(font)}px;stroke:none" data-cell="${i}-${j}">${count(n)}</text>`,
        );
    }),
  );
  return { content: parts.join(''), bottom: y0 + size * cell + 8 };
}
