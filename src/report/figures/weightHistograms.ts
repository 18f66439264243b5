import { weightsRecord, type LayerWeights, type Weights } from '../../study/exhibits/record.ts';
import { count, number, percent, plural } from '../../util/format.ts';
import { legend, legendHeight, type LegendEntry } from './axes.ts';
import { valid } from './exhibit.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import {
  cleanText,
  coordinate,
  escapeText,
  figure,
  figureWidth,
  fitText,
  label,
  line,
  rim,
  textWidth,
} from './svg.ts';

const columns = 2;
const mostPanels = 8;
const plotHeight = 70;
const gap = 20;

/** Layers at one place of the two networks; one of them where the other has no such layer. */
interface Panel {
  readonly name: string;
  readonly baseline?: LayerWeights | undefined;
  readonly chosen?: LayerWeights | undefined;
}

/** How large the weights are, layer by layer, of the baseline and of the chosen network. */
export const weightHistograms: StudyFigure = Object.freeze({
  name: 'weightHistograms',
  section: 'network',
  place: 60,
  draw(record) {
    const weights = valid(weightsRecord, record.exhibits?.weights);
    return weights && weights.chosen.length > 0 ? [drawn(weights)] : [];
  },
} satisfies StudyFigure);

function panelsOf({ baseline, chosen }: Weights): Panel[] {
  const isAlike = baseline.length === chosen.length;
  const partner = ({ path }: LayerWeights, i: number) =>
    isAlike ? baseline[i] : baseline.find((layer) => layer.path === path);
  return chosen.map((layer, i) => ({ name: nameOf(layer), baseline: partner(layer, i), chosen: layer }));
}

const nameOf = ({ path }: LayerWeights): string => path.replace(/\.kernel$/, '');

function drawn(weights: Weights): DrawnFigure {
  const panels = panelsOf(weights);
  const shown = panels.slice(0, mostPanels);
  const more = panels.length - shown.length + weights.omitted;
  const rows = (['baseline', 'chosen'] as const).flatMap((whose) =>
    weights[whose].map((layer, i) => ({ whose, layer, place: `exhibits.weights.${whose}.${i}` })),
  );
  return {
    id: 'weight-histograms',
    svg: figure({
      id: 'weight-histograms',
      title: titleOf(weights),
      description: rows
        .map(
          ({ whose, layer }) =>
            `${whose}, ${nameOf(layer)}: norm ${number(layer.norm)}, ${percent(layer.zeroShare)} near zero.`,
        )
        .join(' '),
      body: (top) => body(shown, top),
    }),
    caption:
      `How many weights of a layer have which value, zero in the middle. A network that learns by heart grows large weights; remedies keep them small or make many of them zero. Near zero means below ${number(weights.nearZero)}.` +
      (more > 0 ? ` ${plural(more, 'more layer')} ${more === 1 ? 'is' : 'are'} not drawn.` : ''),
    data: {
      caption: 'Weights by layer',
      columns: [
        { name: 'Network' },
        { name: 'Layer' },
        { name: 'Weights', numeric: true, written: 'count', field: 'count' },
        { name: 'Norm', numeric: true, written: 'number', field: 'norm' },
        { name: 'Near zero', numeric: true, written: 'share', field: 'zeroShare' },
        { name: 'Largest', numeric: true, written: 'number', field: 'limit' },
      ],
      rows: rows.map(({ whose, layer }) => [
        whose,
        nameOf(layer),
        layer.count,
        layer.norm,
        layer.zeroShare,
        layer.limit,
      ]),
      places: rows.map(({ place }) => place),
    },
  };
}

/** Root of the mean square of all weights, and the share near zero. */
function summary(layers: readonly LayerWeights[]) {
  const total = layers.reduce((sum, layer) => sum + layer.count, 0);
  const squares = layers.reduce((sum, { norm }) => sum + norm ** 2, 0);
  const zeros = layers.reduce((sum, layer) => sum + layer.count * layer.zeroShare, 0);
  return { typical: Math.sqrt(squares / total), zeroShare: zeros / total };
}

function titleOf({ baseline, chosen }: Weights): string {
  const after = summary(chosen);
  const zeros = after.zeroShare >= 0.05 ? `; ${percent(after.zeroShare)} of them are near zero` : '';
  if (baseline.length === 0)
    return `The typical weight of the chosen network is ${number(after.typical)}${zeros}`;
  const before = summary(baseline);
  const ratio = after.typical / before.typical;
  const than =
    ratio < 0.95 ? 'smaller weights than' : ratio > 1.05 ? 'larger weights than' : 'weights as large as';
  return `The chosen network has ${than} the baseline: ${number(after.typical)} against ${number(before.typical)}${zeros}`;
}

function body(panels: readonly Panel[], top: number) {
  const entries: LegendEntry[] = [
    { series: 'chosen', text: 'chosen' },
    { series: 'baseline', text: 'baseline' },
  ];
  const start = top + 14 + legendHeight(rim, entries) + 14;
  const width = (figureWidth - 2 * rim - (columns - 1) * gap) / columns;
  const height = plotHeight + 52;
  const drawnPanels = panels.map((panel, i) =>
    drawPanel(panel, rim + (i % columns) * (width + gap), start + Math.floor(i / columns) * height, width),
  );
  return {
    content: legend(rim, top + 12, entries) + drawnPanels.join(''),
    bottom: start + Math.ceil(panels.length / columns) * height + 2,
  };
}

function drawPanel({ name, baseline, chosen }: Panel, x: number, y: number, width: number): string {
  const layers = [baseline, chosen].filter((layer) => layer !== undefined);
  const limit = Math.max(...layers.map((layer) => layer.limit));
  // The share of weights by how wide a bin is, so that layers of any size compare.
  const density = (layer: LayerWeights) =>
    layer.bins.map((n) => ((n / layer.count) * layer.bins.length) / (2 * layer.limit));
  const most = Math.max(...layers.flatMap(density)) || 1;
  const bottom = y + 18 + plotHeight;
  const at = (value: number) => x + ((value + limit) / (2 * limit)) * width;
  const outline = (layer: LayerWeights, series: string) => {
    const heights = density(layer);
    const step = (2 * layer.limit) / heights.length;
    const corners = heights.flatMap((value, b) => {
      const level = coordinate(bottom - (value / most) * plotHeight);
      return [`V${level}H${coordinate(at(-layer.limit + (b + 1) * step))}`];
    });
    const path = `M${coordinate(at(-layer.limit))} ${coordinate(bottom)}${corners.join('')}V${coordinate(bottom)}`;
    return `<path d="${path}" class="hib-${series}" fill="none" data-series="${series}" data-layer="${escapeText(nameOf(layer))}"/>`;
  };
  const size = chosen ? `${count(chosen.count)} weights` : '';
  return (
    `<g>${label(x, y + 10, fitText(cleanText(name), width - textWidth(size, 11) - 14), { class: 'hib-strong' })}` +
    label(x + width, y + 10, size, { class: 'hib-soft', anchor: 'end' }) +
    line(at(0), y + 18, at(0), bottom, 'hib-grid') +
    line(x, bottom, x + width, bottom, 'hib-axis') +
    (baseline ? outline(baseline, 'baseline') : '') +
    (chosen ? outline(chosen, 'chosen') : '') +
    label(x, bottom + 14, `−${number(limit)}`, { class: 'hib-soft' }) +
    label(at(0), bottom + 14, '0', { class: 'hib-soft', anchor: 'middle' }) +
    label(x + width, bottom + 14, number(limit), { class: 'hib-soft', anchor: 'end' }) +
    '</g>'
  );
}
