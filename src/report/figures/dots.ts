// shared within this room
import { horizontalAxis } from './axes.ts';
import { whisker } from './effects.ts';
import { linearScale, type LinearOptions, type Scale } from './scale.ts';
import { figure, figureWidth, fitText, label, line, mark, rim, textWidth, type Shape } from './svg.ts';

/** A mark in a row: a value of a series. */
export interface Dot {
  readonly look: string;
  readonly shape: Shape;
  readonly value: number | undefined;
  /** Its 95% interval. */
  readonly interval?: readonly [number, number];
}

export interface DotsData {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly { readonly name: string; readonly note: string; readonly dots: readonly Dot[] }[];
  /** What the marks mean; without it they stand for one thing, which the axis names. */
  readonly legend?: readonly { readonly look: string; readonly shape: Shape; readonly text: string }[];
  readonly axisName: string;
  readonly bounds?: LinearOptions['bounds'];
  readonly tick: LinearOptions['label'];
  /** Whether the axis begins at 0. Default true. */
  readonly isFromZero?: boolean;
}

const rowHeight = 44;

/** Rows of marks on one axis: a row a thing, a mark a number. */
export const drawDots = ({ rows, legend = [], ...data }: DotsData): string =>
  figure({
    id: data.id,
    title: data.title,
    description: [data.description, ...rows.map(({ name, note }) => `${name}: ${note}.`)].join(' '),
    body: (top) => {
      const first = top + (legend.length > 0 ? 24 : 0);
      const bottom = first + rows.length * rowHeight;
      const values = rows.flatMap(({ dots }) =>
        dots.flatMap(({ value, interval }) => (value === undefined ? [] : [value, ...(interval ?? [])])),
      );
      const scale = linearScale({
        values: (data.isFromZero ?? true) ? [0, ...values] : values,
        range: [rim + 14, figureWidth - rim - 14],
        bounds: data.bounds,
        label: data.tick,
      });
      const parts = rows.map(
        ({ name, note, dots }, i) =>
          `<g data-row="${i}">${rowText(name, note, first + i * rowHeight + 14)}${rowDots(dots, scale, first + i * rowHeight + 29)}</g>`,
      );
      return {
        content:
          legendOf(legend, top + 6) + horizontalAxis(scale, bottom, data.axisName, first) + parts.join(''),
        bottom: bottom + 44,
      };
    },
  });

function rowText(name: string, note: string, y: number): string {
  const room = figureWidth - 2 * rim;
  const right = fitText(note, room - 80, 11);
  return (
    label(rim, y, fitText(name, room - textWidth(right, 11) - 14), { class: 'hib-strong' }) +
    label(figureWidth - rim, y, right, { class: 'hib-soft', anchor: 'end' })
  );
}

function rowDots(dots: readonly Dot[], scale: Scale, y: number): string {
  const there = dots.flatMap(({ value, ...dot }) => (value === undefined ? [] : [{ ...dot, value }]));
  const [first, last] = [there[0], there.at(-1)];
  const between =
    first && last && first !== last
      ? line(scale.at(first.value), y, scale.at(last.value), y, 'hib-grid')
      : '';
  return (
    between +
    there
      .map(
        ({ value, interval, look, shape }) =>
          (interval ? whisker(interval, scale, y, `hib-${look}`) : '') +
          mark(shape, scale.at(value), y, `hib-${look}`),
      )
      .join('')
  );
}

function legendOf(entries: NonNullable<DotsData['legend']>, y: number): string {
  let at = rim + 5;
  return entries
    .map(({ look, shape, text }) => {
      const part = `<g data-legend="${look}">${mark(shape, at, y - 4, `hib-${look}`)}${label(at + 11, y, text)}</g>`;
      at += 11 + textWidth(text) + 22;
      return part;
    })
    .join('');
}
