import { count, plural } from '../../util/format.ts';
import { figureBlocks } from '../figureBlock.ts';
import { decisionText, isMeasured } from '../figures/effects.ts';
import { html, shown } from '../html.ts';
import { measureOf } from '../measure.ts';
import type { ReportSection } from './section.ts';

/** The search over all remedies at once. */
export const search: ReportSection = Object.freeze({
  name: 'search',
  place: 40,
  title: 'The search for the best mixture',
  short: 'Search',
  study: ({ record: { search: found }, figures }) => {
    if (found === undefined) return undefined;
    const measure = measureOf(found.winner.validation);
    const { report } = found;
    return html`<p>
        ${plural(found.configurations.length, 'mixture')} of remedies were compared, for
        ${shown(found.spent, count, 'search.spent')} of ${shown(found.budget, count, 'search.budget')} full
        trainings.
        ${
          found.winner.isFound
            ? `The best one was found by the search: number ${found.winner.number}.`
            : 'None was better than what the study knew before.'
        }
        ${
          report && isMeasured(report.effect)
            ? html`On examples that chose nothing it is worth
              ${shown(report.effect.mean, measure.writeEffect, 'search.report.effect.mean')} against the
              baseline (95% interval ${measure.writeEffectInterval(report.effect.interval)}):
              ${decisionText[report.decision]}.`
            : undefined
        }
      </p>
      ${found.notes.map((note) => html`<p>${note}</p>`)} ${figureBlocks(figures)}`;
  },
} satisfies ReportSection);
