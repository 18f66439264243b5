import type { Scores } from '../study/record.ts';
import { intervalText, number, percent, points, pointsValue, signedNumber } from '../util/format.ts';

/**
 * How the results of a record are measured and written: accuracy where there are classes, rmse where a number is
 * predicted, and the loss where a record has neither.
 */
export interface Measure {
  readonly kind: 'accuracy' | 'rmse' | 'loss';
  /** Name of the error: "error" (a share of the examples), "rmse" or "loss". */
  readonly errorName: string;
  /** One sentence that says what the error is. */
  readonly explanation: string;
  /** Unit of differences as a heading: "percentage points". */
  readonly differenceUnit: string;
  /** A column of a table that holds values or errors. */
  readonly column: { readonly numeric: true; readonly written: 'share' | 'number' };
  /** Where the error stands in a record's scores: "1-accuracy", "rmse" or "loss". */
  readonly errorField: string;
  /** The value as recorded: accuracy, rmse or loss. Undefined where it is missing or not finite. */
  value(scores: Scores | undefined): number | undefined;
  /** Smaller is better: 1 minus accuracy, rmse or loss. */
  error(scores: Scores | undefined): number | undefined;
  /** An interval of the value as an interval of the error, lower end first. */
  errorInterval(interval: readonly [number, number]): readonly [number, number];
  /** A value or an error as text: "88.1%" or "12.35". */
  write(value: number): string;
  /** A difference with its sign and unit: "+2.3 pp" or "+0.35". */
  writeEffect(difference: number): string;
  /** A difference with its sign, without the unit, for a column that names it. */
  writeEffectValue(difference: number): string;
  /** An interval of a difference: "+1.0 to +3.6 pp". */
  writeEffectInterval(interval: readonly [number, number]): string;
}

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;

const accuracyMeasure: Measure = {
  kind: 'accuracy',
  errorName: 'error',
  explanation: 'The error is the share of examples that the network gets wrong.',
  differenceUnit: 'percentage points',
  column: { numeric: true, written: 'share' },
  errorField: '1-accuracy',
  value: (scores) => finite(scores?.accuracy),
  error: (scores) => {
    const accuracy = finite(scores?.accuracy);
    return accuracy === undefined ? undefined : 1 - accuracy;
  },
  errorInterval: ([low, high]) => [1 - high, 1 - low],
  write: percent,
  writeEffect: points,
  writeEffectValue: pointsValue,
  writeEffectInterval: (interval) => intervalText(interval, pointsValue, ' pp'),
};

const numberMeasure = (kind: 'rmse' | 'loss', explanation: string, differenceUnit: string): Measure => ({
  kind,
  errorName: kind,
  explanation,
  differenceUnit,
  column: { numeric: true, written: 'number' },
  errorField: kind,
  value: (scores) => finite(scores?.[kind]),
  error: (scores) => finite(scores?.[kind]),
  errorInterval: (interval) => interval,
  write: number,
  writeEffect: signedNumber,
  writeEffectValue: signedNumber,
  writeEffectInterval: (interval) => intervalText(interval, signedNumber),
});

const rmseMeasure = numberMeasure(
  'rmse',
  'The rmse is the typical size of a miss, in the unit of the number that is predicted.',
  'rmse, in the unit of the target',
);

const lossMeasure = numberMeasure(
  'loss',
  'The loss is what training makes small; smaller is better.',
  'loss',
);

/** The measure of a record, seen from any of its scores. */
export function measureOf(scores: Scores | undefined): Measure {
  if (scores?.accuracy !== undefined) return accuracyMeasure;
  return scores?.rmse !== undefined ? rmseMeasure : lossMeasure;
}

/** Where the error of scores stands in a record: "1-chosen.test.accuracy" or "chosen.test.rmse". */
export const errorPath = (place: string, { errorField }: Measure): string =>
  errorField.startsWith('1-') ? `1-${place}.${errorField.slice(2)}` : `${place}.${errorField}`;
