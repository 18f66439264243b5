import { dropoutRecord, type Dropped } from '../../study/exhibits/record.ts';
import { number, percent, plural } from '../../util/format.ts';
import { cleanText, coordinate, figure, figureWidth, label, rim } from './svg.ts';
import { valid } from './exhibit.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';

const across = 3;
const panelGap = 16;
const spacing = 11;
const radius = 3.6;
const mostInputs = 8;
const mostOutputs = 8;
const mostNeurons = 12;

/** Neurons stay dark in dark pages too: what is switched off gives no light. */
const style =
  '<style>' +
  '.hib .hib-wire{stroke:var(--hib-soft);stroke-width:.6;opacity:.4}' +
  '.hib .hib-neuron{stroke:var(--hib-keep);stroke-width:1.4;fill:var(--hib-keep)}' +
  '.hib .hib-outer{stroke:var(--hib-soft);stroke-width:1.2;fill:var(--hib-paper)}' +
  '.hib .hib-dark{stroke:#24262b;stroke-width:1.4;fill:#24262b}' +
  '.hib .hib-cross{stroke:#fff;stroke-width:1;opacity:.75}' +
  '@media screen and (prefers-color-scheme:dark){.hib .hib-dark{fill:#000;stroke:#000}}' +
  '</style>';

/** The network as training sees it, step by step: some neurons switched off by dropout. */
export const droppedNeurons: StudyFigure = Object.freeze({
  name: 'droppedNeurons',
  section: 'network',
  place: 50,
  draw(record) {
    const dropout = valid(dropoutRecord, record.exhibits?.dropout);
    return dropout && dropout.layers.length > 0 ? [drawn(dropout)] : [];
  },
} satisfies StudyFigure);

function drawn(dropped: Dropped): DrawnFigure {
  const { rate, layers, steps, of } = dropped;
  const shownSteps = layers[0]!.masks.length;
  const shares = layers.map(({ keptShare }) => keptShare);
  const isChosen = of === 'chosen';
  const rows = layers.flatMap((layer, l) =>
    layer.kept.map((share, unit) => ({ layer, unit, share, place: `exhibits.dropout.layers.${l}` })),
  );
  return {
    id: 'dropped-neurons',
    svg: figure({
      id: 'dropped-neurons',
      title: titleOf(dropped),
      description: layers
        .map(({ path, masks }) =>
          masks
            .map(
              (mask, step) =>
                `${path}, step ${step + 1}: ${mask.filter((kept) => kept === 0).length} of ${mask.length} off.`,
            )
            .join(' '),
        )
        .join(' '),
      body: (top) => body(dropped, top),
    }),
    caption:
      `${isChosen ? 'The chosen recipe' : `The remedy “${cleanText(of)}”, which the chosen recipe does not have,`} switches each hidden neuron off with a chance of ${number(rate)} in each step of training: the dark ones, as the first ${plural(shownSteps, 'step')} of the training drew them for one example. ` +
      `Each step trains another small network, so that none of the neurons can rely on others; the network that is used is about the average of them all. Over ${plural(steps, 'step')} ${layers.length > 1 ? 'the neurons of the layers' : 'the neurons'} were on in ${shares.map((share) => percent(share)).join(' and ')} of cases.` +
      (layers.some(({ units }) => units > mostNeurons)
        ? ` Of each layer the first ${mostNeurons} neurons are drawn.`
        : ''),
    data: {
      caption: 'Neurons that stay on',
      columns: [
        { name: 'Layer' },
        { name: 'Neuron', numeric: true, written: 'count' },
        ...Array.from({ length: shownSteps }, (_, step) => ({
          name: `On in step ${step + 1}`,
          numeric: true,
          written: 'count' as const,
        })),
        { name: `Share of ${steps} steps`, numeric: true, written: 'share' },
        { name: 'The whole layer', numeric: true, written: 'share', field: 'keptShare' },
      ],
      rows: rows.map(({ layer, unit, share }) => [
        layer.path,
        unit + 1,
        ...layer.masks.map((mask) => mask[unit]!),
        share,
        layer.keptShare,
      ]),
      places: rows.map(({ place }) => place),
    },
  };
}

function titleOf({ rate, layers }: Dropped): string {
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  return `Each step trains another network: about ${number(Math.round(units * rate))} of ${plural(units, 'hidden neuron')} switched off`;
}

/** A column of neurons: how much each is on, from 0 to 1; undefined for those that dropout does not touch. */
type Column = readonly (number | undefined)[];

function body(dropped: Dropped, top: number) {
  const { layers, inputs, outputs } = dropped;
  const steps = layers[0]!.masks.length;
  const outer = (most: number, size: number): Column =>
    new Array<undefined>(Math.min(most, size)).fill(undefined);
  const network = (hidden: readonly Column[]): Column[] => [
    ...(inputs === undefined ? [] : [outer(mostInputs, inputs)]),
    ...hidden,
    outer(mostOutputs, outputs),
  ];
  const panels = Array.from({ length: steps }, (_, step) => ({
    name: `Step ${step + 1}`,
    columns: network(layers.map(({ masks }) => masks[step]!)),
  }));
  panels.push({
    name: `Average of ${steps}`,
    columns: network(
      layers.map(({ masks }) =>
        masks[0]!.map((_, unit) => masks.reduce((sum, mask) => sum + mask[unit]!, 0) / steps),
      ),
    ),
  });
  const width = (figureWidth - 2 * rim - (across - 1) * panelGap) / across;
  const tallest = Math.max(...panels[0]!.columns.map(({ length }) => length));
  const height = 24 + tallest * spacing + 14;
  const start = top + 4;
  const at = (i: number) =>
    [rim + (i % across) * (width + panelGap), start + Math.floor(i / across) * height] as const;
  const parts = panels.map(({ name, columns }, i) => {
    const [x, y] = at(i);
    return `<g data-panel="${name}">${label(x + width / 2, y + 14, name, { class: 'hib-strong', anchor: 'middle' })}${drawNetwork(columns, x, y + 24, width, tallest * spacing)}</g>`;
  });
  const [x, y] = at(panels.length);
  const key = [
    ['hib-neuron', 'on'],
    ['hib-dark', 'off (dropped)'],
    ['hib-outer', inputs === undefined ? 'output' : 'input or output'],
  ] as const;
  const legend = key.map(
    ([kind, text], i) =>
      (kind === 'hib-dark' ? crossed(x + 8, y + 40 + i * 20) : circle(x + 8, y + 40 + i * 20, kind)) +
      label(x + 18, y + 44 + i * 20, text, { class: 'hib-soft' }),
  );
  const rows = Math.ceil((panels.length + 1) / across);
  return { content: style + parts.join('') + legend.join(''), bottom: start + rows * height };
}

/** A neuron that is switched off: dark, and crossed out. */
const crossed = (x: number, y: number, more = ''): string => {
  const [left, right, above, below] = [x - 1.6, x + 1.6, y - 1.6, y + 1.6].map(coordinate);
  return `${circle(x, y, 'hib-dark', more)}<path d="M${left} ${above}L${right} ${below}M${left} ${below}L${right} ${above}" class="hib-cross" fill="none"/>`;
};

const circle = (x: number, y: number, kind: string, more = ''): string =>
  `<circle cx="${coordinate(x)}" cy="${coordinate(y)}" r="${radius}" class="${kind}"${more}/>`;

function drawNetwork(
  columns: readonly Column[],
  x: number,
  y: number,
  width: number,
  height: number,
): string {
  const place = (column: number, neuron: number) => {
    const { length } = columns[column]!;
    const step = columns.length > 1 ? (width - 4 * radius) / (columns.length - 1) : 0;
    return [x + 2 * radius + column * step, y + height / 2 + (neuron - (length - 1) / 2) * spacing] as const;
  };
  const strength = (value: number | undefined) => value ?? 1;
  let wires = '';
  for (let c = 0; c + 1 < columns.length; c++)
    columns[c]!.forEach((from, i) =>
      columns[c + 1]!.forEach((to, j) => {
        const both = strength(from) * strength(to);
        if (both === 0) return;
        const [[x1, y1], [x2, y2]] = [place(c, i), place(c + 1, j)];
        const faded = both < 1 ? ` stroke-opacity="${coordinate(both)}"` : '';
        wires += `<line x1="${coordinate(x1)}" y1="${coordinate(y1)}" x2="${coordinate(x2)}" y2="${coordinate(y2)}" class="hib-wire"${faded}/>`;
      }),
    );
  const neurons = columns.flatMap((column, c) =>
    column.map((value, i) => {
      const [cx, cy] = place(c, i);
      if (value === undefined) return circle(cx, cy, 'hib-outer');
      if (value === 0) return crossed(cx, cy, ' data-on="0"');
      // Over what is dark, as much light as it has been on.
      const below = value < 1 ? circle(cx, cy, 'hib-dark') : '';
      return (
        below +
        circle(
          cx,
          cy,
          'hib-neuron',
          ` data-on="${coordinate(value)}"${value < 1 ? ` opacity="${coordinate(value)}"` : ''}`,
        )
      );
    }),
  );
  return wires + neurons.join('');
}
