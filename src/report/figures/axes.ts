// shared within this room
import type { Scale } from './scale.ts';
import { coordinate, figureWidth, fitText, label, line, mark, rim, textWidth, type Shape } from './svg.ts';

/** Horizontal grid lines with their labels to the left of `left`. */
export const verticalAxis = (scale: Scale, left: number, right: number): string =>
  `<g data-axis="y">${scale.ticks
    .map(({ value, label: text }) => {
      const y = scale.at(value);
      return (
        line(left, y, right, y, 'hib-grid') +
        label(left - 6, y + 4, text, { class: 'hib-soft', anchor: 'end' })
      );
    })
    .join('')}</g>`;

/** Ticks below `bottom` with their labels, and the name of the axis under them. `top`: grid lines reach up to there. */
export function horizontalAxis(scale: Scale, bottom: number, name: string, top = bottom): string {
  const ticks = scale.ticks.map(({ value, label: text }) => {
    const x = scale.at(value);
    const grid =
      top < bottom ? line(x, top, x, bottom, 'hib-grid') : line(x, bottom, x, bottom + 4, 'hib-axis');
    return grid + label(x, bottom + 17, text, { class: 'hib-soft', anchor: 'middle' });
  });
  const middle = (scale.at(scale.domain[0]) + scale.at(scale.domain[1])) / 2;
  const [low, high] = scale.domain;
  // The map from coordinates to data, for the page's script.
  const map = `data-low="${low}" data-high="${high}" data-start="${coordinate(scale.at(low))}" data-end="${coordinate(scale.at(high))}"${scale.form ? ` data-form="${scale.form}"` : ''}`;
  return `<g data-axis="x" ${map}>${ticks.join('')}</g>${label(middle, bottom + 33, name, { class: 'hib-soft', anchor: 'middle' })}`;
}

/** Room that the labels of a vertical axis take. */
export const labelRoom = (scale: Scale): number =>
  scale.ticks.reduce((most, { label: text }) => Math.max(most, textWidth(text, 11)), 0) + 8;

/** A series in a legend: its name in the drawing, what is written, and the mark on its line. */
export interface LegendEntry {
  readonly series: string;
  readonly text: string;
  readonly shape?: Shape;
}

/** Names of series side by side, each with a stroke in its look; what does not fit stands in further rows. */
export function legend(x: number, y: number, entries: readonly LegendEntry[]): string {
  return placed(x, y, entries)
    .map(({ series, text, shape, left, top }) => {
      const stroke = `<path d="M${coordinate(left)} ${coordinate(top - 4)}H${coordinate(left + 22)}" class="hib-${series}" fill="none"/>`;
      const sign = shape ? mark(shape, left + 11, top - 4, `hib-${series}`) : '';
      return `<g data-legend="${series}">${stroke}${sign}${label(left + 28, top, text)}</g>`;
    })
    .join('');
}

/** Height that further rows of a legend take. */
export const legendHeight = (x: number, entries: readonly LegendEntry[]): number =>
  placed(x, 0, entries).at(-1)?.top ?? 0;

const legendRow = 18;

function placed(x: number, y: number, entries: readonly LegendEntry[]) {
  let [left, top] = [x, y];
  const most = figureWidth - rim - 28;
  return entries.map(({ text: whole, ...entry }) => {
    const text = fitText(whole, most - x);
    if (left > x && left + textWidth(text) > most) [left, top] = [x, top + legendRow];
    const place = { ...entry, text, left, top };
    left += 28 + textWidth(text) + 18;
    return place;
  });
}
