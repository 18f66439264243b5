import { number } from '../../util/format.ts';
import { figureBlocks } from '../figureBlock.ts';
import type { DiagnosisRecord } from '../../study/record.ts';
import { html, shown, table, type Html } from '../html.ts';
import { measureOf } from '../measure.ts';
import { evidenceLink } from './evidenceLink.ts';
import type { Drawn, ReportSection } from './section.ts';
import { verdictText } from './verdictText.ts';

/** What a network without remedies does, and how that is known. */
export const diagnosis: ReportSection = Object.freeze({
  name: 'diagnosis',
  place: 10,
  title: 'The diagnosis',
  short: 'Diagnosis',
  study: (drawn) => content({ ...drawn, record: drawn.record.diagnosis }, 'diagnosis.'),
  diagnosis: (drawn) =>
    html`${content(drawn, '')}
      <p><strong>What to do next.</strong> ${drawn.record.next}</p>`,
} satisfies ReportSection);

function content({ record, figures, has }: Drawn<DiagnosisRecord>, place: string): Html {
  const measure = measureOf(record.train);
  const row = (name: string, part: 'train' | 'validation' | 'guess') => [
    name,
    shown(measure.value(record[part]), measure.write, `${place}${part}.${measure.kind}`),
    shown(record[part].loss, number, `${place}${part}.loss`),
  ];
  return html`<p>
      <strong>${verdictText[record.verdict]}.</strong> Training minus validation, both measured alike, is
      ${shown(record.generalizationGap, measure.writeEffect, `${place}generalizationGap`)} (95% interval
      ${measure.writeEffectInterval(record.interval)}).
    </p>
    <ul>
      ${record.evidence.map(
        (sentence) => html`<li>${sentence} ${evidenceLink(sentence, record.audit, has)}</li>`,
      )}
    </ul>
    ${table(
      'A network without remedies',
      [
        { name: 'Measured on' },
        { name: measure.kind === 'accuracy' ? 'Accuracy' : measure.kind, numeric: true },
        { name: 'Loss', numeric: true },
      ],
      [
        row('what it learned from (training)', 'train'),
        row('what it did not see (validation)', 'validation'),
        row('a guess without looking', 'guess'),
      ],
    )}
    ${figureBlocks(figures)}`;
}
