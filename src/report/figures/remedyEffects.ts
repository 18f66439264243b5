import type { Effect, RemedyRecord } from '../../study/record.ts';
import { measureOf, type Measure } from '../measure.ts';
import { horizontalAxis } from './axes.ts';
import { linearScale, pointsTick, signedTick, type Scale } from './scale.ts';
import { figure, figureWidth, fitText, label, line, mark, rim, textWidth, type Shape } from './svg.ts';

export interface RemedyEffectsData {
  readonly remedies: readonly RemedyRecord[];
  /** All kept remedies at once. */
  readonly combined?: readonly RemedyRecord[];
  /** Unique in a page. Default remedy-effects. */
  readonly id?: string;
}

/** Decisions in words. */
export const decisionText: Readonly<Record<RemedyRecord['decision'], string>> = {
  keep: 'helps',
  drop: 'no effect shown',
  harm: 'harms',
};

const shapes: Readonly<Record<RemedyRecord['decision'], Shape>> = {
  keep: 'disc',
  drop: 'ring',
  harm: 'square',
};

const rowHeight = 40;

/**
 * One row for each remedy: the mean effect and its 95% interval against no effect, best first, told apart by colour and
 * shape as helps, no effect shown, harms.
 *
 * @example remedyEffects({ remedies: record.remedies, combined: record.combined })
 */
export function remedyEffects({ remedies, combined = [], id = 'remedy-effects' }: RemedyEffectsData): string {
  const rows = sortedByEffect(remedies);
  const all = [...rows, ...combined];
  const measure = measureOf(all[0]?.validation);
  return figure({
    id,
    title: titleOf(rows, measure),
    description: descriptionOf(all, measure),
    body: (top) => {
      if (all.length === 0)
        return { content: label(rim, top + 16, 'There is nothing to compare.'), bottom: top + 34 };
      const first = top + 26;
      const bottom = first + all.length * rowHeight + (combined.length > 0 ? 8 : 0);
      const scale = linearScale({
        values: [0, ...all.filter(measured).flatMap(({ effect }) => [effect.mean, ...effect.interval])],
        range: [rim + 14, figureWidth - rim - 14],
        label: measure.kind === 'accuracy' ? pointsTick : signedTick,
      });
      const zero = scale.at(0);
      const parts = [
        decisionLegend(top + 6),
        horizontalAxis(scale, bottom, axisName(measure), first - 6),
        line(zero, first - 6, zero, bottom, 'hib-axis'),
        ...all.map((remedy, i) =>
          row(remedy, first + i * rowHeight + (combined.includes(remedy) ? 8 : 0), scale, measure),
        ),
      ];
      if (combined.length > 0)
        parts.push(line(rim, bottom - rowHeight - 4, figureWidth - rim, bottom - rowHeight - 4, 'hib-grid'));
      return { content: parts.join(''), bottom: bottom + 44 };
    },
  });
}

/** Remedies by their mean effect, best first; unmeasured ones last. */
export function sortedByEffect(remedies: readonly RemedyRecord[]): RemedyRecord[] {
  const rank = (remedy: RemedyRecord) => (measured(remedy) ? remedy.effect.mean : -Infinity);
  return [...remedies].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x === y ? (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) : y > x ? 1 : -1;
  });
}

/** Whether there is an effect to show: at least one pair, and finite numbers. */
export const isMeasured = (effect: Effect): boolean =>
  effect.pairs > 0 && [effect.mean, ...effect.interval].every(Number.isFinite);

const measured = (remedy: RemedyRecord): boolean => isMeasured(remedy.effect);

const axisName = (measure: Measure): string =>
  measure.kind === 'accuracy'
    ? 'Validation accuracy gained, in percentage points'
    : `Validation ${measure.errorName} taken away`;

function row(remedy: RemedyRecord, top: number, scale: Scale, measure: Measure): string {
  const { effect, decision } = remedy;
  const value = measured(remedy)
    ? `${measure.writeEffect(effect.mean)} (${measure.writeEffectInterval(effect.interval).replace(' pp', '')})`
    : 'not measured';
  const room = figureWidth - 2 * rim - textWidth(value, 11) - 14;
  const name = fitText(nameOf(remedy), room);
  const texts =
    label(rim, top + 11, name, { class: 'hib-strong' }) +
    label(figureWidth - rim, top + 11, value, { class: 'hib-soft', anchor: 'end' });
  if (!measured(remedy)) return `<g data-row="${decision}">${texts}</g>`;
  const [low, high] = [scale.at(effect.interval[0]), scale.at(effect.interval[1])];
  const y = top + 25;
  const kind = `hib-${decision}`;
  const bar = [
    line(low, y, high, y, kind),
    line(low, y - 4, low, y + 4, kind),
    line(high, y - 4, high, y + 4, kind),
  ];
  return `<g data-row="${decision}">${texts}${bar.join('')}${mark(shapes[decision], scale.at(effect.mean), y, kind)}</g>`;
}

const nameOf = ({ name, strength }: RemedyRecord): string =>
  strength === '' ? name : `${name}, ${strength}`;

function decisionLegend(y: number): string {
  let at = rim + 5;
  return (['keep', 'drop', 'harm'] as const)
    .map((decision) => {
      const text = decisionText[decision];
      const part = `<g data-legend="${decision}">${mark(shapes[decision], at, y - 4, `hib-${decision}`)}${label(at + 11, y, text)}</g>`;
      at += 11 + textWidth(text) + 22;
      return part;
    })
    .join('');
}

function titleOf(rows: readonly RemedyRecord[], measure: Measure): string {
  if (rows.length === 0) return 'No remedies were tried';
  const helping = rows.filter(({ decision }) => decision === 'keep');
  const harming = rows.filter(({ decision }) => decision === 'harm');
  const harm = harming.length > 0 ? `; ${harming.length} ${harming.length === 1 ? 'harms' : 'harm'}` : '';
  const tried = `${rows.length} ${rows.length === 1 ? 'remedy' : 'remedies'}`;
  const best = helping[0];
  if (!best) return `None of ${tried} is shown to help${harm}`;
  const most = measured(best)
    ? `, ${fitText(best.name, 150)} by ${measure.writeEffect(best.effect.mean)}`
    : '';
  const lead = helping.length > 1 && most ? `${most.replace(', ', ', most of all ')}` : most;
  return `${helping.length} of ${tried} ${helping.length === 1 ? 'helps' : 'help'}${lead}${harm}`;
}

function descriptionOf(all: readonly RemedyRecord[], measure: Measure): string {
  const sentences = all.map((remedy) =>
    measured(remedy)
      ? `${nameOf(remedy)}: ${measure.writeEffect(remedy.effect.mean)}, 95% interval ${measure.writeEffectInterval(remedy.effect.interval)}, ${decisionText[remedy.decision]}.`
      : `${nameOf(remedy)}: not measured.`,
  );
  return ['Effects of the remedies on the validation part; positive is better.', ...sentences].join(' ');
}
