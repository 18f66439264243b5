import type { RunEnd, WeightLook } from './engine/protocol.ts';
import { activeRemedies, type RemedyName, type Settings } from './settings.ts';
import type { PointParts } from './tasks/pointSets.ts';
import type { TaskKind } from './tasks/task.ts';
import { measureOf } from '../../../report/measure.ts';
import type { Scores } from '../../../train/evaluate.ts';
import type { EpochRecord } from '../../../train/history.ts';
import { percent, points, number } from '../../../util/format.ts';

/** One training, as the page keeps it. */
export interface Run {
  readonly id: number;
  readonly kind: TaskKind;
  /** How many examples it trains on. */
  readonly size: number;
  /** The points that it trains on, where they are such. */
  readonly points?: PointParts | undefined;
  /** What it began with. */
  readonly settings: Settings;
  readonly state: 'starting' | 'running' | 'paused' | 'done' | 'failed';
  readonly epochs: readonly EpochRecord[];
  /** What was changed while it ran, and from which epoch on. */
  readonly changes: readonly string[];
  readonly plane?: Float32Array;
  readonly weights?: WeightLook;
  readonly seconds: number;
  readonly end?: RunEnd;
  readonly test?: Scores;
  /** It was trained after the test part had been opened. */
  readonly isAfterTest: boolean;
}

export const remedyNames: Readonly<Record<RemedyName, string>> = {
  shrink: 'smaller network',
  dropout: 'dropout',
  l1: 'L1',
  l2: 'L2',
  augmentation: 'changed copies',
  earlyStopping: 'early stopping',
  averaging: 'averaged weights',
};

/** The remedies of a run in words. */
export function remediesText({ settings, changes }: Pick<Run, 'settings' | 'changes'>): string {
  const names = activeRemedies(settings).map((name) => remedyNames[name]);
  const begun = names.length === 0 ? 'no remedies' : names.join(', ');
  return changes.length === 0 ? begun : `${begun}; changed while it ran`;
}

export const runName = ({ id }: Pick<Run, 'id'>): string => `Run ${id}`;

/** What a run has reached: at its end the weights that were kept, before that the last epoch. */
export function reached({ epochs, end }: Run): { readonly train?: Scores; readonly validation?: Scores } {
  if (end) return { train: end.train, validation: end.validation };
  const last = epochs.at(-1);
  return last ? { train: last.train, ...(last.validation && { validation: last.validation }) } : {};
}

/** A score as people read it: "88.1%", or an rmse. */
export function scoreText(scores: Scores | undefined): string {
  if (!scores) return '–';
  const measure = measureOf(scores);
  const value = measure.value(scores);
  return value === undefined ? '–' : measure.write(value);
}

/** How much better training looks than validation. */
export function gapText(train: Scores | undefined, validation: Scores | undefined): string {
  if (!train || !validation) return '–';
  if (train.accuracy !== undefined && validation.accuracy !== undefined)
    return points(train.accuracy - validation.accuracy).replace('pp', 'points');
  return train.rmse !== undefined && validation.rmse !== undefined
    ? `+${number(Math.max(0, validation.rmse - train.rmse))}`
    : '–';
}

/** One sentence that says what the curves show. */
export function verdictOf(run: Run): string {
  const { train, validation } = reached(run);
  if (!train || !validation) return 'Training begins.';
  if (train.accuracy === undefined || validation.accuracy === undefined)
    return `On training data it is off by ${scoreText(train)}, on validation data by ${scoreText(validation)}.`;
  const gap = train.accuracy - validation.accuracy;
  const [own, other] = [percent(train.accuracy), percent(validation.accuracy)];
  if (gap > 0.05 && train.accuracy > 0.97)
    return `It has learned the training examples by heart (${own} right) and gets ${other} of new ones right: overfitting.`;
  if (gap > 0.05) return `It does better on what it has seen (${own}) than on new examples (${other}).`;
  if (train.accuracy < 0.75 && run.state === 'done')
    return `It gets ${own} of the training examples right, ${other} of new ones: it has learned too little.`;
  return `It does about as well on new examples (${other}) as on those it has seen (${own}).`;
}

/** The run to compare with: the last finished one without remedies, or the one before. */
export function referenceFor(runs: readonly Run[], current: Run): Run | undefined {
  const earlier = runs.filter(({ id }) => id < current.id);
  return earlier.findLast(({ settings }) => activeRemedies(settings).length === 0) ?? earlier.at(-1);
}
