import type { StudyRecord } from '../../study/record.ts';
import { measureOf } from '../measure.ts';
import { effectCells, effectColumns } from './columns.ts';
import { drawDots } from './dots.ts';
import { isMeasured } from './effects.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { numberTick, percentTick } from './scale.ts';

/** Two ways to the chosen size: trained small from the start, or cut out of a large network. */
export const pruning: StudyFigure = Object.freeze({
  name: 'pruning',
  section: 'size',
  place: 20,
  draw: (record) => drawn(record),
} satisfies StudyFigure);

function drawn({ pruning: cut, capacity: sizes }: StudyRecord): DrawnFigure[] {
  if (cut === undefined) return [];
  const place = sizes.findIndex(({ chosen }) => chosen);
  const small = sizes[place];
  const measure = measureOf(cut.validation);
  const [trained, pruned] = [small && measure.error(small.validation), measure.error(cut.validation)];
  const isShare = measure.kind === 'accuracy';
  const effect = isMeasured(cut.effect) ? cut.effect : undefined;
  const gain = effect
    ? `: ${measure.writeEffect(effect.mean)} (${measure.writeEffectInterval(effect.interval)})`
    : '';
  const interval =
    effect && pruned !== undefined
      ? ([pruned + effect.mean - effect.interval[1], pruned + effect.mean - effect.interval[0]] as const)
      : undefined;
  const title = `Cut out of a large network it is ${{ keep: 'better', drop: 'as good', harm: 'worse' }[cut.decision]}${gain}`;
  const note = (error: number | undefined) => (error === undefined ? 'not measured' : measure.write(error));
  return [
    {
      id: 'pruning',
      svg: drawDots({
        id: 'pruning',
        title,
        description: `${measure.errorName} of the chosen size by two ways of training it; smaller is better.`,
        rows: [
          {
            name: 'Small from the start',
            note: note(trained),
            dots: [{ look: 'training', shape: 'ring', value: trained }],
          },
          {
            name: 'Trained large, then cut',
            note: note(pruned),
            dots: [{ look: 'validation', shape: 'disc', value: pruned, interval }],
          },
        ],
        axisName: `Validation ${measure.errorName}`,
        bounds: isShare ? [0, 1] : undefined,
        tick: isShare ? percentTick : numberTick,
      }),
      caption:
        'A large network was trained for half of the steps, then its weakest units were taken out and the rest was trained on. Both ways take the same number of steps and see the same splits. The line is the 95% interval of the difference.',
      data: {
        caption: 'The same size by two ways',
        columns: [
          { name: 'Way' },
          { ...measure.column, name: `Validation ${measure.kind}`, field: `validation.${measure.kind}` },
          { name: 'Validation loss', numeric: true, field: 'validation.loss' },
          ...effectColumns(measure),
        ],
        rows: [
          [
            'small from the start',
            (small && measure.value(small.validation)) ?? '',
            small?.validation.loss ?? '',
            ...effectCells(undefined, undefined),
          ],
          [
            'trained large, then cut',
            measure.value(cut.validation) ?? '',
            cut.validation.loss,
            ...effectCells(cut.effect, cut.lossEffect),
          ],
        ],
        places: [`capacity.${place}`, 'pruning'],
      },
    },
  ];
}
