import type { RemedyRecord } from '../../study/record.ts';
import { measureOf, type Measure } from '../measure.ts';
import { drawEffects, isMeasured } from './effects.ts';
import { effectCells, effectColumns } from './columns.ts';
import type { StudyFigure } from './figure.ts';
import { fitText } from './svg.ts';

export interface RemedyEffectsData {
  readonly remedies: readonly RemedyRecord[];
  /** Several remedies at once; they stand under a rule. */
  readonly combined?: readonly RemedyRecord[];
  /** Unique in a page. Default remedy-effects. */
  readonly id?: string;
}

/** What each remedy alone was worth, and several at once. */
export const remedyEffects: StudyFigure = Object.freeze({
  name: 'remedyEffects',
  section: 'remedies',
  place: 10,
  draw: ({ remedies: all, combined }) => {
    const remedies = all.filter(({ reason }) => reason === undefined);
    const measure = measureOf([...remedies, ...combined][0]?.validation);
    const placed = [
      ...sortedByEffect(remedies).map((remedy) => ({ remedy, place: `remedies.${all.indexOf(remedy)}` })),
      ...combined.map((remedy, i) => ({ remedy, place: `combined.${i}` })),
    ];
    return [
      {
        id: 'remedy-effects',
        svg: drawRemedyEffects({ remedies, combined }),
        caption: `Each remedy was added alone to the baseline. The mark is its mean effect, the line its 95% interval: where the line crosses zero, no effect on this number is shown.${combined.length > 0 ? ' Under the rule stand several remedies at once.' : ''}`,
        data: {
          caption: 'Validation scores and effects of the remedies',
          columns: [
            { name: 'Remedy' },
            { name: 'Strength' },
            { ...measure.column, name: `Validation ${measure.kind}`, field: `validation.${measure.kind}` },
            ...effectColumns(measure),
            { name: 'Parameters', numeric: true, written: 'count', field: 'parameters' },
          ],
          rows: placed.map(({ remedy: { name, strength, validation, effect, lossEffect, parameters } }) => [
            name,
            strength,
            measure.value(validation) ?? '',
            ...effectCells(effect, lossEffect),
            parameters,
          ]),
          places: placed.map(({ place }) => place),
        },
      },
    ];
  },
} satisfies StudyFigure);

/**
 * One row for each remedy: the mean effect and its 95% interval against no effect, best first, told apart by colour and
 * shape as helps, no effect shown, harms.
 *
 * @example drawRemedyEffects({ remedies: record.remedies, combined: record.combined })
 */
export function drawRemedyEffects({
  remedies,
  combined = [],
  id = 'remedy-effects',
}: RemedyEffectsData): string {
  const rows = sortedByEffect(remedies);
  const all = [...rows, ...combined];
  const measure = measureOf(all[0]?.validation);
  return drawEffects({
    id,
    title: titleOf(rows, measure),
    description: 'Effects of the remedies on the validation part; positive is better.',
    rows: all.map((remedy) => ({ ...remedy, name: nameOf(remedy) })),
    apart: combined.length,
    axisName:
      measure.kind === 'accuracy'
        ? 'Validation accuracy gained, in percentage points'
        : `Validation ${measure.errorName} taken away`,
    measure,
  });
}

/** Remedies by their mean effect, best first; unmeasured ones last. */
export function sortedByEffect(remedies: readonly RemedyRecord[]): RemedyRecord[] {
  const rank = (remedy: RemedyRecord) => (isMeasured(remedy.effect) ? remedy.effect.mean : -Infinity);
  return [...remedies].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x === y ? (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) : y > x ? 1 : -1;
  });
}

const nameOf = ({ name, strength }: RemedyRecord): string =>
  strength === '' ? name : `${name}, ${strength}`;

function titleOf(rows: readonly RemedyRecord[], measure: Measure): string {
  if (rows.length === 0) return 'No remedies were tried';
  const helping = rows.filter(({ decision }) => decision === 'keep');
  const harming = rows.filter(({ decision }) => decision === 'harm');
  const harm = harming.length > 0 ? `; ${harming.length} ${harming.length === 1 ? 'harms' : 'harm'}` : '';
  const tried = `${rows.length} ${rows.length === 1 ? 'remedy' : 'remedies'}`;
  const best = helping[0];
  if (!best && rows.length === 1)
    return `The one remedy tried ${harming.length === 1 ? 'harms' : 'is not shown to help'}`;
  if (!best) return `None of ${tried} is shown to help${harm}`;
  const most = isMeasured(best.effect)
    ? `, ${fitText(best.name, 150)} by ${measure.writeEffect(best.effect.mean)}`
    : '';
  const lead = helping.length > 1 && most ? `${most.replace(', ', ', most of all ')}` : most;
  return `${helping.length} of ${tried} ${helping.length === 1 ? 'helps' : 'help'}${lead}${harm}`;
}
