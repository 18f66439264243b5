import type { PartRecord } from '../../study/search/record.ts';
import { measureOf, type Measure } from '../measure.ts';
import { plain } from '../recipe.ts';
import { effectCells, effectColumns } from './columns.ts';
import { drawEffects, isMeasured } from './effects.ts';
import type { StudyFigure } from './figure.ts';
import { fitText } from './svg.ts';

/** What each part of the best mixture is worth among the others. */
export const leaveOneOut: StudyFigure = Object.freeze({
  name: 'leaveOneOut',
  section: 'search',
  place: 10,
  draw: ({ search }) => {
    if (search === undefined || search.parts.length === 0) return [];
    const measure = measureOf(search.winner.validation);
    const parts = search.parts
      .map((part, i) => ({ part, place: `search.parts.${i}` }))
      .sort((a, b) => worth(b.part) - worth(a.part));
    return [
      {
        id: 'leave-one-out',
        svg: drawEffects({
          id: 'leave-one-out',
          title: titleOf(
            parts.map(({ part }) => part),
            measure,
          ),
          description: 'What is lost where a part of the best mixture is taken away alone; positive helps.',
          rows: parts.map(({ part }) => ({ ...part, name: nameOf(part) })),
          axisName:
            measure.kind === 'accuracy'
              ? 'Accuracy lost without it, in percentage points'
              : `Validation ${measure.errorName} added without it`,
          measure,
        }),
        caption:
          'Each part of the best mixture was taken away alone, and the rest was trained again. A part whose line lies right of zero is needed among the others; one that crosses zero is not missed.',
        data: {
          caption: 'What each part of the mixture is worth in company',
          columns: [{ name: 'Part' }, { name: 'Value' }, ...effectColumns(measure), { name: 'Remark' }],
          rows: parts.map(({ part: { name, value, effect, lossEffect, reason } }) => [
            name,
            plain(value),
            ...effectCells(effect, lossEffect),
            reason ?? '',
          ]),
          places: parts.map(({ place }) => place),
        },
      },
    ];
  },
} satisfies StudyFigure);

const worth = ({ effect }: PartRecord): number => (isMeasured(effect) ? effect.mean : -Infinity);

/** The part with its value, unless the value says its name itself. */
function nameOf({ name, value }: PartRecord): string {
  const text = plain(value);
  return text.startsWith(name) ? text : `${name}, ${text}`;
}

/** Parts stand by their worth, best first. */
function titleOf(parts: readonly PartRecord[], measure: Measure): string {
  const all = `${parts.length} ${parts.length === 1 ? 'part' : 'parts'} of the mixture`;
  const needed = parts.filter(({ effect, decision }) => decision === 'keep' && isMeasured(effect));
  const [most] = needed;
  if (!most) return `None of the ${all} is missed when it is taken away`;
  const amount = `${fitText(most.name, 150)} by ${measure.writeEffect(most.effect.mean)}`;
  return `${needed.length} of the ${all} ${needed.length === 1 ? 'is' : 'are'} needed, most of all ${amount}`;
}
