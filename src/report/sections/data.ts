import type { DiagnosisRecord } from '../../study/record.ts';
import { count, plural } from '../../util/format.ts';
import { auditSection } from '../audit.ts';
import { figureBlocks } from '../figureBlock.ts';
import { html, shown, terms, type Html } from '../html.ts';
import type { ReportSection } from './section.ts';

type DataSummary = DiagnosisRecord['data'];

/** What the data are, and what their audit found. */
export const data: ReportSection = Object.freeze({
  name: 'data',
  place: 110,
  title: 'The data',
  short: 'Data',
  study: ({ record, figures }) =>
    html`${dataTerms(record.data, [['Sealed for the test', shown(record.data.test, count, 'data.test')]])}
    ${auditSection(record.audit)} ${figureBlocks(figures)}`,
  diagnosis: ({ record, figures }) =>
    html`${dataTerms(record.data)} ${auditSection(record.audit)} ${figureBlocks(figures)}`,
} satisfies ReportSection);

function dataTerms(summary: DataSummary, more: readonly (readonly [string, Html])[] = []): Html {
  const shape = summary.features.map(count);
  const features =
    summary.kind === 'image' && shape.length === 3
      ? `images of ${shape[1]} × ${shape[2]} pixels, ${plural(summary.features[0]!, 'channel')}`
      : summary.kind === 'tokens'
        ? `${shape[0]} tokens`
        : summary.kind === 'text'
          ? `text; ${shape[0]!} different words in all`
          : `${shape.join(' × ')} numbers an example`;
  return terms([
    ['Data', summary.description],
    ['Examples', shown(summary.rows, count, 'data.rows')],
    ...more,
    ['An example', features],
    summary.classes.length > 0
      ? ['Classes', html`${count(summary.classes.length)}: ${classList(summary.classes)}`]
      : ['To predict', 'a number'],
  ]);
}

function classList(classes: readonly string[]): Html {
  const listed = classes.slice(0, 40);
  const rest = classes.length - listed.length;
  return html`${listed.map((name, i) => html`${i > 0 ? ', ' : ''}<bdi>${name}</bdi>`)}${rest > 0 && ` and ${count(rest)} more`}`;
}
