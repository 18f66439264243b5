import { number, plural } from '../../util/format.ts';
import type { SearchRecord } from '../../study/search/record.ts';
import { horizontalAxis, labelRoom, legend, verticalAxis } from './axes.ts';
import { pluralText } from './columns.ts';
import type { StudyFigure } from './figure.ts';
import { linearScale, numberTick, type Scale } from './scale.ts';
import { searchSteps, type SearchStep } from './searchSteps.ts';
import { curve, figure, figureWidth, label, mark, rim, type Shape } from './svg.ts';

/** What the search found for what it spent. */
export const searchHistory: StudyFigure = Object.freeze({
  name: 'searchHistory',
  section: 'search',
  place: 20,
  draw: ({ search }) => {
    if (search === undefined) return [];
    const steps = searchSteps(search);
    if (steps.length === 0) return [];
    return [
      {
        id: 'search-history',
        svg: drawSearchHistory(search, steps),
        caption: `Each mark is a mixture, trained for as long as its mark says: many are tried for a short time, and the best go on. The line is the least loss of a full training so far. At 0 stand the baseline and what the study knew before. Short trainings have higher losses for that alone.${search.spent > steps.at(-1)!.spent + 0.5 ? ` The rest of the ${plural(search.spent, 'training')} went into judging the best mixture and its parts.` : ''}`,
        data: {
          caption: 'Trainings of the search in their order',
          columns: [
            { name: 'Full trainings spent', numeric: true },
            { name: 'Mixture', numeric: true, written: 'count' },
            { name: 'From' },
            { name: 'Rung', numeric: true, written: 'count', field: 'rung' },
            { name: 'Validation loss', numeric: true, field: 'loss' },
            { name: 'Best so far', numeric: true },
          ],
          rows: steps.map(({ spent, configuration, rung, loss, best }) => [
            spent,
            configuration.number,
            configuration.origin,
            rung,
            loss,
            best ?? '',
          ]),
          places: steps.map(({ place }) => place),
        },
      },
    ];
  },
} satisfies StudyFigure);

const plotHeight = 190;

/** Marks of the rungs, the last one first. */
const shapes: readonly Shape[] = ['disc', 'diamond', 'triangle', 'square'];

/** Marks of the rungs below the last, thin and hollow of colour: they are there for comparison. */
const lookOf = (isLast: boolean): string => (isLast ? 'hib-keep' : 'hib-drop hib-bare');

function drawSearchHistory(search: SearchRecord, steps: readonly SearchStep[]): string {
  const { rungs } = search;
  return figure({
    id: 'search-history',
    title: titleOf(search, steps),
    description: `Losses of ${plural(steps.length, 'training')} over what the search had spent, and the best so far. ${steps.at(-1)!.best === undefined ? '' : `The best full training has a loss of ${number(steps.at(-1)!.best!)}.`}`,
    body: (top) => {
      const rows = rungs.map((_, i) => rungs.length - 1 - i);
      const plotTop = top + 16 + 18 * (rows.length + 1);
      const bottom = plotTop + plotHeight;
      const y = linearScale({
        values: steps.map(({ loss }) => loss),
        range: [bottom, plotTop],
        label: numberTick,
      });
      const left = rim + labelRoom(y);
      const x = linearScale({
        values: [0, ...steps.map(({ spent }) => spent)],
        range: [left + 8, figureWidth - rim - 8],
        nice: false,
        label: numberTick,
      });
      const content = [
        legend(rim, top + 8, [{ series: 'chosen', text: 'Best full training so far' }]),
        ...rows.map((rung, i) => rungKey(search, rung, i, top + 26 + 18 * i)),
        verticalAxis(y, left, figureWidth - rim - 6),
        horizontalAxis(x, bottom, 'Full trainings spent'),
        ...[...steps]
          .sort((a, b) => a.rung - b.rung)
          .map(({ rung, spent, loss }) =>
            mark(shapeOf(rung, rungs.length), x.at(spent), y.at(loss), lookOf(rung === rungs.length - 1)),
          ),
        bestLine(steps, x, y),
      ];
      return { content: content.join(''), bottom: bottom + 46 };
    },
  });
}

const shapeOf = (rung: number, count: number): Shape =>
  shapes[Math.min(shapes.length - 1, Math.max(0, count - 1 - rung))]!;

function rungKey({ rungs }: SearchRecord, rung: number, i: number, y: number): string {
  const { epochs, pairs } = rungs[rung]!;
  const text = `${i === 0 ? 'In full: ' : ''}${pluralText(epochs, 'epoch')} on ${pluralText(pairs, 'pair')}`;
  return mark(shapeOf(rung, rungs.length), rim + 11, y - 4, lookOf(i === 0)) + label(rim + 28, y, text);
}

/** The best so far as a staircase. */
function bestLine(steps: readonly SearchStep[], x: Scale, y: Scale): string {
  const corners: (readonly [number, number])[] = [];
  for (const { spent, best } of steps) {
    if (best === undefined) continue;
    const height = y.at(best);
    const before = corners.at(-1);
    if (before && before[1] !== height) corners.push([x.at(spent), before[1]]);
    if (!before || before[1] !== height) corners.push([x.at(spent), height]);
  }
  const end = corners.at(-1);
  if (end) corners.push([x.at(steps.at(-1)!.spent), end[1]]);
  return curve(corners, 'hib-chosen', ' data-series="chosen"');
}

function titleOf({ winner }: SearchRecord, steps: readonly SearchStep[]): string {
  const last = steps.at(-1)!;
  const known = steps.filter(({ spent }) => spent === 0).at(-1)?.best;
  if (last.best === undefined) return 'No mixture was trained in full';
  if (!winner.isFound)
    return `For ${plural(last.spent, 'full training')} the search found nothing better than a loss of ${number(last.best)}`;
  const from = known === undefined ? '' : `from ${number(known)} `;
  return `The search brings the loss ${from}to ${number(last.best)}, for ${plural(last.spent, 'full training')}`;
}
