import { effectText, marks } from './print.ts';
import { paint, table, wrap } from './terminal.ts';
import type { CalibrationRecord, EnsemblesRecord } from '../study/ensemble/record.ts';
import { intervalText, number, percent, signedNumber } from '../util/format.ts';

/** Several networks beside one, in lines. */
export function ensembleLines({ single, rows, chosen, asked }: EnsemblesRecord, share: boolean): string[] {
  const right = ({ scores }: EnsemblesRecord['single']) =>
    share ? percent(scores.accuracy!) : number(scores.rmse!);
  const error = (value: number | undefined) => (value === undefined ? '' : value.toFixed(3));
  return [
    `${paint.bold('Are many better than one?')} The chosen recipe, on the same splits`,
    table(
      [
        '',
        'trained for',
        'to predict',
        share ? 'accuracy' : 'rmse',
        `change of ${share ? 'accuracy, points' : 'rmse'} (95%)`,
        'loss',
        ...(share ? ['calibration error'] : []),
        '',
      ],
      [single, ...rows].map((row) => [
        `${row.name === chosen ? paint.green('→') : ' '} ${row.name}`,
        `${number(row.trainingCost)} times`,
        `${number(row.predictionCost)} times`,
        right(row),
        row === single ? '' : effectText(row.effect, share),
        row.scores.loss.toFixed(3),
        ...(share ? [error(row.scores.calibrationError)] : []),
        row === single ? '' : marks[row.decision],
      ]),
      share ? 'lrrrrrrl' : 'lrrrrrl',
    ),
    wrap(
      chosen === undefined
        ? 'None is better beyond its interval: one network goes on.'
        : `${chosen} goes on${asked ? ', as you asked' : ''}.`,
      '  ',
    ),
  ];
}

/** What a temperature is worth, in a sentence. */
export const calibrationLine = ({
  temperature,
  lossBefore,
  lossAfter,
  effect,
  kept,
}: CalibrationRecord): string =>
  wrap(
    kept
      ? `Its probabilities are tempered by ${number(temperature)}: log loss ${number(lossBefore)} falls to ${number(lossAfter)} on examples that did not fit it.`
      : `Its probabilities stay as they are: a temperature takes ${signedNumber(effect.mean)} of log loss away on examples that did not fit it, 95% interval ${intervalText(effect.interval, signedNumber)}.`,
    '  ',
  );
