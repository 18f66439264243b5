import type { DiagnosisRecord, Scores } from '../../study/record.ts';
import { measureOf, type Measure } from '../measure.ts';
import { countText } from './columns.ts';
import { drawDots } from './dots.ts';
import { isMeasured } from './effects.ts';
import type { DrawnFigure, StudyFigure } from './figure.ts';
import { numberTick, percentTick } from './scale.ts';

/** The network beside a guess and beside the simplest network. */
export const yardsticks: StudyFigure = Object.freeze({
  name: 'yardsticks',
  section: 'diagnosis',
  place: 10,
  draw: ({ diagnosis }) => drawn(diagnosis, 'diagnosis.'),
  drawDiagnosis: (diagnosis) => drawn(diagnosis, ''),
} satisfies StudyFigure);

interface Row {
  readonly name: string;
  readonly train?: Scores;
  readonly validation: Scores;
  /** Where its scores stand in the record. */
  readonly place: string | undefined;
}

function drawn(diagnosis: DiagnosisRecord, root: string): DrawnFigure[] {
  const measure = measureOf(diagnosis.validation);
  const rows = rowsOf(diagnosis, root);
  return [
    {
      id: 'yardsticks',
      svg: draw(diagnosis, rows, measure),
      caption:
        'What a network without remedies does, beside two yardsticks: a guess that does not look at the example, and the simplest network for such data. Left is better. A long way between ring and disc means that much was learned by heart.',
      data: {
        caption: 'The network and its yardsticks',
        columns: [
          { name: 'What' },
          { ...measure.column, name: `Training ${measure.kind}`, field: `train.${measure.kind}` },
          { ...measure.column, name: `Validation ${measure.kind}`, field: `validation.${measure.kind}` },
          { name: 'Training loss', numeric: true, field: 'train.loss' },
          { name: 'Validation loss', numeric: true, field: 'validation.loss' },
        ],
        rows: rows.map(({ name, train, validation }) => [
          name,
          measure.value(train) ?? '',
          measure.value(validation) ?? '',
          train?.loss ?? '',
          validation.loss,
        ]),
        // A guess has one score for both, so that its row has no place.
        places: rows.map(({ place }) => place),
      },
    },
  ];
}

const rowsOf = (
  { guess, yardstick, train, validation, parameters }: DiagnosisRecord,
  root: string,
): Row[] => [
  { name: 'A guess without looking', validation: guess, place: undefined },
  ...(yardstick
    ? [
        {
          name: `Simplest: ${yardstick.architecture}, ${countText(yardstick.parameters)} parameters`,
          train: yardstick.train,
          validation: yardstick.validation,
          place: `${root}yardstick`,
        },
      ]
    : []),
  {
    name: `The network, ${countText(parameters)} parameters`,
    train,
    validation,
    place: root.replace(/\.$/, ''),
  },
];

const draw = (diagnosis: DiagnosisRecord, rows: readonly Row[], measure: Measure): string =>
  drawDots({
    id: 'yardsticks',
    title: titleOf(diagnosis, measure),
    description: `${measure.errorName} on training and validation; smaller is better.`,
    rows: rows.map(({ name, train, validation }) => {
      const [seen, unseen] = [measure.error(train), measure.error(validation)];
      return {
        name,
        note:
          [seen, unseen].flatMap((error) => (error === undefined ? [] : measure.write(error))).join(' → ') ||
          'not measured',
        dots: [
          { look: 'training', shape: 'ring', value: seen },
          { look: 'validation', shape: 'disc', value: unseen },
        ],
      };
    }),
    legend: [
      { look: 'training', shape: 'ring', text: 'on what it learned from' },
      { look: 'validation', shape: 'disc', text: 'on what it did not see' },
    ],
    axisName: measure.kind === 'accuracy' ? 'Error (share of wrong answers)' : measure.errorName,
    bounds: measure.kind === 'accuracy' ? [0, 1] : undefined,
    tick: measure.kind === 'accuracy' ? percentTick : numberTick,
  });

function titleOf({ guess, yardstick, validation }: DiagnosisRecord, measure: Measure): string {
  const [own, guessed] = [measure.error(validation), measure.error(guess)];
  if (own === undefined || guessed === undefined) return 'The network was not measured beside its yardsticks';
  const base = `${measure.errorName} ${measure.write(own)} on new examples`;
  if (yardstick && isMeasured(yardstick.effect)) {
    const { mean, interval } = yardstick.effect;
    if (interval[0] > 0) return `The network beats the simplest one by ${measure.writeEffect(mean)}: ${base}`;
    if (interval[1] < 0)
      return `The simplest network is better by ${measure.writeEffect(-mean)}: the large one has ${base}`;
    return `The network is not shown to beat the simplest one: ${base}`;
  }
  if (own >= guessed)
    return `The network does no better than a guess: ${base}, a guess ${measure.write(guessed)}`;
  return `The network beats a guess: ${base}, a guess ${measure.write(guessed)}`;
}
