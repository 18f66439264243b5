// shared within this room
import type { Scale } from './scale.ts';
import { coordinate, label, line, textWidth } from './svg.ts';

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
  return `<g data-axis="x">${ticks.join('')}</g>${label(middle, bottom + 33, name, { class: 'hib-soft', anchor: 'middle' })}`;
}

/** Room that the labels of a vertical axis take. */
export const labelRoom = (scale: Scale): number =>
  scale.ticks.reduce((most, { label: text }) => Math.max(most, textWidth(text, 11)), 0) + 8;

/** Names of series side by side, each with a stroke in its look. */
export function legend(x: number, y: number, entries: readonly { series: string; text: string }[]): string {
  let at = x;
  const parts = entries.map(({ series, text }) => {
    const stroke = `<path d="M${coordinate(at)} ${coordinate(y - 4)}H${coordinate(at + 22)}" class="hib-${series}" fill="none"/>`;
    const part = `<g data-legend="${series}">${stroke}${label(at + 28, y, text)}</g>`;
    at += 28 + textWidth(text) + 18;
    return part;
  });
  return parts.join('');
}
