import type { StudyRecord } from '../../study/record.ts';
import { mistakeRecord, type Mistake } from '../../study/exhibits/record.ts';
import { number, percent, plural, signedNumber } from '../../util/format.ts';
import {
  answerText,
  captionLines,
  drawnPicture,
  drawnWords,
  exampleStyle,
  named,
  validAll,
} from './exhibit.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { cleanText, figure, figureWidth, fitText, label, line, rim } from './svg.ts';

const columns = 4;
/** Sentences and rows take more room than pictures. */
const mostWords = 8;

/** The sealed examples on which the chosen network is most sure and wrong, or that it misses most. */
export const confidentMistakes: StudyFigure = Object.freeze({
  name: 'confidentMistakes',
  section: 'examples',
  place: 20,
  draw(record) {
    const mistakes = validAll(mistakeRecord, record.exhibits?.mistakes);
    return mistakes.length > 0 ? [drawn(record, mistakes)] : [];
  },
} satisfies StudyFigure);

function drawn(record: StudyRecord, mistakes: readonly Mistake[]): DrawnFigure {
  const isNumber = record.data.classes.length === 0;
  const arePictures = mistakes.every(({ example }) => example?.kind === 'picture');
  const shown = arePictures ? mistakes : mistakes.slice(0, mostWords);
  const column = { numeric: isNumber, ...(isNumber && { written: 'number' as const }) };
  return {
    id: 'confident-mistakes',
    svg: figure({
      id: 'confident-mistakes',
      title: titleOf(record, mistakes),
      description: `${plural(shown.length, 'mistake')}: ${shown.map((mistake) => `${factsOf(record, mistake).join(', ')}.`).join(' ')}`,
      body: (top) => (arePictures ? pictures(record, shown, top) : list(record, shown, top)),
    }),
    caption: isNumber
      ? 'The sealed examples that the network misses most, largest miss first. Look at them: a wrong entry, or a kind of example that training has none of?'
      : 'The sealed examples on which the network is most sure of a wrong answer. Look at them: is the label wrong, is the example hard for people too, or is it of a kind that training has none of?',
    data: {
      caption: isNumber ? 'The largest misses' : 'The most confident mistakes',
      columns: [
        { name: 'Where it came from' },
        { name: 'Truth', ...column, ...(isNumber && { field: 'truth' }) },
        { name: 'Answer', ...column, ...(isNumber && { field: 'predicted' }) },
        isNumber
          ? { name: 'Miss', numeric: true, written: 'number' }
          : { name: 'Sure', numeric: true, written: 'share', field: 'probability' },
      ],
      rows: mistakes.map(({ origin, truth, predicted, probability }) => [
        cleanText(origin),
        isNumber ? truth : answerText(record, truth),
        isNumber ? predicted : answerText(record, predicted),
        isNumber ? predicted - truth : (probability ?? ''),
      ]),
      places: mistakes.map((_, i) => `exhibits.mistakes.${i}`),
    },
  };
}

function titleOf(record: StudyRecord, mistakes: readonly Mistake[]): string {
  const [{ truth, predicted, probability }] = mistakes as [Mistake];
  if (record.data.classes.length === 0)
    return `The largest miss: ${number(predicted)} where ${number(truth)} is right`;
  const sure = probability === undefined ? '' : `, ${percent(probability)} sure`;
  return `The surest mistake: ${named(record, truth)} taken for ${named(record, predicted)}${sure}`;
}

/** What it is, and what the network says. */
const factsOf = (record: StudyRecord, { truth, predicted, probability }: Mistake): string[] =>
  record.data.classes.length === 0
    ? [`is ${number(truth)}`, `said ${number(predicted)} (${signedNumber(predicted - truth)})`]
    : [
        `is ${answerText(record, truth)}`,
        `said ${answerText(record, predicted)}${probability === undefined ? '' : `, ${percent(probability)}`}`,
      ];

function pictures(record: StudyRecord, shown: readonly Mistake[], top: number) {
  const width = (figureWidth - 2 * rim) / columns;
  const height = width + 26;
  const parts = shown.map((mistake, i) => {
    const [x, y] = [rim + (i % columns) * width, top + 6 + Math.floor(i / columns) * height];
    const { example } = mistake;
    const picture = example?.kind === 'picture' ? drawnPicture(example, x + 4, y, width - 8) : '';
    const facts = captionLines(factsOf(record, mistake), x + width / 2, y + width + 5, width - 4);
    return `<g data-mistake="${i}">${picture}${facts}</g>`;
  });
  const rows = Math.ceil(shown.length / columns);
  return { content: exampleStyle + parts.join(''), bottom: top + 10 + rows * height };
}

function list(record: StudyRecord, shown: readonly Mistake[], top: number) {
  const width = figureWidth - 2 * rim;
  let y = top + 4;
  const parts = shown.map((mistake, i) => {
    const [is, said] = factsOf(record, mistake) as [string, string];
    const rule = i > 0 ? line(rim, y, figureWidth - rim, y, 'hib-grid') : '';
    const head =
      label(rim, y + 17, fitText(is, width / 2 - 8), { class: 'hib-strong' }) +
      label(figureWidth - rim, y + 17, fitText(said, width / 2), { anchor: 'end' });
    y += 24;
    const { example, origin } = mistake;
    const words =
      example && example.kind !== 'picture'
        ? drawnWords(example, rim, y, width, 4)
        : {
            content: label(rim, y + 11, fitText(cleanText(origin), width, 11), { class: 'hib-soft' }),
            height: 15,
          };
    y += words.height + 8;
    return `<g data-mistake="${i}">${rule}${head}${words.content}</g>`;
  });
  const more = (record.exhibits?.mistakes?.length ?? 0) - shown.length;
  const rest =
    more > 0 ? label(rim, y + 12, `and ${plural(more, 'other')} in the table`, { class: 'hib-soft' }) : '';
  return { content: exampleStyle + parts.join('') + rest, bottom: y + (more > 0 ? 20 : 4) };
}
