import type { EnsembleRow, EnsemblesRecord } from '../../study/ensemble/record.ts';
import { number } from '../../util/format.ts';
import { measureOf, type Measure } from '../measure.ts';
import { horizontalAxis, labelRoom, verticalAxis } from './axes.ts';
import { effectCells, effectColumns } from './columns.ts';
import { decisionLegend, decisionShape, decisionText, effectText, isMeasured } from './effects.ts';
import type { StudyFigure } from './figure.ts';
import { linearScale, logScale, pointsTick, signedTick, type Scale } from './scale.ts';
import { figure, figureWidth, fitText, label, line, mark, rim } from './svg.ts';

/** What several networks bring, and what each prediction costs for it. */
export const ensembleEconomics: StudyFigure = Object.freeze({
  name: 'ensembleEconomics',
  section: 'ensembles',
  place: 10,
  draw: ({ ensembles }) => {
    if (ensembles === undefined) return [];
    const measure = measureOf(ensembles.single.scores);
    const rows = ensembles.rows;
    return [
      {
        id: 'ensemble-economics',
        svg: drawEconomics(ensembles, measure),
        caption:
          'Several networks can answer together. Upwards: how much better they are than one network, with the 95% interval. To the right: how many runs of a network one answer takes. What stands far to the right must stand high to be worth it.',
        data: {
          caption: 'Ensembles against one network',
          columns: [
            { name: 'Ensemble' },
            { name: 'Members', numeric: true, field: 'members' },
            { name: 'Cost of an answer', numeric: true, field: 'predictionCost' },
            { name: 'Cost of training', numeric: true, field: 'trainingCost' },
            { name: 'Parameters', numeric: true, written: 'count', field: 'parameters' },
            { ...measure.column, name: `Validation ${measure.kind}`, field: `scores.${measure.kind}` },
            ...effectColumns(measure),
            { name: 'Decision' },
            { name: 'What it is' },
          ],
          rows: [ensembles.single, ...rows].map((row, i) => [
            row.name,
            row.members,
            row.predictionCost,
            row.trainingCost,
            row.parameters,
            measure.value(row.scores) ?? '',
            ...effectCells(row.effect, row.lossEffect),
            i === 0 ? '' : decisionText[row.decision],
            row.explanation,
          ]),
          places: ['ensembles.single', ...rows.map((_, i) => `ensembles.rows.${i}`)],
        },
      },
    ];
  },
} satisfies StudyFigure);

const plotHeight = 180;

/** A, B, C, …, Z, AA: what names a mark in the key. */
const letterOf = (i: number): string =>
  (i >= 26 ? letterOf(Math.floor(i / 26) - 1) : '') + String.fromCharCode(65 + (i % 26));

function drawEconomics({ rows, single, chosen }: EnsemblesRecord, measure: Measure): string {
  const measured = rows.filter(({ effect }) => isMeasured(effect));
  return figure({
    id: 'ensemble-economics',
    title: titleOf(rows, chosen, measure),
    description: `Gain against the cost of one answer. ${rows.map((row) => `${row.name}: ${effectText(row.effect, measure)}, ${costText(row)}, ${decisionText[row.decision]}.`).join(' ')}`,
    body: (top) => {
      const plotTop = top + 42;
      const bottom = plotTop + plotHeight;
      const y = linearScale({
        values: [0, ...measured.flatMap(({ effect }) => [effect.mean, ...effect.interval])],
        range: [bottom, plotTop],
        label: measure.kind === 'accuracy' ? pointsTick : signedTick,
      });
      const left = rim + labelRoom(y);
      const x = logScale({
        values: [1, ...rows.map(({ predictionCost }) => predictionCost)],
        range: [left + 10, figureWidth - rim - 10],
        label: (value) => `${number(value)}×`,
      });
      const places = placesOf(measured, x);
      const content = [
        decisionLegend(top + 6),
        label(
          rim,
          top + 28,
          measure.kind === 'accuracy'
            ? 'Accuracy gained against one network, percentage points'
            : `${measure.errorName} taken away against one network`,
          { class: 'hib-soft' },
        ),
        verticalAxis(y, left, figureWidth - rim - 6),
        horizontalAxis(x, bottom, 'Cost of one answer, in runs of a network'),
        line(left, y.at(0), figureWidth - rim - 6, y.at(0), 'hib-axis'),
        mark('diamond', x.at(single.predictionCost), y.at(0), 'hib-sign'),
        ...measured.map((row, i) => drawRow(row, letterOf(rows.indexOf(row)), places[i]!, y)),
        mark('diamond', rim + 6, bottom + 50, 'hib-sign'),
        label(rim + 18, bottom + 54, 'one network'),
        ...rows.map((row, i) => keyLine(row, letterOf(i), bottom + 72 + i * 18, measure)),
      ];
      return { content: content.join(''), bottom: bottom + 66 + rows.length * 18 };
    },
  });
}

/** Those of one cost stand beside one another. */
function placesOf(rows: readonly EnsembleRow[], x: Scale): number[] {
  const taken: number[] = [x.at(1)];
  for (const { predictionCost } of rows) {
    let at = x.at(Number.isFinite(predictionCost) ? predictionCost : 1);
    while (taken.some((other) => Math.abs(other - at) < 14) && at < figureWidth - rim - 14) at += 14;
    taken.push(Math.min(at, figureWidth - rim - 8));
  }
  return taken.slice(1);
}

function drawRow({ effect, decision }: EnsembleRow, letter: string, x: number, y: Scale): string {
  const kind = `hib-${decision}`;
  const [low, high] = [y.at(effect.interval[0]), y.at(effect.interval[1])];
  return (
    `<g data-row="${decision}">` +
    line(x, low, x, high, kind) +
    line(x - 4, low, x + 4, low, kind) +
    line(x - 4, high, x + 4, high, kind) +
    mark(decisionShape[decision], x, y.at(effect.mean), kind) +
    label(x, high - 5, letter, { class: 'hib-soft', anchor: 'middle' }) +
    '</g>'
  );
}

const costText = ({ predictionCost }: EnsembleRow): string =>
  Number.isFinite(predictionCost) ? `${number(predictionCost)}× the cost` : 'cost not measured';

function keyLine(row: EnsembleRow, letter: string, y: number, measure: Measure): string {
  const value = `${effectText(row.effect, measure)}, ${costText(row).replace(' the cost', '')}`;
  const room = figureWidth - 2 * rim - 24 - value.length * 6.6;
  return (
    label(rim, y, letter, { class: 'hib-strong' }) +
    label(rim + 18, y, fitText(row.name, Math.max(60, room))) +
    label(figureWidth - rim, y, fitText(value, figureWidth - 2 * rim - 90, 11), {
      class: 'hib-soft',
      anchor: 'end',
    })
  );
}

function titleOf(rows: readonly EnsembleRow[], chosen: string | undefined, measure: Measure): string {
  const used = rows.find(({ name }) => name === chosen);
  if (used)
    return `${fitText(used.name, 180)} ${isMeasured(used.effect) ? `gains ${measure.writeEffect(used.effect.mean)} ` : 'is used '}at ${costText(used)} of one network`;
  const helping = rows.filter(({ decision }) => decision === 'keep').length;
  if (rows.length === 0) return 'No ensembles were tried';
  if (helping === 0) return `None of ${rows.length} ensembles is shown to be better than one network`;
  return `${helping} of ${rows.length} ensembles ${helping === 1 ? 'helps' : 'help'}, and one network is kept: the gain is not worth the cost`;
}
