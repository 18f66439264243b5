import type { StudyRecord } from '../../study/record.ts';
import { secondDescentText } from '../../study/secondDescent.ts';
import { count, shortCount } from '../../util/format.ts';
import { measureOf, type Measure } from '../measure.ts';
import { effectCells, effectColumns } from './columns.ts';
import type { FigureColumn, StudyFigure } from './figure.ts';
import { horizontalAxis, labelRoom, legend, legendHeight, type LegendEntry, verticalAxis } from './axes.ts';
import { linearScale, logScale, numberTick, percentTick, type Scale } from './scale.ts';
import { curve, figure, figureWidth, label, line, mark, rim, type Shape } from './svg.ts';

type Size = StudyRecord['capacity'][number];

export interface CapacityData {
  readonly capacity: readonly Size[];
  /** Unique in a page. Default capacity. */
  readonly id?: string;
}

const plotHeight = 190;

/** Whether it trained for longer than the largest size of its family. */
const isLonger = ({ epochs, architecture }: Size): boolean =>
  epochs !== undefined && architecture === undefined;

/** The least count of a word, where it is more than that of the largest. */
const fewerWords = ({ wordMinCount }: Size, sizes: readonly Size[]): number | undefined => {
  const largest = sizes.reduce((a, b) => (b.parameters > a.parameters ? b : a));
  return wordMinCount === largest.wordMinCount ? undefined : wordMinCount;
};

/** Of the simplest kind of network, and not of the family that was treated. */
const isSimplest = ({ architecture }: Size): boolean => architecture !== undefined;

const familyColumn: FigureColumn = { name: 'Simplest kind' };

const wordsColumn: FigureColumn = {
  name: 'Words that occur at least',
  numeric: true,
  written: 'count',
  field: 'wordMinCount',
};

const epochsColumn: FigureColumn = {
  name: 'Epochs, where longer',
  numeric: true,
  written: 'count',
  field: 'epochs',
};

/** How small the network can be. */
export const capacity: StudyFigure = Object.freeze({
  name: 'capacity',
  section: 'size',
  place: 10,
  draw: ({ capacity: sizes, secondDescent }) => {
    const measure = measureOf(sizes[0]?.validation);
    const someWords = sizes.some((size) => fewerWords(size, sizes) !== undefined);
    const someSimplest = sizes.some(isSimplest);
    const places = sizes.map((_, i) => i).sort((a, b) => sizes[b]!.parameters - sizes[a]!.parameters);
    return [
      {
        id: 'capacity',
        svg: drawCapacity({ capacity: sizes }),
        caption:
          'The chosen remedies at several sizes of the network. A network that is too small cannot learn its examples; a larger one than needed costs memory and time.' +
          (sizes.some(isLonger)
            ? ' A smaller one learns more slowly, and its steps cost less: rings are sizes that trained for longer, at about the cost of the largest.'
            : '') +
          (someWords
            ? ' Most of a network of texts are vectors of words, and most words are rare: triangles are sizes that know only words which occur often enough.'
            : '') +
          (someSimplest
            ? ' Squares are the simplest kind of network for such data, beside which a larger one must show its worth.'
            : '') +
          (secondDescent ? ` ${secondDescentText(secondDescent)}` : ''),
        data: {
          caption: 'Sizes of the network, and each against the best',
          columns: [
            { name: 'Parameters', numeric: true, written: 'count', field: 'parameters' },
            ...(someSimplest ? [familyColumn] : []),
            ...(sizes.some(isLonger) ? [epochsColumn] : []),
            ...(someWords ? [wordsColumn] : []),
            { ...measure.column, name: `Training ${measure.kind}`, field: `train.${measure.kind}` },
            { ...measure.column, name: `Validation ${measure.kind}`, field: `validation.${measure.kind}` },
            ...effectColumns(measure),
            { name: 'Chosen' },
          ],
          rows: places.map((i) => {
            const { parameters, architecture, epochs, wordMinCount, chosen } = sizes[i]!;
            const { train, validation, effect, lossEffect } = sizes[i]!;
            return [
              parameters,
              ...(someSimplest ? [architecture ?? ''] : []),
              ...(sizes.some(isLonger) ? [epochs ?? ''] : []),
              ...(someWords ? [wordMinCount ?? 1] : []),
              measure.value(train) ?? '',
              measure.value(validation) ?? '',
              ...effectCells(effect, lossEffect),
              chosen ? 'chosen' : '',
            ];
          }),
          places: places.map((i) => `capacity.${i}`),
        },
      },
    ];
  },
} satisfies StudyFigure);

/**
 * Parameters (logarithmic) against training and validation error, with the chosen size marked.
 *
 * @example drawCapacity({ capacity: record.capacity })
 */
export function drawCapacity({ capacity: given, id = 'capacity' }: CapacityData): string {
  const sizes = given
    .filter(({ parameters }) => Number.isFinite(parameters))
    .sort((a, b) => a.parameters - b.parameters);
  const measure = measureOf(sizes[0]?.validation);
  const chosen = sizes.find((size) => size.chosen);
  return figure({
    id,
    title: titleOf(sizes, measure),
    description: descriptionOf(sizes, measure),
    body: (top) => {
      if (sizes.length === 0)
        return { content: label(rim, top + 16, 'There is nothing to compare.'), bottom: top + 34 };
      const series: LegendEntry[] = [
        { series: 'training', text: `Training ${measure.errorName}` },
        { series: 'validation', text: `Validation ${measure.errorName}` },
        ...(sizes.some(isLonger)
          ? [{ series: 'validation', text: 'Trained for longer', shape: 'ring' as const }]
          : []),
        ...(sizes.some((size) => fewerWords(size, sizes) !== undefined)
          ? [{ series: 'validation', text: 'Fewer words', shape: 'triangle' as const }]
          : []),
        ...(sizes.some(isSimplest)
          ? [{ series: 'validation', text: 'Simplest kind of network', shape: 'square' as const }]
          : []),
      ];
      const plotTop = top + 40 + legendHeight(rim, series);
      const bottom = plotTop + plotHeight;
      const errors = sizes.flatMap((size) => [measure.error(size.train), measure.error(size.validation)]);
      const y = linearScale({
        values: [0, ...errors.filter((error) => error !== undefined)],
        range: [bottom, plotTop],
        bounds: measure.kind === 'accuracy' ? [0, 1] : undefined,
        label: measure.kind === 'accuracy' ? percentTick : numberTick,
      });
      const left = rim + labelRoom(y);
      const right = figureWidth - rim - 6;
      const x = logScale({
        values: sizes.map(({ parameters }) => parameters),
        range: [left, right],
        label: shortCount,
      });
      const content = [
        legend(rim, top + 8, series),
        verticalAxis(y, left, right),
        horizontalAxis(x, bottom, 'Parameters (each step to the right is a multiple)'),
        chosen
          ? line(x.at(chosen.parameters), plotTop - 11, x.at(chosen.parameters), bottom, 'hib-mark')
          : '',
        points('training', sizes, (size) => measure.error(size.train), x, y),
        points('validation', sizes, (size) => measure.error(size.validation), x, y),
        chosen ? chosenMark(chosen, x, plotTop, bottom) : '',
      ];
      return { content: content.join(''), bottom: bottom + (chosen ? 66 : 48) };
    },
  });
}

function points(
  name: 'training' | 'validation',
  sizes: readonly Size[],
  errorOf: (size: Size) => number | undefined,
  x: Scale,
  y: Scale,
): string {
  const placed = sizes.flatMap((size) => {
    const error = errorOf(size);
    return error === undefined ? [] : [{ size, at: [x.at(size.parameters), y.at(error)] as const }];
  });
  const shapeOf = (size: Size): Shape => {
    if (isSimplest(size)) return 'square';
    if (fewerWords(size, sizes) !== undefined) return 'triangle';
    return isLonger(size) ? 'ring' : 'disc';
  };
  const dots = placed.map(({ size, at: [cx, cy] }) =>
    mark(shapeOf(size), cx, cy, `hib-${name}`, ` data-series="${name}"`),
  );
  // One line through what trained alike.
  const alike = placed.filter(({ size }) => shapeOf(size) === 'disc').map(({ at }) => at);
  return curve(alike, `hib-${name}`) + dots.join('');
}

const chosenMark = ({ parameters }: Size, x: Scale, top: number, bottom: number): string =>
  mark('diamond', x.at(parameters), top - 11, 'hib-sign', ` data-chosen="${count(parameters)}"`) +
  mark('diamond', rim + 6, bottom + 50, 'hib-sign') +
  label(rim + 18, bottom + 54, `The chosen size: ${count(parameters)} parameters`);

function titleOf(sizes: readonly Size[], measure: Measure): string {
  if (sizes.length === 0) return 'Sizes were not compared';
  const errorOf = (size: Size) => measure.error(size.validation) ?? Infinity;
  const lowest = sizes.reduce((a, b) => (errorOf(b) < errorOf(a) ? b : a));
  const chosen = sizes.find((size) => size.chosen) ?? lowest;
  const error =
    errorOf(chosen) === Infinity ? '' : `: validation ${measure.errorName} ${measure.write(errorOf(chosen))}`;
  const named = `${count(chosen.parameters)} parameters`;
  if (!chosen.chosen) return `The lowest error is at ${named}${error}`;
  if (sizes.length === 1) return `One size was measured, ${named}${error}`;
  if (chosen === lowest) return `${named} have the lowest error${error}`;
  // The size that the others are compared with has no effect of its own.
  const best = sizes.find(({ effect }) => effect === undefined);
  if (!chosen.effect || !best) return `${named} were chosen${error}`;
  const smaller = chosen.parameters < best.parameters ? 'fewer' : 'more';
  const loss = chosen.effect.interval[1] < 0 ? 'at a loss that is shown' : 'and no loss is shown';
  return `${named} were chosen, ${smaller} than the best (${count(best.parameters)}), ${loss}${error}`;
}

function descriptionOf(sizes: readonly Size[], measure: Measure): string {
  const written = (error: number | undefined) =>
    error === undefined ? 'not measured' : measure.write(error);
  const sentences = sizes.map(
    (size) =>
      `${count(size.parameters)} parameters${size.architecture === undefined ? '' : ` of the simplest kind, ${size.architecture},`}${size.epochs === undefined ? '' : ` for ${count(size.epochs)} epochs`}${fewerWords(size, sizes) === undefined ? '' : `, words that occur ${count(size.wordMinCount!)} times or more`}${size.chosen ? ' (chosen)' : ''}: training ${measure.errorName} ${written(measure.error(size.train))}, validation ${measure.errorName} ${written(measure.error(size.validation))}.`,
  );
  return ['Line chart of the error over the number of parameters.', ...sentences].join(' ');
}
