import { measureOf, type Measure } from '../measure.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { jointEpochTable, keptOf, lookOf, trainingOf, trainingsOf, type Training } from './histories.ts';
import { drawLines } from './lines.ts';
import { numberTick, pointsTick } from './scale.ts';

/** How far what was not seen stays behind what was, epoch by epoch. */
export const generalizationGap: StudyFigure = Object.freeze({
  name: 'generalizationGap',
  section: 'curves',
  place: 20,
  draw: (record) => drawn(trainingsOf(record)),
  drawDiagnosis: (record) => drawn([trainingOf(record)]),
} satisfies StudyFigure);

interface Gap {
  readonly epoch: number;
  readonly value: number;
}

function drawn(trainings: readonly Training[]): DrawnFigure[] {
  const measure = measureOf(trainings.find(({ history }) => history.length > 0)?.history[0]?.train);
  const series = trainings.map((training) => ({ training, gaps: gapsOf(training, measure) }));
  if (series.every(({ gaps }) => gaps.length === 0)) return [];
  const isShare = measure.kind === 'accuracy';
  const write = isShare ? (value: number) => measure.writeEffect(value) : measure.write;
  const caption = isShare
    ? 'Accuracy on the examples it learns from, minus accuracy on examples it does not learn from. At 0 the network is as good on new examples as on known ones; what lies above is learned by heart.'
    : `The ${measure.errorName} on examples it does not learn from, minus the ${measure.errorName} on those it learns from. At 0 the network is as good on new examples as on known ones; what lies above is learned by heart.`;
  return [
    {
      id: 'generalization-gap',
      svg: drawLines({
        id: 'generalization-gap',
        title: titleOf(series, write),
        description: 'Line chart of the generalization gap over the epochs; the mark is at the weights kept.',
        lines: series.map(({ training, gaps }) => ({
          ...lookOf(training),
          points: gaps.map(({ epoch, value }) => ({ x: epoch, y: value })),
          marked: keptOf(training),
        })),
        xName: 'Epoch (one pass over the training examples)',
        yName: isShare
          ? 'Training minus validation accuracy, percentage points'
          : `Validation minus training ${measure.errorName}`,
        including: [0],
        tick: isShare ? pointsTick : numberTick,
        write,
      }),
      caption: `${caption} The mark stands at the epoch whose weights were kept.`,
      data: jointEpochTable(
        'Generalization gap by epoch',
        series.map(({ training, gaps }) => ({
          column: {
            name: training.name,
            written: isShare ? 'points' : 'number',
            series: lookOf(training).series,
          },
          points: gaps,
        })),
      ),
    },
  ];
}

/** Positive where what was not seen is worse. Where there is no validation part, the stopping part stands for it. */
const gapsOf = ({ history }: Training, measure: Measure): Gap[] =>
  history.flatMap(({ epoch, train, validation, stop }) => {
    const [seen, unseen] = [measure.error(train), measure.error(validation ?? stop)];
    return seen === undefined || unseen === undefined || !Number.isFinite(epoch)
      ? []
      : [{ epoch, value: unseen - seen }];
  });

function titleOf(
  series: readonly { readonly training: Training; readonly gaps: readonly Gap[] }[],
  write: (value: number) => string,
): string {
  const ends = series.flatMap(({ training, gaps }) => {
    const end = gaps.find(({ epoch }) => epoch === keptOf(training)) ?? gaps.at(-1);
    return end ? [{ name: training.name.toLowerCase(), value: end.value }] : [];
  });
  const [first, second] = ends;
  if (!first || !second)
    return `Between known and new examples a gap of ${write(ends[0]?.value ?? 0)} is left`;
  const [a, b] = [write(first.value), write(second.value)];
  if (a === b) return `The gap between known and new examples is the same for both networks, ${a}`;
  const course = second.value < first.value ? 'shrinks' : 'grows';
  return `The gap between known and new examples ${course} from ${a} to ${b}`;
}
