// shared within this room
import { horizontalAxis, labelRoom, legend, legendHeight, verticalAxis } from './axes.ts';
import { shortCount } from '../../util/format.ts';
import { linearScale, logScale, numberTick, type LinearOptions, type Scale } from './scale.ts';
import { curve, figure, figureWidth, fitText, label, mark, rim, type Shape } from './svg.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line of a line chart. */
export interface Line {
  /** Its look (`looks` of svg.ts), and its name in the drawing. */
  readonly series: string;
  readonly name: string;
  /** Its mark; with the dashes of its look, what tells it apart without colour. */
  readonly shape: Shape;
  /** Points that are not finite are left out. */
  readonly points: readonly Point[];
  /** Where its mark stands: at every point, or at the x given, else at the last point. */
  readonly marked?: 'all' | number;
}

export interface LinesData {
  readonly id: string;
  readonly title: string;
  /** What is drawn, in front of a sentence for each line. */
  readonly description: string;
  readonly lines: readonly Line[];
  readonly xName: string;
  /** What stands over the vertical axis. */
  readonly yName: string;
  /** Steps to the right are multiples. Default false. */
  readonly isLog?: boolean;
  /** Values that the vertical axis must hold as well, such as 0. */
  readonly including?: readonly number[];
  readonly xIncluding?: readonly number[];
  readonly bounds?: LinearOptions['bounds'];
  readonly tick: LinearOptions['label'];
  readonly write: (value: number) => string;
  /** Draws more, over the lines. */
  readonly more?: (x: Scale, y: Scale) => string;
  /** Lines of text below the axis, such as the key of what `more` draws. */
  readonly below?: readonly { readonly shape: Shape; readonly kind: string; readonly text: string }[];
}

const plotHeight = 170;

/** A line chart with its axes and a legend. */
export function drawLines(data: LinesData): string {
  const lines = data.lines.map((line) => ({
    ...line,
    points: line.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
  }));
  return figure({
    id: data.id,
    title: data.title,
    description: [data.description, ...lines.map((line) => courseOf(line, data.write))].join(' '),
    body: (top) => {
      const entries = lines.map(({ series, name, shape }) => ({ series, text: name, shape }));
      const nameTop = top + 8 + legendHeight(rim, entries) + 20;
      const plotTop = nameTop + 12;
      const bottom = plotTop + plotHeight;
      const y = linearScale({
        values: [...lines.flatMap(({ points }) => points.map((point) => point.y)), ...(data.including ?? [])],
        range: [bottom, plotTop],
        bounds: data.bounds,
        label: data.tick,
      });
      const left = rim + labelRoom(y);
      const right = figureWidth - rim - 6;
      const x = horizontalScale(data, lines, [left + 6, right - 4]);
      const below = data.below ?? [];
      const content = [
        legend(rim, top + 8, entries),
        label(rim, nameTop, fitText(data.yName, figureWidth - 2 * rim, 11), { class: 'hib-soft' }),
        verticalAxis(y, left, right),
        horizontalAxis(x, bottom, data.xName),
        ...lines.map((line) => drawLine(line, x, y)),
        data.more?.(x, y) ?? '',
        ...below.map(
          ({ shape, kind, text }, i) =>
            mark(shape, rim + 6, bottom + 50 + i * 18, kind) +
            label(rim + 18, bottom + 54 + i * 18, fitText(text, figureWidth - 2 * rim - 18)),
        ),
      ];
      if (lines.every(({ points }) => points.length === 0))
        content.push(label((left + right) / 2, bottom - 80, 'No values were recorded', { anchor: 'middle' }));
      return { content: content.join(''), bottom: bottom + 48 + below.length * 18 };
    },
  });
}

function horizontalScale(data: LinesData, lines: readonly Line[], range: readonly [number, number]): Scale {
  const values = [
    ...lines.flatMap(({ points }) => points.map((point) => point.x)),
    ...(data.xIncluding ?? []),
  ];
  if (data.isLog) return logScale({ values, range, label: shortCount });
  return linearScale({
    values: values.length > 0 ? values : [1],
    range,
    nice: false,
    integer: true,
    label: numberTick,
  });
}

function drawLine({ points, series, shape, marked }: Line, x: Scale, y: Scale): string {
  const at = points.map((point) => [x.at(point.x), y.at(point.y)] as const);
  const data = ` data-series="${series}"`;
  const signs =
    marked === 'all' ? points : [points.find((point) => point.x === marked) ?? points.at(-1)].filter(Boolean);
  return (
    curve(at, `hib-${series}`, data) +
    signs.map((point) => mark(shape, x.at(point!.x), y.at(point!.y), `hib-${series}`, data)).join('')
  );
}

function courseOf({ name, points }: Line, write: (value: number) => string): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return `${name}: no values.`;
  return `${name} goes from ${write(first.y)} at ${numberTick(first.x, 1)} to ${write(last.y)} at ${numberTick(last.x, 1)}.`;
}
