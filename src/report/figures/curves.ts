// shared within this room
import type { DiagnosisRecord, StudyRecord } from '../../study/record.ts';
import { number } from '../../util/format.ts';
import { measureOf, type Measure } from '../measure.ts';
import { horizontalAxis, labelRoom, legend, verticalAxis } from './axes.ts';
import { linearScale, numberTick, percentTick, type Scale } from './scale.ts';
import { curve, figure, figureWidth, fitText, label, line, mark, rim, type Shape } from './svg.ts';

type History = DiagnosisRecord['history'];
type Epoch = History[number];
type Stopped = StudyRecord['baseline']['stopped'];

export interface LearningCurvesData {
  readonly history: History;
  /** Whose curves they are: "Baseline". */
  readonly name: string;
  /** The accuracy (or rmse), or the loss. Default metric. */
  readonly shows?: 'metric' | 'loss';
  /** Why training ended and which epoch the weights come from; without it, the last epoch. */
  readonly stopped?: Stopped;
  /** Ends of the vertical axis, to draw two trainings on one scale; see `learningDomain`. */
  readonly domain?: readonly [number, number];
  /** Unique in a page. Default learning-curves. */
  readonly id?: string;
}

interface Mark {
  readonly epoch: number;
  readonly shape: Shape;
  readonly text: string;
}

const plotHeight = 190;

/** Why a training ended, in words. */
const endText: Readonly<Record<Stopped['reason'], string>> = {
  epochs: 'the last epoch',
  earlyStopping: 'early stopping ended the training',
  enough: 'all learned by heart, training ended',
  interrupted: 'the training was interrupted',
};

/**
 * Training and validation over the epochs of one training, with the turn of the validation loss, the epoch that the
 * weights come from, and the end of training marked.
 *
 * @param data.history One training; an epoch without a finite value is left out. Where there is no validation part, the
 * part that early stopping watches is drawn and named as such.
 * @example drawLearningCurves({ history: record.baseline.history, stopped: record.baseline.stopped, name: 'Baseline' })
 */
export function drawLearningCurves(data: LearningCurvesData): string {
  const view = viewOf(data);
  const { training, heldOut, kept, measure } = view;
  const marks = view.last === undefined ? [] : marksOf(data, view);
  return figure({
    id: data.id ?? 'learning-curves',
    title: `${data.name}: ${titleOf(view)}`,
    description: descriptionOf(view, marks),
    body: (top) => {
      const epochs = data.history.map(({ epoch }) => epoch).filter(Number.isFinite);
      const levels = levelsOf(marks, epochs);
      const plotTop = top + 25 + 13 * Math.max(0, ...levels.map((level) => level + 1));
      const bottom = plotTop + plotHeight;
      const y = linearScale({
        values: data.domain ?? [...learningDomain([data.history], data.shows)],
        range: [bottom, plotTop],
        bounds: measure.kind === 'accuracy' ? [0, 1] : undefined,
        label: measure.kind === 'accuracy' ? percentTick : numberTick,
      });
      const left = rim + labelRoom(y);
      const right = figureWidth - rim - 6;
      const x = linearScale({
        values: epochs.length > 0 ? epochs : [1],
        range: [left + 6, right],
        nice: false,
        integer: true,
        label: numberTick,
      });
      const entries = [{ series: 'training', text: `Training ${valueText(training, kept, measure)}` }];
      if (heldOut.length > 0)
        entries.push({
          series: 'validation',
          text: `${view.heldOutName} ${valueText(heldOut, kept, measure)}`,
        });
      const empty = training.length + heldOut.length === 0;
      const content = [
        legend(rim, top + 8, empty ? [] : entries),
        verticalAxis(y, left, right),
        horizontalAxis(x, bottom, 'Epoch (one pass over the training examples)'),
        series('training', training, kept, x, y),
        series('validation', heldOut, kept, x, y),
        marks.map((m, i) => markAt(m, levels[i]!, x, plotTop, bottom)).join(''),
        marks.map((m, i) => keyLine(m, bottom + 54 + i * 18)).join(''),
      ];
      if (empty)
        content.push(label((left + right) / 2, bottom - 90, 'No values were recorded', { anchor: 'middle' }));
      return { content: content.join(''), bottom: bottom + 48 + marks.length * 18 };
    },
  });
}

/** Ends of an axis that holds the curves of several trainings. Errors and losses start at 0. */
export function learningDomain(
  histories: readonly History[],
  shows: 'metric' | 'loss' = 'metric',
): readonly [number, number] {
  const views = histories.map((history) => viewOf({ history, name: '', shows }));
  const values = views.flatMap(({ training, heldOut }) =>
    [...training, ...heldOut].map(({ value }) => value),
  );
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (low > high) return [0, 1];
  return views.some(({ measure }) => measure.kind !== 'accuracy')
    ? [Math.min(0, low), Math.max(0, high)]
    : [low, high];
}

interface Point {
  readonly epoch: number;
  readonly value: number;
}

interface View {
  readonly measure: Measure;
  readonly training: readonly Point[];
  readonly heldOut: readonly Point[];
  readonly heldOutName: string;
  /** Loss of the held-out part, whatever is drawn. */
  readonly heldOutLoss: readonly Point[];
  /** Epoch of the weights that came back. */
  readonly kept: number | undefined;
  readonly last: number | undefined;
  /** Epoch of the lowest held-out loss. */
  readonly turn: number | undefined;
}

const lossOf = measureOf({ loss: 0 });

function viewOf(data: LearningCurvesData): View {
  const history = data.history.filter(({ epoch }) => Number.isFinite(epoch));
  const measure = data.shows === 'loss' ? lossOf : measureOf(history[0]?.train);
  const validated = history.some(({ validation }) => validation !== undefined);
  const heldOutOf = (epoch: Epoch) => (validated ? epoch.validation : epoch.stop);
  const points = (part: (epoch: Epoch) => Epoch['validation'], by: Measure): Point[] =>
    history.flatMap((epoch) => {
      const value = by.value(part(epoch));
      return value === undefined ? [] : [{ epoch: epoch.epoch, value }];
    });
  const heldOutLoss = points(heldOutOf, lossOf);
  const last = history.at(-1)?.epoch;
  const best = data.stopped?.bestEpoch;
  return {
    measure,
    training: points((epoch) => epoch.train, measure),
    heldOut: points(heldOutOf, measure),
    heldOutName: validated ? 'Validation' : 'Stopping part',
    heldOutLoss,
    kept: history.some(({ epoch }) => epoch === best) ? best : last,
    last,
    turn:
      heldOutLoss.length > 0 ? heldOutLoss.reduce((a, b) => (b.value < a.value ? b : a)).epoch : undefined,
  };
}

/** Whether the last value is clearly over the one at the turn. */
const rises = (points: readonly Point[], turn: number): boolean =>
  points.at(-1)!.value > valueAt(points, turn)! * 1.05;

/** The value at an epoch, else the last one. */
const valueAt = (points: readonly Point[], epoch: number | undefined): number | undefined =>
  (points.find((point) => point.epoch === epoch) ?? points.at(-1))?.value;

function valueText(points: readonly Point[], epoch: number | undefined, measure: Measure): string {
  const value = valueAt(points, epoch);
  return value === undefined ? '' : measure.write(value);
}

function titleOf(view: View): string {
  const { measure, kept } = view;
  const train = valueAt(view.training, kept);
  const held = valueAt(view.heldOut, kept);
  if (train === undefined && held === undefined) return 'no epochs were recorded';
  const part = view.heldOutName.toLowerCase();
  if (train === undefined || held === undefined) {
    const [who, value] = train === undefined ? [part, held!] : ['training', train];
    return `${who} reaches ${measure.write(value)}; nothing was measured beside it`;
  }
  const [t, v] = [measure.write(train), measure.write(held)];
  if (measure.kind === 'accuracy') {
    if (train - held > 0.02) return `training reaches ${t}, ${part} stays at ${v}`;
    if (held - train > 0.02) return `${part} ends at ${v}, above training at ${t}`;
    return `training and ${part} end close together, ${t} and ${v}`;
  }
  if (measure.kind === 'loss' && view.turn !== undefined && view.heldOut.length > 1) {
    const least = valueAt(view.heldOut, view.turn)!;
    const end = view.heldOut.at(-1)!.value;
    if (view.turn === view.last) return `${part} loss is lowest at the last epoch, ${number(end)}`;
    const course = rises(view.heldOut, view.turn) ? `then rises to ${number(end)}` : `then stays near it`;
    return `${part} loss is lowest at epoch ${number(view.turn)} (${number(least)}) and ${course}`;
  }
  const name = measure.errorName;
  if (held > train * 1.1) return `training ${name} falls to ${t}, ${part} ${name} stays at ${v}`;
  if (train > held * 1.1) return `${part} ${name} ends at ${v}, below training at ${t}`;
  return `training and ${part} ${name} end close together, ${t} and ${v}`;
}

function marksOf({ stopped }: LearningCurvesData, view: View): Mark[] {
  const last = view.last!;
  const kept = view.kept!;
  const marks: Mark[] = [];
  const name = view.heldOutName === 'Validation' ? 'validation loss' : 'loss of the stopping part';
  if (view.turn !== undefined && view.turn !== last)
    marks.push({
      epoch: view.turn,
      shape: 'triangle',
      text: `${name} at its lowest${rises(view.heldOutLoss, view.turn) ? ', from here it rises' : ''}`,
    });
  if (kept !== last) marks.push({ epoch: kept, shape: 'diamond', text: 'the weights that were kept' });
  const end = endText[stopped?.reason ?? 'epochs'];
  marks.push({
    epoch: last,
    shape: 'square',
    text: kept === last ? `${end}; its weights were kept` : end,
  });
  return marks.sort((a, b) => a.epoch - b.epoch);
}

function descriptionOf(view: View, marks: readonly Mark[]): string {
  const { measure } = view;
  const course = (name: string, points: readonly Point[]) => {
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last) return '';
    return `${name} goes from ${measure.write(first.value)} at epoch ${number(first.epoch)} to ${measure.write(last.value)} at epoch ${number(last.epoch)}.`;
  };
  const signs = marks.map(({ epoch, text }) => `Epoch ${number(epoch)}: ${text}.`);
  return [
    `Line chart of the ${measure.kind} over the epochs.`,
    course('Training', view.training),
    course(view.heldOutName, view.heldOut),
    ...signs,
  ]
    .filter(Boolean)
    .join(' ');
}

/** A curve and a dot at the epoch of the weights. */
function series(
  name: 'training' | 'validation',
  points: readonly Point[],
  kept: number | undefined,
  x: Scale,
  y: Scale,
): string {
  const value = valueAt(points, kept);
  if (value === undefined) return '';
  const at = points.find((point) => point.epoch === kept) ?? points.at(-1)!;
  const path = curve(
    points.map((point) => [x.at(point.epoch), y.at(point.value)] as const),
    `hib-${name}`,
    ` data-series="${name}"`,
  );
  return path + mark('disc', x.at(at.epoch), y.at(value), `hib-${name}`, ` data-kept="${name}"`);
}

/** Signs that would touch stand above one another: the level of each, from the plot upwards. */
function levelsOf(marks: readonly Mark[], epochs: readonly number[]): number[] {
  const span = (epochs.at(-1) ?? 1) - (epochs[0] ?? 1) || 1;
  const levels: number[] = [];
  marks.forEach(({ epoch }, i) => {
    const near = marks
      .slice(0, i)
      .flatMap((m, j) => (Math.abs(m.epoch - epoch) < span / 28 ? [levels[j]!] : []));
    levels.push([0, 1, 2].find((level) => !near.includes(level))!);
  });
  return levels;
}

/** A dotted line at an epoch with its sign above the plot. */
function markAt({ epoch, shape }: Mark, level: number, x: Scale, top: number, bottom: number): string {
  const y = top - 11 - level * 13;
  const sign = mark(shape, x.at(epoch), y, 'hib-sign', ` data-epoch="${number(epoch)}"`);
  return line(x.at(epoch), y, x.at(epoch), bottom, 'hib-mark') + sign;
}

const keyLine = ({ epoch, shape, text }: Mark, y: number): string =>
  mark(shape, rim + 6, y - 4, 'hib-sign') +
  label(rim + 18, y, fitText(`Epoch ${number(epoch)}: ${text}`, figureWidth - 2 * rim - 18));
