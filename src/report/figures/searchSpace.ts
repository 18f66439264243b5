import type { ConfigurationRecord, SearchRecord } from '../../study/search/record.ts';
import { number, plural } from '../../util/format.ts';
import { plain } from '../recipe.ts';
import type { StudyFigure } from './figure.ts';
import { linearScale, numberTick, type Scale } from './scale.ts';
import { finalLoss, isFinished } from './searchSteps.ts';
import { curve, figure, figureWidth, fitText, label, line, mark, rim, textWidth } from './svg.ts';

/** What was tried: every mixture as a line through its values, down to its loss. */
export const searchSpace: StudyFigure = Object.freeze({
  name: 'searchSpace',
  section: 'search',
  place: 30,
  draw: ({ search }) => {
    if (search === undefined || search.axes.length === 0 || search.configurations.length === 0) return [];
    const axes = axesOf(search);
    return [
      {
        id: 'search-space',
        svg: drawSearchSpace(search, axes),
        caption:
          'Each line is one mixture: it runs from row to row through the value it has of each remedy, and ends at its validation loss. The thick line is the best one. Thin lines were trained in full; dotted ones were given up after a short training. The ring marks the value of the baseline.',
        data: {
          caption: 'Mixtures that were tried',
          columns: [
            { name: 'Mixture', numeric: true, written: 'count', field: 'number' },
            { name: 'From' },
            ...axes.map(({ name }) => ({ name })),
            { name: 'Rungs', numeric: true, written: 'count' },
            { name: 'Last validation loss', numeric: true },
            { name: 'Remark' },
          ],
          rows: search.configurations.map((configuration) => [
            configuration.number,
            configuration.origin,
            ...axes.map((axis) => axis.texts[axis.indexOf(configuration)] ?? ''),
            configuration.losses.length,
            configuration.losses.at(-1)?.loss ?? '',
            configuration.failed ?? (configuration.number === search.winner.number ? 'the best' : ''),
          ]),
          places: search.configurations.map((_, i) => `search.configurations.${i}`),
        },
      },
    ];
  },
} satisfies StudyFigure);

/** A row of the figure: the values of an axis in their order. */
interface Axis {
  readonly name: string;
  readonly texts: readonly string[];
  readonly baseline: number;
  readonly indexOf: (configuration: ConfigurationRecord) => number;
}

const rowHeight = 40;

function axesOf({ axes, configurations }: SearchRecord): Axis[] {
  return axes.map(({ name, values }) => {
    const key = (value: unknown) => JSON.stringify(value) ?? 'none';
    const all = new Map(values.map((value) => [key(value), value]));
    const own = ({ changes }: ConfigurationRecord) =>
      Object.hasOwn(changes, name) ? changes[name] : values[0];
    // What the study knew before may have values that the search had not.
    for (const configuration of configurations) all.set(key(own(configuration)), own(configuration));
    const listed = [...all.values()];
    const sorted = listed.every((value) => typeof value === 'number')
      ? [...listed].sort((a, b) => a - b)
      : listed;
    const keys = sorted.map(key);
    return {
      name,
      texts: sorted.map(plain),
      baseline: keys.indexOf(key(values[0])),
      indexOf: (configuration) => keys.indexOf(key(own(configuration))),
    };
  });
}

const [left, right] = [rim + 10, figureWidth - rim - 10];

const placeOf = ({ texts }: Axis, index: number): number =>
  texts.length < 2 ? (left + right) / 2 : left + ((right - left) * index) / (texts.length - 1);

function drawSearchSpace(search: SearchRecord, axes: readonly Axis[]): string {
  const { configurations, winner } = search;
  const best = configurations.find((one) => one.number === winner.number);
  return figure({
    id: 'search-space',
    title: titleOf(search, axes, best),
    description:
      `${plural(configurations.length, 'mixture')} over ${plural(axes.length, 'remedy', 'remedies')}: ${axes.map(({ name, texts }) => `${name} (${texts.join('; ')})`).join(', ')}.${best ? ` The best: ${changesText(axes, best)}.` : ''}`.slice(
        0,
        4000,
      ),
    body: (top) => {
      const first = top + 26;
      const bottom = first + axes.length * rowHeight;
      const scale = linearScale({
        values: configurations.flatMap((one) => lastLoss(one) ?? []),
        range: [left, right],
        label: numberTick,
      });
      const path = (one: ConfigurationRecord, kind: string) =>
        pathOf(one, { axes, first, bottom, scale, kind });
      const others = configurations.filter((one) => one !== best);
      const content = [
        ...others.filter((one) => !isFinished(one, search)).map((one) => path(one, 'hib-faint hib-given-up')),
        ...others.filter((one) => isFinished(one, search)).map((one) => path(one, 'hib-faint')),
        ...axes.map((axis, i) => drawAxis(axis, first + i * rowHeight, best)),
        lossAxis(scale, bottom),
        best ? path(best, 'hib-chosen') : '',
        best ? bestMarks(best, axes, first) : '',
      ];
      return { content: content.join(''), bottom: bottom + 40 };
    },
  });
}

const lastLoss = ({ losses }: ConfigurationRecord): number | undefined => {
  const loss = losses.at(-1)?.loss;
  return loss !== undefined && Number.isFinite(loss) ? loss : undefined;
};

function pathOf(
  one: ConfigurationRecord,
  plot: {
    readonly axes: readonly Axis[];
    readonly first: number;
    readonly bottom: number;
    readonly scale: Scale;
    readonly kind: string;
  },
): string {
  const points = plot.axes.map(
    (axis, i) => [placeOf(axis, axis.indexOf(one)), plot.first + i * rowHeight] as const,
  );
  const loss = lastLoss(one);
  if (loss !== undefined) points.push([plot.scale.at(loss), plot.bottom]);
  return curve(points, plot.kind);
}

/** A row: its name, its values as ticks, and the words of the first, of the last, and of the best mixture's. */
function drawAxis(axis: Axis, y: number, best: ConfigurationRecord | undefined): string {
  const { name, texts, baseline } = axis;
  const chosen = best ? axis.indexOf(best) : baseline;
  const value = fitText(texts[chosen] ?? '', 170, 11);
  const room = figureWidth - 2 * rim - textWidth(value, 11) - 12;
  const ticks = texts.map((_, i) => line(placeOf(axis, i), y - 3, placeOf(axis, i), y + 3, 'hib-axis'));
  return [
    line(left, y, right, y, 'hib-grid'),
    ...ticks,
    mark('ring', placeOf(axis, baseline), y, 'hib-drop'),
    label(rim, y - 9, fitText(name, room), { class: 'hib-strong' }),
    label(figureWidth - rim, y - 9, value, { class: 'hib-soft', anchor: 'end' }),
  ].join('');
}

const bestMarks = (best: ConfigurationRecord, axes: readonly Axis[], first: number): string =>
  axes
    .map((axis, i) => mark('disc', placeOf(axis, axis.indexOf(best)), first + i * rowHeight, 'hib-chosen'))
    .join('');

const lossAxis = (scale: Scale, y: number): string =>
  [
    line(left, y, right, y, 'hib-axis'),
    ...scale.ticks.flatMap(({ value, label: text }) => [
      line(scale.at(value), y, scale.at(value), y + 4, 'hib-axis'),
      label(scale.at(value), y + 17, text, { class: 'hib-soft', anchor: 'middle' }),
    ]),
    label(rim, y - 9, 'Validation loss', { class: 'hib-strong' }),
  ].join('');

const changesText = (axes: readonly Axis[], one: ConfigurationRecord): string =>
  axes
    .filter((axis) => axis.indexOf(one) !== axis.baseline)
    .map((axis) => `${axis.name} ${axis.texts[axis.indexOf(one)] ?? ''}`)
    .join(', ') || 'the baseline';

function titleOf(search: SearchRecord, axes: readonly Axis[], best: ConfigurationRecord | undefined): string {
  const tried = plural(search.configurations.length, 'mixture');
  if (!best) return `${tried} of ${plural(axes.length, 'remedy', 'remedies')} were tried`;
  const changed = axes.filter((axis) => axis.indexOf(best) !== axis.baseline);
  const loss = finalLoss(best, search.rungs.length - 1) ?? lastLoss(best);
  const tail = loss === undefined ? '' : `, at a loss of ${number(loss)}`;
  if (changed.length === 0) return `Of ${tried} the baseline is the best${tail}`;
  const used = changed.length === axes.length ? 'all' : `${changed.length} of`;
  return `The best of ${tried} uses ${used} ${plural(axes.length, 'remedy', 'remedies')}${tail}`;
}
