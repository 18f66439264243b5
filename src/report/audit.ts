import type { DiagnosisRecord } from '../study/record.ts';
import { count } from '../util/format.ts';
import { html, type Html } from './html.ts';

const mostShown = 25;

const severityText = { leak: 'Leak', warning: 'Warning', note: 'Note' } as const;

/** What the audit of the data found, with examples behind each finding. */
export function auditSection(audit: DiagnosisRecord['audit']): Html {
  if (audit.length === 0)
    return html`<p>
      The audit found no duplicates, conflicting labels, leaking or useless columns, rare classes, or families
      of rows.
    </p>`;
  return html`<ul>
    ${audit.map(
      ({ severity, message, examples, count: all }) =>
        html`<li>
          <strong>${severityText[severity]}.</strong> ${message}
          ${
            examples.length > 1 &&
            html`<details>
              <summary>${count(Math.min(mostShown, examples.length))} of ${count(all)}</summary>
              <ul>
                ${examples.slice(0, mostShown).map((example) => html`<li><bdi>${example}</bdi></li>`)}
              </ul>
            </details>`
          }
        </li>`,
    )}
  </ul>`;
}
