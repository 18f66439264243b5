import type { StudyRecord } from '../../study/record.ts';
import { number } from '../../util/format.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { jointEpochTable, keptOf, lookOf, trainingOf, trainingsOf, type Training } from './histories.ts';
import { drawLines } from './lines.ts';
import { numberTick } from './scale.ts';

/** How sensitive the outputs are to a small change of the input, epoch by epoch. */
export const jacobianNorm: StudyFigure = Object.freeze({
  name: 'jacobianNorm',
  section: 'curves',
  place: 40,
  draw: (record) => drawn(trainingsOf(record), penaltiesText(record)),
  drawDiagnosis: (record) => drawn([trainingOf(record)], ''),
} satisfies StudyFigure);

interface Norm {
  readonly epoch: number;
  readonly value: number;
}

function drawn(trainings: readonly Training[], penalties: string): DrawnFigure[] {
  const series = trainings.map((training) => ({ training, norms: normsOf(training) }));
  if (series.every(({ norms }) => norms.length === 0)) return [];
  return [
    {
      id: 'jacobian-norm',
      svg: drawLines({
        id: 'jacobian-norm',
        title: titleOf(series),
        description: 'Line chart of the norm of the Jacobian over the epochs.',
        lines: series.map(({ training, norms }) => ({
          ...lookOf(training),
          points: norms.map(({ epoch, value }) => ({ x: epoch, y: value })),
          marked: keptOf(training),
        })),
        xName: 'Epoch (one pass over the training examples)',
        yName: 'Change of the outputs for a small change of the input',
        including: [0],
        tick: numberTick,
        write: number,
      }),
      caption: `How much the outputs move when the input moves a little. A network that learns by heart bends sharply between its examples, so that this grows.${penalties}`,
      data: jointEpochTable(
        'Norm of the Jacobian by epoch',
        series.map(({ training, norms }) => ({
          column: { name: training.name, series: lookOf(training).series },
          points: norms,
        })),
      ),
    },
  ];
}

const normsOf = ({ history }: Training): Norm[] =>
  history.flatMap(({ epoch, jacobianNorm: value }) =>
    value !== undefined && Number.isFinite(value) && Number.isFinite(epoch) ? [{ epoch, value }] : [],
  );

/** Which penalties the chosen recipe has that the baseline has not, as a sentence. */
function penaltiesText({ baseline, chosen }: StudyRecord): string {
  const of = (recipe: StudyRecord['chosen']['recipe']) =>
    typeof recipe.penalties === 'object' && recipe.penalties !== null
      ? (recipe.penalties as Readonly<Record<string, unknown>>)
      : {};
  const before = of(baseline.recipe);
  const added = Object.entries(of(chosen.recipe)).filter(
    ([name, value]) => typeof value === 'number' && value > 0 && value !== before[name],
  );
  if (added.length === 0) return ' The chosen recipe has no penalty that the baseline lacks.';
  return ` The chosen recipe holds its weights down by ${added.map(([name, value]) => `${name} ${number(value as number)}`).join(', ')}.`;
}

function titleOf(
  series: readonly { readonly training: Training; readonly norms: readonly Norm[] }[],
): string {
  const ends = series.flatMap(({ training, norms }) => {
    const end = norms.find(({ epoch }) => epoch === keptOf(training)) ?? norms.at(-1);
    return end ? [{ first: norms[0]!, end, name: training.name }] : [];
  });
  const [one, two] = ends;
  if (!two) {
    const { first, end } = one!;
    if (first.value > 0 && end.value / first.value > 1.05)
      return `The outputs become ${number(end.value / first.value)} times as sensitive to a small change of the input`;
    return `The outputs do not become more sensitive: a norm of ${number(end.value)}`;
  }
  const [a, b] = [one!.end.value, two.end.value];
  const values = `(${number(b)} against ${number(a)})`;
  if (b < a * 0.95) return `The chosen network is less sensitive to small changes of its input ${values}`;
  if (b > a * 1.05) return `The chosen network is more sensitive to small changes of its input ${values}`;
  return `Both networks are about as sensitive to small changes of their input ${values}`;
}
