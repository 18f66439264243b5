import { number } from '../../util/format.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { epochTable, keptOf, trainingOf, trainingsOf, type Epoch, type Training } from './histories.ts';
import { drawLines, type Line } from './lines.ts';
import { numberTick } from './scale.ts';
import { fitText, type Shape } from './svg.ts';

/** How large the weights of each layer grow, epoch by epoch, the baseline beside the chosen network. */
export const weightNorms: StudyFigure = Object.freeze({
  name: 'weightNorms',
  section: 'curves',
  place: 30,
  draw: (record) => drawn(trainingsOf(record)),
  drawDiagnosis: (record) => drawn([trainingOf(record)]),
} satisfies StudyFigure);

/** Lines that a figure can tell apart. */
const mostLines = 6;
const shapes: readonly Shape[] = ['disc', 'square', 'triangle', 'diamond', 'ring', 'disc'];

/** A line: one layer, or all that have no line of their own. */
interface Layer {
  readonly name: string;
  readonly of: (epoch: Epoch) => number | undefined;
  /** Its name in the record; absent for several layers. */
  readonly key?: string;
}

function drawn(trainings: readonly Training[]): DrawnFigure[] {
  const all = trainings.map((training) => ({ training, layers: layersOf(training) }));
  if (all.every(({ layers }) => layers.length === 0)) return [];
  const most = all
    .flatMap(({ training: { history }, layers }) =>
      history.flatMap((epoch) => layers.map(({ of }) => of(epoch))),
    )
    .reduce<number>((a, b) => (b !== undefined && b > a ? b : a), 0);
  return all.map(({ training, layers }, i) => {
    const id = `weight-norms-${i + 1}`;
    return {
      id,
      svg: drawLines({
        id,
        title: `${training.name}: ${titleOf(training, layers)}`,
        description: 'Line chart of the norm of the weights of each layer over the epochs.',
        lines: layers.map((layer, k) => lineOf(training, layer, k)),
        xName: 'Epoch (one pass over the training examples)',
        yName: 'Norm of the weights of a layer',
        including: [0, most],
        tick: numberTick,
        write: number,
      }),
      caption: `The norm is the length of all weights of a layer taken together. Large weights make sharp edges, which learn single examples by heart; remedies such as L2 hold them down.${trainings.length > 1 ? ' Both networks are drawn on the same scale.' : ''}`,
      data: epochTable(
        `${training.name}: norm of the weights by epoch`,
        training,
        layers.map(({ name, of, key }, k) => ({
          name,
          of,
          series: `series-${k + 1}`,
          ...(key !== undefined && { field: `weightNorms.${key}` }),
        })),
      ),
    };
  });
}

function layersOf({ history }: Training): Layer[] {
  const names = [...new Set(history.flatMap(({ weightNorms: norms }) => Object.keys(norms)))];
  const finite = (value: number | undefined) =>
    value !== undefined && Number.isFinite(value) ? value : undefined;
  const layer = (name: string): Layer => ({
    name,
    key: name,
    of: (epoch) => finite(epoch.weightNorms[name]),
  });
  if (names.length <= mostLines) return names.map(layer);
  const end = (name: string) => finite(history.at(-1)?.weightNorms[name]) ?? 0;
  const largest = [...names].sort((a, b) => end(b) - end(a)).slice(0, mostLines - 1);
  const others = names.filter((name) => !largest.includes(name));
  return [
    ...names.filter((name) => largest.includes(name)).map(layer),
    {
      name: `${others.length} others together`,
      of: ({ weightNorms: norms }) => {
        const values = others.flatMap((name) => finite(norms[name]) ?? []);
        return values.length === 0 ? undefined : finite(Math.hypot(...values));
      },
    },
  ];
}

const lineOf = (training: Training, { name, of }: Layer, k: number): Line => ({
  series: `series-${k + 1}`,
  name: fitText(name, 150),
  shape: shapes[k]!,
  points: training.history.flatMap((epoch) => {
    const y = of(epoch);
    return y === undefined ? [] : [{ x: epoch.epoch, y }];
  }),
  marked: keptOf(training),
});

function titleOf({ history }: Training, layers: readonly Layer[]): string {
  const grown = layers.flatMap(({ name, of }) => {
    const values = history.flatMap((epoch) => of(epoch) ?? []);
    const [first, last] = [values[0], values.at(-1)];
    return first !== undefined && last !== undefined && first > 0 ? [{ name, first, last }] : [];
  });
  if (grown.length === 0) return 'the weights were not recorded';
  const most = grown.reduce((a, b) => (b.last / b.first > a.last / a.first ? b : a));
  const course = `from ${number(most.first)} to ${number(most.last)}`;
  if (most.last <= most.first * 1.05) return 'the weights of no layer grow';
  const growing = grown.filter(({ first, last }) => last > first * 1.05).length;
  const layersText = growing === grown.length ? `all ${growing}` : `${growing} of ${grown.length}`;
  const who = grown.length === 1 ? 'the weights' : `the weights of ${layersText} layers`;
  return `${who} grow, most in ${fitText(most.name, 150)} ${course}`;
}
