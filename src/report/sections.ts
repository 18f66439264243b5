import type { DiagnosisRecord, RemedyRecord, StudyRecord } from '../study/record.ts';
import { learningCurves, learningDomain } from './figures/learningCurves.ts';
import { decisionText, isMeasured, sortedByEffect } from './figures/remedyEffects.ts';
import { count, intervalText, number, plural, signedNumber } from '../util/format.ts';
import { figureWithData, html, table, terms, type Html } from './html.ts';
import { measureOf, type Measure } from './measure.ts';

/** The parts of which the pages of a study and of a diagnosis are made. */

type History = DiagnosisRecord['history'];
type DataSummary = DiagnosisRecord['data'];

/** A training to draw: whose it is, its curves, and how it ended. */
export interface Training {
  readonly name: string;
  readonly history: History;
  readonly stopped?: StudyRecord['baseline']['stopped'];
}

/** Verdicts of a diagnosis in words. */
export const verdictText: Readonly<Record<DiagnosisRecord['verdict'], string>> = {
  overfits: 'The network overfits',
  fits: 'The network fits and generalises',
  underfits: 'The network underfits',
  noise: 'The labels look like noise',
  leak: 'The data leak the answer',
  shift: 'The parts of the data differ',
};

/** Longest tables of epochs; longer histories are thinned, and say so. */
const mostRows = 1000;

/** A number where there is one. */
export const written = (value: number | undefined, write: (value: number) => string): string =>
  value === undefined || !Number.isFinite(value) ? 'not measured' : write(value);

/** Curves of several trainings on one scale: the metric first, then the loss. */
export function curveFigures(trainings: readonly Training[]): Html {
  const histories = trainings.map(({ history }) => history);
  const measure = measureOf(histories.find((history) => history.length > 0)?.[0]?.train);
  const kinds = measure.kind === 'loss' ? (['loss'] as const) : (['metric', 'loss'] as const);
  return html`<div class="figures">
    ${kinds.map((shows) =>
      trainings.map(({ name, history, stopped }, i) =>
        figureWithData(
          learningCurves({
            name,
            history,
            stopped,
            shows,
            domain: learningDomain(histories, shows),
            id: `curves-${shows}-${i + 1}`,
          }),
          curveCaption(shows, measure, trainings.length > 1),
          historyTable(name, history, shows === 'loss' ? measureOf({ loss: 0 }) : measure),
        ),
      ),
    )}
  </div>`;
}

function curveCaption(shows: 'metric' | 'loss', measure: Measure, several: boolean): string {
  const scale = several ? ' Both trainings are drawn on the same scale.' : '';
  if (shows === 'loss')
    return `The loss is what training makes small: it also counts how sure the network is. Where the solid line turns upwards, the network begins to learn its examples by heart.${scale}`;
  const what =
    measure.kind === 'accuracy' ? 'how many examples it gets right' : 'how large a typical miss is (rmse)';
  return `After each pass over its examples the network is tested: ${what}. Dashed: on the examples it learns from. Solid: on examples it does not learn from. The distance between the lines is what it has memorised only.${scale}`;
}

function historyTable(name: string, history: History, measure: Measure): Html {
  const stride = Math.ceil(history.length / mostRows) || 1;
  const shown = history.filter((_, i) => i % stride === 0 || i === history.length - 1);
  const withStop = history.some(({ stop }) => stop !== undefined);
  const note = stride > 1 ? `, every ${plural(stride, 'epoch')}` : '';
  const columns = ['Epoch', 'Training', 'Validation', ...(withStop ? ['Stopping part'] : [])];
  return table(
    `${name}: ${measure.kind} by epoch${note}`,
    columns.map((column) => ({ name: column, numeric: true })),
    shown.map(({ epoch, train, validation, stop }) => [
      count(epoch),
      written(measure.value(train), measure.write),
      written(measure.value(validation), measure.write),
      ...(withStop ? [written(measure.value(stop), measure.write)] : []),
    ]),
  );
}

/** What the diagnosis found, with its evidence. */
export function diagnosisSection(diagnosis: DiagnosisRecord): Html {
  const measure = measureOf(diagnosis.train);
  const row = (name: string, scores: DiagnosisRecord['train']) => [
    name,
    written(measure.value(scores), measure.write),
    number(scores.loss),
  ];
  return html`<p>
      <strong>${verdictText[diagnosis.verdict]}.</strong> Training minus validation, both measured alike, is
      ${measure.writeEffect(diagnosis.generalizationGap)} (95% interval
      ${measure.writeEffectInterval(diagnosis.interval)}).
    </p>
    <ul>
      ${diagnosis.evidence.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    ${table(
      'A network without remedies',
      [
        { name: 'Measured on' },
        { name: measure.kind === 'accuracy' ? 'Accuracy' : measure.kind, numeric: true },
        { name: 'Loss', numeric: true },
      ],
      [
        row('what it learned from (training)', diagnosis.train),
        row('what it did not see (validation)', diagnosis.validation),
        row('a guess without looking', diagnosis.guess),
      ],
    )}`;
}

/** The remedies, best first, with what each one is and what it was worth. */
export function remedyTable(remedies: readonly RemedyRecord[], combined: readonly RemedyRecord[]): Html {
  const rows = [...sortedByEffect(remedies), ...combined];
  const measure = measureOf(rows[0]?.validation);
  return table(
    'Effect on the validation part; positive is better',
    [
      { name: 'Remedy' },
      { name: `Effect in ${measure.differenceUnit}`, numeric: true },
      { name: '95% interval', numeric: true },
      { name: 'Pairs', numeric: true },
      { name: 'Decision' },
      { name: 'What it does' },
    ],
    rows.map(({ name, strength, explanation, effect, decision, reason }) => [
      html`${name}${strength === '' ? undefined : html` <small>${strength}</small>`}`,
      isMeasured(effect) ? measure.writeEffectValue(effect.mean) : 'not measured',
      isMeasured(effect) ? measure.writeEffectInterval(effect.interval).replace(' pp', '') : '',
      count(effect.pairs),
      html`<span class="decision ${decision === 'keep' ? 'good' : decision === 'harm' ? 'bad' : ''}"
        >${reason === undefined ? decisionText[decision] : 'refused'}</span
      >`,
      html`<span class="wide">${reason === undefined ? explanation : `${explanation}. ${reason}`}</span>`,
    ]),
  );
}

/** The numbers behind the figure of the remedies. */
export function effectsTable(remedies: readonly RemedyRecord[], combined: readonly RemedyRecord[]): Html {
  const rows = [...sortedByEffect(remedies), ...combined];
  const measure = measureOf(rows[0]?.validation);
  return table(
    'Validation scores and effects',
    [
      { name: 'Remedy' },
      { name: `Validation ${measure.kind}`, numeric: true },
      { name: 'Effect', numeric: true },
      { name: '95% interval', numeric: true },
      { name: 'Loss taken away (95% interval)', numeric: true },
      { name: 'Parameters', numeric: true },
    ],
    rows.map(({ name, validation, effect, lossEffect, parameters }) => [
      name,
      written(measure.value(validation), measure.write),
      isMeasured(effect) ? measure.writeEffect(effect.mean) : 'not measured',
      isMeasured(effect) ? measure.writeEffectInterval(effect.interval) : '',
      isMeasured(lossEffect)
        ? `${signedNumber(lossEffect.mean)} (${intervalText(lossEffect.interval, signedNumber)})`
        : 'not measured',
      count(parameters),
    ]),
  );
}

/** What the data are. */
export function dataTerms(data: DataSummary, more: readonly (readonly [string, string])[] = []): Html {
  const shape = data.features.map(count);
  const features =
    data.kind === 'image' && shape.length === 3
      ? `images of ${shape[1]} × ${shape[2]} pixels, ${plural(data.features[0]!, 'channel')}`
      : data.kind === 'tokens'
        ? `${shape[0]} tokens`
        : data.kind === 'text'
          ? `text; ${shape[0]!} different words in all`
          : `${shape.join(' × ')} numbers an example`;
  return terms([
    ['Data', data.description],
    ['Examples', count(data.rows)],
    ...more,
    ['An example', features],
    data.classes.length > 0
      ? ['Classes', html`${count(data.classes.length)}: ${classList(data.classes)}`]
      : ['To predict', 'a number'],
  ]);
}

function classList(classes: readonly string[]): Html {
  const shown = classes.slice(0, 40);
  const rest = classes.length - shown.length;
  return html`${shown.map((name, i) => html`${i > 0 ? ', ' : ''}<bdi>${name}</bdi>`)}${rest > 0 && ` and ${count(rest)} more`}`;
}
