import type { RemedyRecord } from '../../study/record.ts';
import { count } from '../../util/format.ts';
import { figureBlocks } from '../figureBlock.ts';
import { decisionText, isMeasured } from '../figures/effects.ts';
import { sortedByEffect } from '../figures/remedyEffects.ts';
import { html, shown, table, type Html } from '../html.ts';
import { measureOf } from '../measure.ts';
import type { ReportSection } from './section.ts';

/** What each remedy is, and what it was worth. */
export const remedies: ReportSection = Object.freeze({
  name: 'remedies',
  place: 30,
  title: 'What helped, and what did not',
  short: 'Remedies',
  study: ({ record, figures }) =>
    html`${figureBlocks(figures)} ${remedyTable(record.remedies, record.combined)}`,
} satisfies ReportSection);

/** The remedies, best first, with what each one is and what it was worth. */
function remedyTable(alone: readonly RemedyRecord[], combined: readonly RemedyRecord[]): Html {
  const rows = [
    ...sortedByEffect(alone).map((remedy) => ({ ...remedy, place: `remedies.${alone.indexOf(remedy)}` })),
    ...combined.map((remedy, i) => ({ ...remedy, place: `combined.${i}` })),
  ];
  const measure = measureOf(rows[0]?.validation);
  return table(
    'Effect on the validation part; positive is better',
    [
      { name: 'Remedy' },
      { name: `Effect in ${measure.differenceUnit}`, numeric: true },
      { name: '95% interval', numeric: true },
      { name: 'Pairs', numeric: true },
      { name: 'Decision' },
      { name: 'What it does' },
    ],
    rows.map(({ name, strength, explanation, effect, decision, reason, place }) => [
      html`${name}${strength === '' ? undefined : html` <small>${strength}</small>`}`,
      isMeasured(effect)
        ? shown(effect.mean, measure.writeEffectValue, `${place}.effect.mean`)
        : 'not measured',
      isMeasured(effect) ? measure.writeEffectInterval(effect.interval).replace(' pp', '') : '',
      shown(effect.pairs, count, `${place}.effect.pairs`),
      html`<span class="decision ${decision === 'keep' ? 'good' : decision === 'harm' ? 'bad' : ''}"
        >${reason === undefined ? decisionText[decision] : 'refused'}</span
      >`,
      html`<span class="wide">${reason === undefined ? explanation : `${explanation}. ${reason}`}</span>`,
    ]),
  );
}
