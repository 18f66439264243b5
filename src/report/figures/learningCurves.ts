import { measureOf, type Measure } from '../measure.ts';
import { drawLearningCurves, learningDomain } from './curves.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { epochTable, trainingOf, trainingsOf, type Training } from './histories.ts';

/** Training and validation over the epochs, the baseline beside the chosen network. */
export const learningCurves: StudyFigure = Object.freeze({
  name: 'learningCurves',
  section: 'curves',
  place: 10,
  draw: (record) => drawn(trainingsOf(record)),
  drawDiagnosis: (record) => drawn([trainingOf(record)]),
} satisfies StudyFigure);

/** Curves of several trainings on one scale: the metric first, then the loss. */
function drawn(trainings: readonly Training[]): DrawnFigure[] {
  const histories = trainings.map(({ history }) => history);
  const measure = measureOf(histories.find((history) => history.length > 0)?.[0]?.train);
  const kinds = measure.kind === 'loss' ? (['loss'] as const) : (['metric', 'loss'] as const);
  return kinds.flatMap((shows) => {
    const domain = learningDomain(histories, shows);
    return trainings.map((training, i) => ({
      id: `curves-${shows}-${i + 1}`,
      svg: drawLearningCurves({ ...training, shows, domain, id: `curves-${shows}-${i + 1}` }),
      caption: captionOf(shows, measure, trainings.length > 1),
      data: tableOf(training, shows === 'loss' ? measureOf({ loss: 0 }) : measure),
    }));
  });
}

function captionOf(shows: 'metric' | 'loss', measure: Measure, several: boolean): string {
  const scale = several ? ' Both trainings are drawn on the same scale.' : '';
  if (shows === 'loss')
    return `The loss is what training makes small: it also counts how sure the network is. Where the solid line turns upwards, the network begins to learn its examples by heart.${scale}`;
  const what =
    measure.kind === 'accuracy' ? 'how many examples it gets right' : 'how large a typical miss is (rmse)';
  return `After each pass over its examples the network is tested: ${what}. Dashed: on the examples it learns from. Solid: on examples it does not learn from. The distance between the lines is what it has memorised only.${scale}`;
}

function tableOf(training: Training, measure: Measure) {
  const { history, name } = training;
  const isValidated = history.some(({ validation }) => validation !== undefined);
  const parts = [
    { part: 'train', title: 'Training', series: 'training' },
    ...(isValidated || history.length === 0
      ? [{ part: 'validation', title: 'Validation', series: 'validation' } as const]
      : []),
    ...(history.some(({ stop }) => stop !== undefined)
      ? [{ part: 'stop', title: 'Stopping part', ...(!isValidated && { series: 'validation' }) } as const]
      : []),
  ] as const;
  return epochTable(
    `${name}: ${measure.kind} by epoch`,
    training,
    parts.map(({ part, title, ...series }) => ({
      ...measure.column,
      ...series,
      name: title,
      field: `${part}.${measure.kind}`,
      of: (epoch) => measure.value(epoch[part]),
    })),
  );
}
