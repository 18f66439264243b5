import type { DiagnosisRecord } from '../../study/record.ts';
import { count } from '../../util/format.ts';
import { measureOf, type Measure } from '../measure.ts';
import { countText } from './columns.ts';
import { isMeasured } from './effects.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { drawLines } from './lines.ts';
import { numberTick, percentTick, type Scale } from './scale.ts';
import { line, mark } from './svg.ts';

/** What more data brought, and what twice as many examples would bring. */
export const sampleSizes: StudyFigure = Object.freeze({
  name: 'sampleSizes',
  section: 'diagnosis',
  place: 20,
  draw: ({ diagnosis }) => drawn(diagnosis, 'diagnosis.'),
  drawDiagnosis: (diagnosis) => drawn(diagnosis, ''),
} satisfies StudyFigure);

type Curve = NonNullable<DiagnosisRecord['learningCurve']>;

function drawn({ learningCurve }: DiagnosisRecord, place: string): DrawnFigure[] {
  if (learningCurve === undefined || learningCurve.points.length === 0) return [];
  const { points, twice } = learningCurve;
  const measure = measureOf(points[0]?.validation);
  const isShare = measure.kind === 'accuracy';
  const hoped = hopedFor(learningCurve, measure);
  const lineOf = (part: 'train' | 'validation') =>
    points.flatMap((point) => {
      const y = measure.error(point[part]);
      return y === undefined ? [] : [{ x: point.examples, y }];
    });
  return [
    {
      id: 'sample-sizes',
      svg: drawLines({
        id: 'sample-sizes',
        title: titleOf(learningCurve, measure),
        description: `Line chart of the ${measure.errorName} over the number of training examples.`,
        lines: [
          {
            series: 'training',
            name: `Training ${measure.errorName}`,
            shape: 'square',
            points: lineOf('train'),
            marked: 'all',
          },
          {
            series: 'validation',
            name: `Validation ${measure.errorName}`,
            shape: 'disc',
            points: lineOf('validation'),
            marked: 'all',
          },
        ],
        xName: 'Training examples (each step to the right is a multiple)',
        yName: isShare ? 'Share of wrong answers' : `${measure.errorName}, smaller is better`,
        isLog: true,
        including: [0, ...(hoped ? [hoped.error, ...hoped.interval] : [])],
        xIncluding: hoped ? [hoped.examples] : [],
        bounds: isShare ? [0, 1] : undefined,
        tick: isShare ? percentTick : numberTick,
        write: measure.write,
        more: (x, y) => (hoped ? drawHope(hoped, x, y) : ''),
        below: hoped
          ? [
              {
                shape: 'diamond',
                kind: 'hib-sign',
                text: `${count(hoped.examples)} examples: ${measure.write(hoped.error)} if it goes on so`,
              },
            ]
          : [],
      }),
      caption:
        'The network was trained on a part of the examples and on all of them. Where the solid line still falls at its right end, more examples would help. The diamond is what twice as many would bring if it went on as it did, with its 95% interval; nobody has measured that.',
      data: {
        caption: 'Scores by the number of training examples',
        columns: [
          { name: 'Training examples', numeric: true, written: 'count', field: 'examples' },
          {
            ...measure.column,
            name: `Training ${measure.kind}`,
            field: `train.${measure.kind}`,
            series: 'training',
          },
          {
            ...measure.column,
            name: `Validation ${measure.kind}`,
            field: `validation.${measure.kind}`,
            series: 'validation',
          },
          { name: 'Remark' },
        ],
        rows: [
          ...points.map(({ examples, train, validation }) => [
            examples,
            measure.value(train) ?? '',
            measure.value(validation) ?? '',
            '',
          ]),
          ...(hoped
            ? [
                [
                  hoped.examples,
                  '',
                  isShare ? 1 - hoped.error : hoped.error,
                  `if it goes on so: ${measure.writeEffect(twice.mean)} (95% interval ${measure.writeEffectInterval(twice.interval)})`,
                ],
              ]
            : []),
        ],
        places: [...points.map((_, i) => `${place}learningCurve.points.${i}`), ...(hoped ? [undefined] : [])],
      },
    },
  ];
}

interface Hope {
  readonly from: { readonly examples: number; readonly error: number };
  readonly examples: number;
  readonly error: number;
  readonly interval: readonly [number, number];
}

/** The error with twice as many examples, if the curve goes on. */
function hopedFor({ points, twice }: Curve, measure: Measure): Hope | undefined {
  const last = points.at(-1)!;
  const error = measure.error(last.validation);
  if (error === undefined || !isMeasured(twice) || !Number.isFinite(last.examples)) return undefined;
  const after = (gain: number) => Math.max(0, error - gain);
  return {
    from: { examples: last.examples, error },
    examples: 2 * last.examples,
    error: after(twice.mean),
    interval: [after(twice.interval[1]), after(twice.interval[0])],
  };
}

function drawHope({ from, examples, error, interval }: Hope, x: Scale, y: Scale): string {
  const at = x.at(examples);
  const [low, high] = [y.at(interval[0]), y.at(interval[1])];
  return (
    line(x.at(from.examples), y.at(from.error), at, y.at(error), 'hib-mark') +
    line(at, low, at, high, 'hib-axis') +
    line(at - 4, low, at + 4, low, 'hib-axis') +
    line(at - 4, high, at + 4, high, 'hib-axis') +
    mark('diamond', at, y.at(error), 'hib-sign')
  );
}

function titleOf({ points, twice }: Curve, measure: Measure): string {
  const last = points.at(-1)!;
  const gain =
    measure.kind === 'accuracy'
      ? measure.writeEffect(twice.mean)
      : `${measure.writeEffect(twice.mean)} less ${measure.errorName}`;
  if (!isMeasured(twice))
    return `${points.length} sizes of the data were measured, up to ${countText(last.examples)} examples`;
  if (twice.interval[0] > 0) return `More data would help: twice as many examples would bring about ${gain}`;
  return `Twice as many examples are not shown to help: about ${gain}`;
}
