import { findAll, parseXml, textOf, type XmlElement } from './xml.ts';

/** Reads a figure as a person does: from the labels of its axes and of its legend, not from the code that drew it. */

/** The number that an axis label says; shares where it says percent. */
function labelValue(text: string): number {
  const plain = text.replace('−', '-').replace('+', '').replace(',', '');
  const unit = { '%': 0.01, k: 1e3, M: 1e6 }[plain.at(-1)!] ?? 1;
  return Number(plain.replace(/[%kM]$/, '')) * unit;
}

/** The map from coordinates to data, found from two ticks. */
export function readAxis(
  svg: string,
  axis: 'x' | 'y',
  form: 'linear' | 'log' = 'linear',
): (at: number) => number {
  const [group] = findAll(parseXml(svg), 'g', { 'data-axis': axis });
  const ticks = findAll(group!, 'line').map((tick, i) => ({
    at: Number(tick.attributes[`${axis}1`]),
    value: labelValue(textOf(findAll(group!, 'text')[i]!)),
  }));
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  const f = form === 'log' ? Math.log10 : (value: number) => value;
  const back = form === 'log' ? (value: number) => 10 ** value : (value: number) => value;
  return (at) =>
    back(f(first.value) + ((at - first.at) / (last.at - first.at)) * (f(last.value) - f(first.value)));
}

/** The look (CSS class) that the legend gives to a series whose name starts so. */
export function lookOf(svg: string, name: string): string {
  const entry = findAll(parseXml(svg), 'g').find(
    (group) => group.attributes['data-legend'] !== undefined && textOf(group).startsWith(name),
  )!;
  return findAll(entry, undefined).find((part) => part.attributes.class?.startsWith('hib-'))!.attributes
    .class!;
}

/** The corners of the curve that the legend calls so, in the units of the axes. */
export function readCurve(svg: string, name: string): { x: number; y: number }[] {
  const look = lookOf(svg, name);
  const [x, y] = [readAxis(svg, 'x'), readAxis(svg, 'y')];
  const path = findAll(parseXml(svg), 'path', { class: look }).find(
    (part) => part.attributes['data-series'],
  )!;
  return path.attributes.d!.match(/[ML][^ML]+/g)!.map((step) => {
    const [px, py] = step.slice(1).split(' ').map(Number);
    return { x: x(px!), y: y(py!) };
  });
}

/** The bar of a row: its ends and its middle in the units of the horizontal axis, and how it looks. */
export function readBar(row: XmlElement, axis: (at: number) => number) {
  const [bar] = findAll(row, 'line');
  const signs = [...findAll(row, 'circle'), ...findAll(row, 'polygon')];
  const middle = (sign: XmlElement): number => {
    if (sign.name === 'circle') return Number(sign.attributes.cx);
    const corners = sign.attributes.points!.split(' ').map((corner) => Number(corner.split(',')[0]));
    return corners.reduce((sum, corner) => sum + corner, 0) / corners.length;
  };
  return {
    low: bar && axis(Number(bar.attributes.x1)),
    high: bar && axis(Number(bar.attributes.x2)),
    mean: signs[0] && axis(middle(signs[0])),
    look: signs[0]?.attributes.class,
    text: textOf(row),
  };
}
