import type { StudyRecord } from '../../study/record.ts';
import { reliabilityRecord, type Reliability } from '../../study/exhibits/record.ts';
import { number, percent, plural } from '../../util/format.ts';
import { horizontalAxis, labelRoom, legend, legendHeight, verticalAxis, type LegendEntry } from './axes.ts';
import { valid } from './exhibit.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { linearScale, percentTick } from './scale.ts';
import { coordinate, curve, figure, figureWidth, label, line, mark, rim } from './svg.ts';

type Bins = Reliability['final'];

const plotHeight = 220;
const stripHeight = 44;
/** A smaller difference between how sure and how often right is no finding. */
const leastGap = 0.02;

/** How often the chosen network is right where it says that it is so sure, before and after its temperature. */
export const reliabilityDiagram: StudyFigure = Object.freeze({
  name: 'reliabilityDiagram',
  section: 'examples',
  place: 30,
  draw(record: StudyRecord) {
    const reliability = valid(reliabilityRecord, record.exhibits?.reliability);
    return reliability && reliability.examples > 0 ? [drawn(reliability)] : [];
  },
} satisfies StudyFigure);

const filled = ({ bins }: Bins) =>
  bins.flatMap(({ count, confidence, accuracy }) =>
    count > 0 && confidence !== undefined && accuracy !== undefined ? [{ count, confidence, accuracy }] : [],
  );

function drawn(reliability: Reliability): DrawnFigure {
  const { final, before, examples } = reliability;
  return {
    id: 'reliability-diagram',
    svg: figure({
      id: 'reliability-diagram',
      title: titleOf(reliability),
      description: filled(final)
        .map(
          ({ count, confidence, accuracy }) =>
            `${percent(confidence)} sure: ${percent(accuracy)} of ${count} right.`,
        )
        .join(' '),
      body: (top) => plot(reliability, top),
    }),
    caption:
      `The ${plural(examples, 'sealed example')} sorted by how sure the network is of its answer. On the dotted line it is right as often as it says; below the line it is surer than it should be. ` +
      'The bars say how many examples stand behind each point: few make it waver.',
    data: {
      caption: 'How sure, and how often right',
      columns: [
        { name: 'Sure: over', numeric: true, written: 'share', field: 'from' },
        { name: 'up to', numeric: true, written: 'share', field: 'to' },
        { name: 'Examples', numeric: true, written: 'count', field: 'count' },
        { name: 'Mean confidence', numeric: true, written: 'share', field: 'confidence' },
        { name: 'Right', numeric: true, written: 'share', field: 'accuracy' },
        ...(before
          ? ([
              { name: 'Before: examples', numeric: true, written: 'count' },
              { name: 'Before: mean confidence', numeric: true, written: 'share' },
              { name: 'Before: right', numeric: true, written: 'share' },
            ] as const)
          : []),
      ],
      rows: final.bins.map(({ from, to, count, confidence, accuracy }, b) => [
        from,
        to,
        count,
        confidence ?? '',
        accuracy ?? '',
        ...(before
          ? [before.bins[b]!.count, before.bins[b]!.confidence ?? '', before.bins[b]!.accuracy ?? '']
          : []),
      ]),
      places: final.bins.map((_, b) => `exhibits.reliability.final.bins.${b}`),
    },
  };
}

function titleOf({ final, before, temperature }: Reliability): string {
  const error = (bins: Bins) => percent(bins.calibrationError);
  if (before && temperature !== undefined) {
    const change = final.calibrationError < before.calibrationError ? 'lowers' : 'does not lower';
    return `A temperature of ${number(temperature)} ${change} the calibration error: ${error(before)} before, ${error(final)} after`;
  }
  const points = filled(final);
  const total = points.reduce((sum, { count }) => sum + count, 0);
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + point.count * of(point), 0) / total;
  const [sure, right] = [mean((point) => point.confidence), mean((point) => point.accuracy)];
  const facts = `${percent(sure)} sure on average, ${percent(right)} right`;
  if (sure - right > leastGap) return `The network is surer than it should be: ${facts}`;
  if (right - sure > leastGap) return `The network is less sure than it could be: ${facts}`;
  return `The network is about as sure as it should be: ${facts}`;
}

function plot({ final, before, temperature }: Reliability, top: number) {
  const entries: LegendEntry[] = [
    {
      series: 'chosen',
      text: before ? `at the temperature ${number(temperature!)}` : 'chosen network',
      shape: 'disc',
    },
    ...(before ? [{ series: 'baseline', text: 'before', shape: 'ring' } as const] : []),
  ];
  const legendTop = top + 14;
  const start = legendTop + legendHeight(rim, entries) + 28;
  const bottom = start + plotHeight;
  const shares = { values: [0, 1], bounds: [0, 1], label: percentTick } as const;
  const y = linearScale({ ...shares, range: [bottom, start] });
  const left = rim + labelRoom(y);
  const right = figureWidth - rim - 14;
  const x = linearScale({ ...shares, range: [left, right] });
  const series = (bins: Bins, name: string, shape: 'disc' | 'ring') => {
    const points = filled(bins).map(
      ({ confidence, accuracy }) => [x.at(confidence), y.at(accuracy)] as const,
    );
    return (
      curve(points, `hib-${name}`, ` data-series="${name}"`) +
      points.map(([px, py]) => mark(shape, px, py, `hib-${name}`, ` data-series="${name}"`)).join('')
    );
  };
  const most = Math.max(1, ...final.bins.map(({ count }) => count));
  const strip = bottom + 8 + stripHeight;
  const bars = final.bins.map(({ from, to, count }) => {
    const height = (stripHeight * count) / most;
    if (count === 0) return '';
    const [x0, x1] = [x.at(from) + 0.5, x.at(to) - 0.5];
    return `<rect x="${coordinate(x0)}" y="${coordinate(strip - Math.max(1, height))}" width="${coordinate(x1 - x0)}" height="${coordinate(Math.max(1, height))}" class="hib-count" data-count="${count}"/>`;
  });
  const content =
    '<style>.hib .hib-count{fill:var(--hib-soft);opacity:.55;stroke:none}</style>' +
    verticalAxis(y, left, right) +
    line(x.at(0), y.at(0), x.at(1), y.at(1), 'hib-mark') +
    label(left, start - 8, 'Share that is right', { class: 'hib-soft' }) +
    (before ? series(before, 'baseline', 'ring') : '') +
    series(final, 'chosen', 'disc') +
    bars.join('') +
    line(left, strip, right, strip, 'hib-axis') +
    horizontalAxis(x, strip, 'How sure the network is of its answer') +
    legend(rim, legendTop - 2, entries);
  return { content, bottom: strip + 44 };
}
