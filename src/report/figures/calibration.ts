import { number, signedNumber } from '../../util/format.ts';
import { drawDots } from './dots.ts';
import { isMeasured } from './effects.ts';
import type { StudyFigure } from './figure.ts';
import { numberTick } from './scale.ts';

/** What one temperature does to the probabilities of the chosen network. */
export const calibration: StudyFigure = Object.freeze({
  name: 'calibration',
  section: 'test',
  place: 40,
  draw: ({ calibration: record }) => {
    if (record === undefined) return [];
    const { temperature, lossBefore, lossAfter, effect, kept } = record;
    const isThere = isMeasured(effect);
    const interval = isThere
      ? ([lossBefore - effect.interval[1], lossBefore - effect.interval[0]] as const)
      : undefined;
    const change = isThere
      ? ` (${signedNumber(effect.mean)} taken away, 95% interval ${signedNumber(effect.interval[0])} to ${signedNumber(effect.interval[1])})`
      : '';
    const how = temperature > 1 ? 'less sure' : 'surer';
    return [
      {
        id: 'calibration',
        svg: drawDots({
          id: 'calibration',
          title: kept
            ? `Making the network ${how} lowers its log loss from ${written(lossBefore)} to ${written(lossAfter)}`
            : `Changing how sure the network is does not help: log loss ${written(lossBefore)} before, ${written(lossAfter)} after`,
          description: `Log loss on held-out examples, smaller is better${change}.`,
          rows: [
            {
              name: 'As the network says it',
              note: written(lossBefore),
              dots: [{ look: 'drop', shape: 'ring', value: finite(lossBefore) }],
            },
            {
              name: `At temperature ${written(temperature)}${kept ? ', kept' : ', not kept'}`,
              note: written(lossAfter),
              dots: [
                { look: kept ? 'keep' : 'validation', shape: 'disc', value: finite(lossAfter), interval },
              ],
            },
          ],
          axisName: 'Log loss on held-out examples, in nats',
          tick: numberTick,
        }),
        caption: `A network can be right and still too sure of itself. One number, the temperature, makes all its probabilities ${how}: it was fitted on some held-out examples and judged on others. It changes no answer. The line is the 95% interval of the change.`,
        data: {
          caption: 'Log loss before and after the temperature',
          columns: [
            { name: 'Temperature', numeric: true, field: 'temperature' },
            { name: 'Loss before', numeric: true, field: 'lossBefore' },
            { name: 'Loss after', numeric: true, field: 'lossAfter' },
            { name: 'Taken away', numeric: true, field: 'effect.mean' },
            { name: 'From', numeric: true, field: 'effect.interval.0' },
            { name: 'To (95%)', numeric: true, field: 'effect.interval.1' },
            { name: 'Kept' },
          ],
          rows: [[temperature, lossBefore, lossAfter, effect.mean, ...effect.interval, kept ? 'yes' : 'no']],
          places: ['calibration'],
        },
      },
    ];
  },
} satisfies StudyFigure);

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

const written = (value: number): string => (Number.isFinite(value) ? number(value) : 'not measured');
