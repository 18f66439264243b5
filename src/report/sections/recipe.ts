import { html, table } from '../html.ts';
import { recipeChanges, recipeLines } from '../recipe.ts';
import type { ReportSection } from './section.ts';

/** The recipe that was chosen, and how it differs from the baseline. */
export const recipe: ReportSection = Object.freeze({
  name: 'recipe',
  place: 100,
  title: 'The chosen recipe',
  short: 'Recipe',
  study: ({ record: { baseline, chosen } }) => {
    const changes = recipeChanges(baseline.recipe, chosen.recipe);
    return html`${
        changes.length === 0
          ? html`<p>It is the recipe of the baseline.</p>`
          : table(
              'What differs from the baseline',
              [{ name: 'Field' }, { name: 'Baseline' }, { name: 'Chosen' }],
              changes.map(({ field, before, after }) => [field, before, after]),
            )
      }
      <h3>The whole recipe</h3>
      <pre tabindex="0" role="region" aria-label="The whole recipe">
${recipeLines(chosen.recipe).join('\n')}</pre>`;
  },
} satisfies ReportSection);
