import { effectText, marks } from './print.ts';
import { paint, table, wrap } from './terminal.ts';
import type { SearchRecord } from '../study/search/record.ts';
import { plural } from '../util/format.ts';

/** What the search of all remedies together found, in lines; none where there was no time to draw a mixture. */
export function searchLines(search: SearchRecord, share: boolean): string[] {
  const { configurations, winner, parts, spent } = search;
  const unit = share ? ' points' : '';
  const drawn = configurations.filter(({ origin }) => origin === 'random' || origin === 'model').length;
  if (drawn === 0) return [];
  const changes = Object.entries(configurations.find(({ number }) => number === winner.number)!.changes);
  const found = !winner.isFound
    ? 'None does better than what is known above.'
    : `The best: ${changes.map(([name, value]) => `${name} ${valueText(value)}`).join(', ')}. ` +
      `${effectText(winner.effect, share)}${unit} against the baseline on ${plural(search.pairs.choose, 'split')} (it was chosen on these, so a little flattered)` +
      `${winner.decision === 'keep' ? '.' : ': not beyond its interval, so it is not taken.'}`;
  return [
    `${paint.bold('Which cocktail?')} ${plural(drawn, 'mixture')} of all remedies, at the cost of ${plural(Math.round(spent), 'full training')}`,
    wrap(found, '  '),
    ...(winner.isFound && parts.length > 0
      ? [
          table(
            ['part', 'value', `worth in company${unit && ','}${unit} (95%)`, 'loss', ''],
            parts.map(({ name, value, effect, lossEffect, decision, reason }) => [
              name,
              valueText(value),
              reason === undefined ? effectText(effect, share) : '',
              reason === undefined ? lossEffect.mean.toFixed(3) : '',
              reason === undefined ? marks[decision] : paint.dim('without it the training fails'),
            ]),
            'llrrl',
          ),
        ]
      : []),
  ];
}

/** A value of an axis in few characters: a number, a name, names of a list, or an object's values. */
function valueText(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.map(valueText).join(' + ') || 'none';
  if (typeof value === 'object') {
    const { name, ...rest } = value as Record<string, unknown>;
    const parts = Object.entries(rest).map(([key, part]) => `${key} ${valueText(part)}`);
    return name === undefined ? parts.join(' ') : String(name);
  }
  return String(value);
}
