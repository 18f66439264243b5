// shared within this room
import type { Effect, RemedyRecord } from '../../study/record.ts';
import type { Measure } from '../measure.ts';
import { horizontalAxis } from './axes.ts';
import { linearScale, pointsTick, signedTick, type Scale } from './scale.ts';
import { figure, figureWidth, fitText, label, line, mark, rim, textWidth, type Shape } from './svg.ts';

export type Decision = RemedyRecord['decision'];

/** One thing that was tried, and what it was worth. */
export interface EffectRow {
  readonly name: string;
  readonly effect: Effect;
  readonly decision: Decision;
}

export interface EffectsData {
  readonly id: string;
  readonly title: string;
  /** What is drawn, in front of a sentence for each row. */
  readonly description: string;
  readonly rows: readonly EffectRow[];
  /** So many of the last rows stand under a rule. Default 0. */
  readonly apart?: number;
  readonly axisName: string;
  readonly measure: Measure;
}

/** Decisions in words. */
export const decisionText: Readonly<Record<Decision, string>> = {
  keep: 'helps',
  drop: 'no effect shown',
  harm: 'harms',
};

/** Marks of decisions. */
export const decisionShape: Readonly<Record<Decision, Shape>> = {
  keep: 'disc',
  drop: 'ring',
  harm: 'square',
};

const rowHeight = 40;

/** Whether there is an effect to show: at least one pair, and finite numbers. */
export const isMeasured = (effect: Effect): boolean =>
  effect.pairs > 0 && [effect.mean, ...effect.interval].every(Number.isFinite);

/**
 * One row for each thing: its mean effect and 95% interval against no effect, told apart by colour and shape as helps, no
 * effect shown, harms.
 */
export function drawEffects({ rows, apart = 0, measure, axisName, ...data }: EffectsData): string {
  return figure({
    id: data.id,
    title: data.title,
    description: [data.description, ...rows.map((row) => sentenceOf(row, measure))].join(' '),
    body: (top) => {
      if (rows.length === 0)
        return { content: label(rim, top + 16, 'There is nothing to compare.'), bottom: top + 34 };
      const first = top + 26;
      const gap = apart > 0 ? 8 : 0;
      const bottom = first + rows.length * rowHeight + gap;
      const measured = rows.filter(({ effect }) => isMeasured(effect));
      const scale = linearScale({
        values: [0, ...measured.flatMap(({ effect }) => [effect.mean, ...effect.interval])],
        range: [rim + 14, figureWidth - rim - 14],
        label: measure.kind === 'accuracy' ? pointsTick : signedTick,
      });
      const zero = scale.at(0);
      const single = rows.length - apart;
      const parts = [
        decisionLegend(top + 6),
        horizontalAxis(scale, bottom, axisName, first - 6),
        line(zero, first - 6, zero, bottom, 'hib-axis'),
        ...rows.map((row, i) =>
          drawRow(row, first + i * rowHeight + (i >= single ? gap : 0), scale, measure),
        ),
      ];
      if (apart > 0) {
        const y = first + single * rowHeight + 2;
        parts.push(line(rim, y, figureWidth - rim, y, 'hib-grid'));
      }
      return { content: parts.join(''), bottom: bottom + 44 };
    },
  });
}

/** An effect with its interval as people read it: "+4.1 pp (+3.1 to +5.1)". */
export const effectText = (effect: Effect, measure: Measure): string =>
  isMeasured(effect)
    ? `${measure.writeEffect(effect.mean)} (${measure.writeEffectInterval(effect.interval).replace(' pp', '')})`
    : 'not measured';

function sentenceOf({ name, effect, decision }: EffectRow, measure: Measure): string {
  return isMeasured(effect)
    ? `${name}: ${measure.writeEffect(effect.mean)}, 95% interval ${measure.writeEffectInterval(effect.interval)}, ${decisionText[decision]}.`
    : `${name}: not measured.`;
}

function drawRow({ name, effect, decision }: EffectRow, top: number, scale: Scale, measure: Measure): string {
  const value = effectText(effect, measure);
  const room = figureWidth - 2 * rim - textWidth(value, 11) - 14;
  const texts =
    label(rim, top + 11, fitText(name, room), { class: 'hib-strong' }) +
    label(figureWidth - rim, top + 11, value, { class: 'hib-soft', anchor: 'end' });
  if (!isMeasured(effect)) return `<g data-row="${decision}">${texts}</g>`;
  const kind = `hib-${decision}`;
  const y = top + 25;
  return `<g data-row="${decision}">${texts}${whisker(effect.interval, scale, y, kind)}${mark(decisionShape[decision], scale.at(effect.mean), y, kind)}</g>`;
}

/** An interval as a line with ends. */
export function whisker(interval: readonly [number, number], scale: Scale, y: number, kind: string): string {
  const [low, high] = [scale.at(interval[0]), scale.at(interval[1])];
  return (
    line(low, y, high, y, kind) + line(low, y - 4, low, y + 4, kind) + line(high, y - 4, high, y + 4, kind)
  );
}

/** What the marks of decisions mean. */
export function decisionLegend(y: number): string {
  let at = rim + 5;
  return (['keep', 'drop', 'harm'] as const)
    .map((decision) => {
      const text = decisionText[decision];
      const part = `<g data-legend="${decision}">${mark(decisionShape[decision], at, y - 4, `hib-${decision}`)}${label(at + 11, y, text)}</g>`;
      at += 11 + textWidth(text) + 22;
      return part;
    })
    .join('');
}
