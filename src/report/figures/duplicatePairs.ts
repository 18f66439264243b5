import type { StudyRecord } from '../../study/record.ts';
import { duplicatePair, type DuplicatePair } from '../../study/exhibits/record.ts';
import { plural } from '../../util/format.ts';
import { answerText, captionLines, drawnPicture, drawnWords, exampleStyle, validAll } from './exhibit.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { cleanText, figure, figureWidth, fitText, label, line, rim } from './svg.ts';

const across = 3;
const pairGap = 14;

/** Examples that stand in the data twice, side by side. */
export const duplicatePairs: StudyFigure = Object.freeze({
  name: 'duplicatePairs',
  section: 'data',
  place: 50,
  draw(record) {
    const pairs = validAll(duplicatePair, record.exhibits?.duplicates);
    return pairs.length > 0 ? [drawn(record, pairs)] : [];
  },
} satisfies StudyFigure);

const differ = ({ examples: [a, b] }: DuplicatePair): boolean => a!.truth !== b!.truth;
const crosses = ({ examples: [a, b] }: DuplicatePair): boolean => a!.part !== b!.part;

function drawn(record: StudyRecord, pairs: readonly DuplicatePair[]): DrawnFigure {
  const arePictures = pairs.every(({ examples }) =>
    examples.every(({ example }) => example.kind === 'picture'),
  );
  return {
    id: 'duplicate-pairs',
    svg: figure({
      id: 'duplicate-pairs',
      title: titleOf(pairs),
      description: pairs.map((pair) => `${factsOf(record, pair).join(', ')}.`).join(' '),
      body: (top) => (arePictures ? pictures(record, pairs, top) : list(record, pairs, top)),
    }),
    caption:
      'Examples that the audit found twice, the same or nearly. Within training they stay on one side of every split; one that stands in the test part too is known beforehand; two with different answers cannot both be right.',
    data: {
      caption: 'Pairs of examples',
      columns: [
        { name: 'First' },
        { name: 'Its part' },
        { name: 'Its answer' },
        { name: 'Second' },
        { name: 'Its part' },
        { name: 'Its answer' },
        { name: 'They are' },
      ],
      rows: pairs.map(({ examples, relation }) => [
        ...examples.flatMap(({ origin, part, truth }) => [
          cleanText(origin),
          part,
          answerText(record, truth),
        ]),
        relation === 'equal' ? 'the same' : 'nearly the same',
      ]),
      places: pairs.map((_, i) => `exhibits.duplicates.${i}`),
    },
  };
}

function titleOf(pairs: readonly DuplicatePair[]): string {
  const [torn, known] = [pairs.filter(differ).length, pairs.filter(crosses).length];
  const what = [
    ...(known > 0 ? [`${known} with one in the test part`] : []),
    ...(torn > 0 ? [`${torn} with different answers`] : []),
  ];
  return `${plural(pairs.length, 'pair')} of examples that are there twice${what.length > 0 ? `: ${what.join(', ')}` : ''}`;
}

/** How alike they are, and what their answers are. */
function factsOf(record: StudyRecord, pair: DuplicatePair): string[] {
  const [a, b] = pair.examples.map(({ truth }) => answerText(record, truth)) as [string, string];
  const place = crosses(pair) ? ', training and test' : '';
  return [
    `${pair.relation === 'equal' ? 'the same' : 'nearly the same'}${place}`,
    differ(pair) ? `${a} and ${b}` : a,
  ];
}

function pictures(record: StudyRecord, pairs: readonly DuplicatePair[], top: number) {
  const width = (figureWidth - 2 * rim - (across - 1) * pairGap) / across;
  const side = width / 2 - 2;
  const height = side + 36;
  const parts = pairs.map((pair, i) => {
    const [x, y] = [rim + (i % across) * (width + pairGap), top + 8 + Math.floor(i / across) * height];
    const both = pair.examples.map(({ example }, k) =>
      example.kind === 'picture' ? drawnPicture(example, x + k * (side + 4), y, side) : '',
    );
    return `<g data-pair="${i}">${both.join('')}${captionLines(factsOf(record, pair), x + width / 2, y + side + 13, width + 8)}</g>`;
  });
  return {
    content: exampleStyle + parts.join(''),
    bottom: top + 10 + Math.ceil(pairs.length / across) * height,
  };
}

function list(record: StudyRecord, pairs: readonly DuplicatePair[], top: number) {
  const width = figureWidth - 2 * rim;
  const half = (width - pairGap) / 2;
  let y = top + 4;
  const parts = pairs.map((pair, i) => {
    const rule = i > 0 ? line(rim, y, figureWidth - rim, y, 'hib-grid') : '';
    const [alike, answers] = factsOf(record, pair) as [string, string];
    const head =
      label(rim, y + 17, fitText(answers, half), { class: 'hib-strong' }) +
      label(figureWidth - rim, y + 17, alike, { class: 'hib-soft', anchor: 'end' });
    y += 24;
    const both = pair.examples.map(({ example }, k) =>
      example.kind === 'picture'
        ? { content: '', height: 0 }
        : drawnWords(example, rim + k * (half + pairGap), y, half, 5),
    );
    y += Math.max(...both.map(({ height }) => height)) + 8;
    return `<g data-pair="${i}">${rule}${head}${both.map(({ content }) => content).join('')}</g>`;
  });
  return { content: exampleStyle + parts.join(''), bottom: y + 2 };
}
