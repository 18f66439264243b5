import type { DiagnosisRecord } from '../../study/record.ts';
import { measureOf } from '../measure.ts';
import { drawDots } from './dots.ts';
import { isMeasured } from './effects.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { numberTick, percentTick } from './scale.ts';

/** What is lost on groups that training never saw. */
export const groupShift: StudyFigure = Object.freeze({
  name: 'groupShift',
  section: 'diagnosis',
  place: 30,
  draw: ({ diagnosis }) => drawn(diagnosis, 'diagnosis.'),
  drawDiagnosis: (diagnosis) => drawn(diagnosis, ''),
} satisfies StudyFigure);

function drawn({ groupShift: shift, validation }: DiagnosisRecord, root: string): DrawnFigure[] {
  if (shift === undefined) return [];
  const measure = measureOf(validation);
  const [within, fresh] = [measure.error(shift.within), measure.error(validation)];
  const isShare = measure.kind === 'accuracy';
  const written = (error: number | undefined) =>
    error === undefined ? 'not measured' : measure.write(error);
  const lost = isMeasured(shift.lost) ? shift.lost : undefined;
  // The interval of what is lost, laid around the error on new groups.
  const interval =
    lost && fresh !== undefined
      ? ([fresh - lost.mean + lost.interval[0], fresh - lost.mean + lost.interval[1]] as const)
      : undefined;
  const loss = lost
    ? `${measure.writeEffect(lost.mean)} (${measure.writeEffectInterval(lost.interval)})`
    : '';
  const title = !lost
    ? `New groups: ${measure.errorName} ${written(fresh)}, known groups: ${written(within)}`
    : lost.interval[0] > 0
      ? `New groups are harder: they cost ${loss}`
      : lost.interval[1] < 0
        ? `New groups are easier than known ones: ${loss}`
        : `New groups are not shown to be harder: ${loss}`;
  return [
    {
      id: 'group-shift',
      svg: drawDots({
        id: 'group-shift',
        title,
        description: `${measure.errorName} on examples that were not trained on; smaller is better.`,
        rows: [
          {
            name: 'Groups seen in training',
            note: written(within),
            dots: [{ look: 'training', shape: 'ring', value: within }],
          },
          {
            name: 'New groups',
            note: written(fresh),
            dots: [{ look: 'validation', shape: 'disc', value: fresh, interval }],
          },
        ],
        axisName: isShare ? 'Error on examples that were not trained on' : `Validation ${measure.errorName}`,
        bounds: isShare ? [0, 1] : undefined,
        tick: isShare ? percentTick : numberTick,
      }),
      caption:
        'Examples come in groups, such as patients or authors. Where examples of one group stand on both sides of the split the task is easier than in life; this is the difference. The line is the 95% interval of what is lost.',
      data: {
        caption: 'Known groups against new groups',
        columns: [
          { name: 'Examples of' },
          { ...measure.column, name: `Validation ${measure.kind}`, field: measure.kind },
          { name: 'Validation loss', numeric: true, field: 'loss' },
        ],
        rows: [
          ['groups seen in training', measure.value(shift.within) ?? '', shift.within.loss],
          ['new groups', measure.value(validation) ?? '', validation.loss],
        ],
        places: [`${root}groupShift.within`, `${root}validation`],
      },
    },
  ];
}
