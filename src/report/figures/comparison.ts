import type { StudyRecord } from '../../study/record.ts';
import { plural } from '../../util/format.ts';
import { measureOf, type Measure } from '../measure.ts';
import { horizontalAxis } from './axes.ts';
import { isMeasured } from './effects.ts';
import type { StudyFigure } from './figure.ts';
import { linearScale, numberTick, percentTick, type Scale } from './scale.ts';
import { figure, figureWidth, label, line, mark, rim } from './svg.ts';

type Finalist = StudyRecord['baseline'];

export interface ComparisonData {
  readonly baseline: Finalist;
  readonly chosen: Finalist;
  /** Chosen against baseline, example by example. */
  readonly improvement: StudyRecord['improvement'];
  /** Unique in a page. Default comparison. */
  readonly id?: string;
}

const rowHeight = 46;

/** The baseline and the chosen network on the sealed examples. */
export const comparison: StudyFigure = Object.freeze({
  name: 'comparison',
  section: 'test',
  place: 10,
  draw: (record) => {
    const measure = measureOf(record.baseline.test);
    const rows = [
      ['Baseline', record.baseline],
      ['Chosen', record.chosen],
    ] as const;
    return [
      {
        id: 'comparison',
        svg: drawComparison(record),
        caption: `${plural(record.chosen.test.n, 'example')} were put aside before anything was trained and looked at once, after the choice. The line is the 95% interval.`,
        data: {
          caption: 'Scores of the two networks',
          columns: [
            { name: 'Network' },
            ...(['train', 'validation', 'test'] as const).map((part, i) => ({
              ...measure.column,
              name: `${['Training', 'Validation', 'Test'][i]!} ${measure.kind}`,
              field: `${part}.${measure.kind}`,
            })),
            { ...measure.column, name: 'Test: from', field: 'interval.0' },
            { ...measure.column, name: 'To (95%)', field: 'interval.1' },
            { name: 'Test loss', numeric: true, field: 'test.loss' },
            { name: 'Test examples', numeric: true, written: 'count', field: 'test.n' },
          ],
          rows: rows.map(([name, { train, validation, test, interval }]) => [
            name,
            ...[train, validation, test].map((scores) => measure.value(scores) ?? ''),
            ...interval,
            test.loss,
            test.n,
          ]),
          places: ['baseline', 'chosen'],
        },
      },
    ];
  },
} satisfies StudyFigure);

/**
 * Test error of the baseline and of the chosen network, each with its 95% interval, on an axis from 0.
 *
 * @example drawComparison(record)
 */
export function drawComparison(data: ComparisonData): string {
  const { baseline, chosen, id = 'comparison' } = data;
  const measure = measureOf(baseline.test);
  const rows = [
    { name: 'Baseline', finalist: baseline, kind: 'hib-drop', shape: 'ring' },
    { name: 'Chosen', finalist: chosen, kind: 'hib-keep', shape: 'disc' },
  ] as const;
  return figure({
    id,
    title: titleOf(data, measure),
    description: rows
      .map(({ name, finalist }) => `${name}: test ${measure.errorName} ${errorText(finalist, measure)}.`)
      .join(' '),
    body: (top) => {
      const bottom = top + rows.length * rowHeight;
      const scale = linearScale({
        values: [0, ...rows.flatMap(({ finalist }) => drawn(finalist, measure))],
        range: [rim + 14, figureWidth - rim - 14],
        bounds: measure.kind === 'accuracy' ? [0, 1] : undefined,
        label: measure.kind === 'accuracy' ? percentTick : numberTick,
      });
      const parts = rows.map(({ name, finalist, kind, shape }, i) => {
        const y = top + i * rowHeight;
        const error = measure.error(finalist.test);
        const texts =
          label(rim, y + 14, name, { class: 'hib-strong' }) +
          label(figureWidth - rim, y + 14, errorText(finalist, measure), {
            class: 'hib-soft',
            anchor: 'end',
          });
        if (error === undefined) return texts;
        return `<g data-row="${name}">${texts}${whisker(finalist, measure, scale, y + 30, kind)}${mark(shape, scale.at(error), y + 30, kind)}</g>`;
      });
      const axis = horizontalAxis(scale, bottom, axisName(measure), top);
      return { content: axis + parts.join(''), bottom: bottom + 44 };
    },
  });
}

const axisName = (measure: Measure): string =>
  measure.kind === 'accuracy'
    ? 'Error on the test part (share of wrong answers)'
    : `${measure.errorName} on the test part`;

const hasInterval = ({ interval }: Finalist): boolean => interval.every(Number.isFinite);

/** Everything that must fit on the axis. */
function drawn(finalist: Finalist, measure: Measure): readonly number[] {
  const error = measure.error(finalist.test);
  if (error === undefined) return [];
  return hasInterval(finalist) ? [error, ...measure.errorInterval(finalist.interval)] : [error];
}

function whisker(finalist: Finalist, measure: Measure, scale: Scale, y: number, kind: string): string {
  if (!hasInterval(finalist)) return '';
  const [low, high] = measure.errorInterval(finalist.interval).map(scale.at) as [number, number];
  return (
    line(low, y, high, y, kind) + line(low, y - 4, low, y + 4, kind) + line(high, y - 4, high, y + 4, kind)
  );
}

function errorText(finalist: Finalist, measure: Measure): string {
  const error = measure.error(finalist.test);
  if (error === undefined) return 'not measured';
  if (!hasInterval(finalist)) return measure.write(error);
  const [low, high] = measure.errorInterval(finalist.interval);
  return `${measure.write(error)} (${measure.write(low)} to ${measure.write(high)})`;
}

function titleOf({ baseline, chosen, improvement }: ComparisonData, measure: Measure): string {
  const [before, after] = [measure.error(baseline.test), measure.error(chosen.test)];
  if (before === undefined || after === undefined) return 'The test part was not measured';
  const [b, a] = [measure.write(before), measure.write(after)];
  const name = `Test ${measure.errorName}`;
  if (!isMeasured(improvement)) return `${name} is ${b} for the baseline and ${a} for the chosen network`;
  if (improvement.interval[0] > 0) return `${name} falls from ${b} to ${a}`;
  if (improvement.interval[1] < 0) return `${name} rises from ${b} to ${a}: the chosen network is worse`;
  return `${name} is ${b} and ${a}: no difference is shown`;
}
