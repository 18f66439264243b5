import { scoreScalars } from './curves.ts';
import { flattened } from './flattened.ts';
import { trialNames } from './trialNames.ts';
import type { DiagnosisRecord, FitRecord, StudyRecord } from '../../study/record.ts';
import { mean } from '../../study/statistics.ts';
import type { History } from '../../train/history.ts';

/** One training, as trackers of trainings see it. */
export interface ExportedTraining {
  /** Such as "baseline" or "trials/What helps?/dropout 0.5 1-3"; a path. */
  readonly name: string;
  readonly history: History;
  /** Dotted names and texts; empty where the recipe is not known. */
  readonly recipe: readonly (readonly [name: string, text: string])[];
  /** What stands beside the curves: the scores on the test part, the ends of an interval. */
  readonly scores: readonly (readonly [name: string, value: number])[];
  /** How long it took; of a finalist that the journal does not hold, the mean over the trials. */
  readonly seconds: number;
}

/** What a study, a diagnosis or a fit left, in the form that every export takes. */
export interface ExportedRun {
  /** `trials`: a study that has not ended, of which there are trials alone. */
  readonly kind: 'study' | 'diagnosis' | 'fit' | 'trials';
  /** Where the data came from. */
  readonly description: string;
  /** What was settled before: data, seed, recipe. */
  readonly params: readonly (readonly [name: string, text: string])[];
  readonly metrics: readonly (readonly [name: string, value: number])[];
  /** The conclusion. */
  readonly sentences: readonly string[];
  /** What the record holds curves of. */
  readonly trainings: readonly ExportedTraining[];
  /** Trainings of the journal that have curves. */
  readonly trials: readonly ExportedTraining[];
  readonly seconds?: number;
}

/** What is taken from the trials of a journal. Older ones do not say what they were for. */
export interface TrialEntry {
  readonly key: string;
  readonly stage?: string | undefined;
  readonly label?: string | undefined;
  readonly result: { readonly history: History; readonly seconds: number };
}

/** A study that ended. */
export function studyExport(record: StudyRecord, entries: readonly TrialEntry[]): ExportedRun {
  const { data, diagnosis, baseline, chosen, improvement, seed, trials, seconds } = record;
  const finalist = (name: string, one: StudyRecord['chosen']): ExportedTraining => ({
    name,
    history: one.history,
    recipe: flattened(one.recipe),
    scores: finalistScores(one),
    seconds: secondsOf(one.history, entries, seconds),
  });
  return {
    kind: 'study',
    description: data.description,
    params: [...dataParams(data), ['seed', String(seed)], ...flattened(chosen.recipe, 'recipe')],
    metrics: [
      ...finalistScores(chosen),
      ...prefixed('baseline', finalistScores(baseline)),
      ...ends('improvement', improvement.interval),
      ['improvement', improvement.mean],
      ['generalizationGap', diagnosis.generalizationGap],
      ['trials', trials],
      ['seconds', seconds],
    ],
    sentences: record.verdict,
    trainings: [finalist('baseline', baseline), finalist('chosen', chosen)],
    trials: trialTrainings(entries),
    seconds,
  };
}

/** A diagnosis. @param recipe That of recipe.json, where it is there. */
export function diagnosisExport(
  record: DiagnosisRecord,
  recipe: unknown,
  entries: readonly TrialEntry[],
): ExportedRun {
  const { data, history, train, validation, parameters, generalizationGap, seconds } = record;
  const scores: ExportedTraining['scores'] = [
    ...scoreScalars('train', train),
    ...scoreScalars('validation', validation),
    ['parameters', parameters],
    ['generalizationGap', generalizationGap],
    ...ends('generalizationGap', record.interval),
  ];
  return {
    kind: 'diagnosis',
    description: data.description,
    params: [
      ...dataParams(data),
      ['seed', String(record.seed)],
      ['verdict', record.verdict],
      ...flattened(recipe, 'recipe'),
    ],
    metrics: [...scores, ['seconds', seconds]],
    sentences: [...record.evidence, record.next],
    // The scores are means over all trainings, the curves those of one.
    trainings: [
      {
        name: 'baseline',
        history,
        recipe: flattened(recipe),
        scores: [],
        seconds: secondsOf(history, entries, seconds),
      },
    ],
    trials: trialTrainings(entries),
    seconds,
  };
}

/** A fit. @param history From history.csv: fit.json has none. */
export function fitExport(record: FitRecord, recipe: unknown, history: History): ExportedRun {
  const { data, train, validation, test, parameters, generalizationGap, seconds } = record;
  const scores: ExportedTraining['scores'] = [
    ...scoreScalars('best/train', train),
    ...scoreScalars('best/validation', validation),
    ...scoreScalars('test', test),
    ['generalizationGap', generalizationGap],
    ['parameters', parameters],
  ];
  return {
    kind: 'fit',
    description: data.description,
    params: [
      ...dataParams(data),
      ['seed', String(record.seed)],
      ['stopped', record.stopped.reason],
      ['bestEpoch', String(record.stopped.bestEpoch)],
      ...flattened(recipe, 'recipe'),
    ],
    metrics: [...scores, ['seconds', seconds]],
    sentences: [],
    trainings: [{ name: 'fit', history, recipe: flattened(recipe), scores, seconds }],
    trials: [],
    seconds,
  };
}

/** The trials of a study that has not ended. */
export const trialsExport = (entries: readonly TrialEntry[]): ExportedRun => ({
  kind: 'trials',
  description: '',
  params: [],
  metrics: [],
  sentences: [],
  trainings: [],
  trials: trialTrainings(entries),
});

function trialTrainings(entries: readonly TrialEntry[]): ExportedTraining[] {
  // One point is a score, not a curve.
  const curved = entries.filter(({ result }) => result.history.length > 1);
  const names = trialNames(curved);
  return curved.map(({ result: { history, seconds } }, i) => ({
    name: `trials/${names[i]!}`,
    history,
    recipe: [],
    scores: [],
    seconds,
  }));
}

/** How long the training with these curves took. */
function secondsOf(history: History, entries: readonly TrialEntry[], otherwise: number): number {
  const curveOf = (one: History) => JSON.stringify(one.map(({ steps, train }) => [steps, train.loss]));
  const wanted = curveOf(history);
  const found = entries.find(
    ({ result }) => result.history.length === history.length && curveOf(result.history) === wanted,
  );
  if (found) return found.result.seconds;
  return entries.length > 0 ? mean(entries.map(({ result }) => result.seconds)) : otherwise;
}

const finalistScores = (one: StudyRecord['chosen']): [string, number][] => [
  ...scoreScalars('test', one.test),
  ...ends(one.test.accuracy === undefined ? 'test/rmse' : 'test/accuracy', one.interval),
  // The curves are those of one of the trainings; these are means over the pairs.
  ...scoreScalars('pairs/validation', one.validation),
  ['parameters', one.parameters],
];

/** Both ends of a 95% interval. */
const ends = (name: string, [low, high]: readonly [number, number]): [string, number][] => [
  [`${name}/low95`, low],
  [`${name}/high95`, high],
];

const prefixed = (part: string, scores: readonly (readonly [string, number])[]): [string, number][] =>
  scores.map(([name, value]) => [`${part}/${name}`, value]);

const dataParams = (data: DiagnosisRecord['data'] & { readonly test?: number }): [string, string][] =>
  flattened({ ...data, classes: data.classes.length > 0 ? data.classes : undefined }, 'data');
