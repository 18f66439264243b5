// shared within this room
import type { Effect } from '../../study/record.ts';
import { count, plural } from '../../util/format.ts';
import type { Measure } from '../measure.ts';
import { isMeasured } from './effects.ts';
import type { FigureColumn } from './figure.ts';

/** A count that may not have been measured. */
export const countText = (value: number): string =>
  Number.isFinite(value) ? count(value) : 'an unknown number of';

/** "3 epochs", where the number may be missing. */
export const pluralText = (value: number, one: string): string =>
  Number.isFinite(value) ? plural(value, one) : `an unknown number of ${one}s`;

/** Columns of an effect and of the effect on the loss, each with its interval, and the number of pairs. */
export function effectColumns(measure: Measure): FigureColumn[] {
  const difference = { numeric: true, written: measure.kind === 'accuracy' ? 'points' : 'number' } as const;
  const loss = { numeric: true, written: 'number' } as const;
  return [
    { ...difference, name: `Effect (${measure.differenceUnit})`, field: 'effect.mean' },
    { ...difference, name: 'From', field: 'effect.interval.0' },
    { ...difference, name: 'To (95%)', field: 'effect.interval.1' },
    { ...loss, name: 'Loss taken away', field: 'lossEffect.mean' },
    { ...loss, name: 'From', field: 'lossEffect.interval.0' },
    { ...loss, name: 'To (95%)', field: 'lossEffect.interval.1' },
    { name: 'Pairs', numeric: true, written: 'count', field: 'effect.pairs' },
  ];
}

/** The cells of those columns. */
export const effectCells = (
  effect: Effect | undefined,
  lossEffect: Effect | undefined,
): (string | number)[] => [
  ...[effect, lossEffect].flatMap<string | number>((one) =>
    one && isMeasured(one) ? [one.mean, ...one.interval] : ['', '', ''],
  ),
  effect?.pairs ?? '',
];
