import { findingLines } from './printAudit.ts';
import { calibrationLine, ensembleLines } from './printEnsembles.ts';
import { searchLines } from './printSearch.ts';
import { recipeWords } from './recipeWords.ts';
import { paint, table, wrap } from './terminal.ts';
import { count, duration, intervalText, number, percent, pointsValue, signedNumber } from '../util/format.ts';
import type {
  DiagnosisRecord,
  Effect,
  FitRecord,
  RemedyRecord,
  Scores,
  StudyRecord,
} from '../study/record.ts';
import type { PruningRecord } from '../study/comparePruning.ts';
import type { BestSoFar, StudyProgress } from '../study/studyProgress.ts';

/** What the effects in a study's table are. */
export const interval = 'change of validation accuracy or rmse against the baseline, 95% interval';

/** What was decided, in words. */
export const marks = {
  keep: paint.green('helps'),
  drop: paint.dim('no effect shown'),
  harm: paint.red('harms'),
};

const isShare = (scores: Scores): boolean => scores.accuracy !== undefined;

/** "+2.3 (0.5 to 4.2)": percentage points for accuracy, else the unit of the target. */
export function effectText({ mean, interval: [low, high] }: Effect, share: boolean): string {
  const [value, ends] = share
    ? [pointsValue(mean), [pointsValue(low), pointsValue(high)]]
    : [signedNumber(mean), [signedNumber(low), signedNumber(high)]];
  return `${value} (${ends[0]} to ${ends[1]})`;
}

/** Accuracy as a share of errors, or rmse. */
const errorText = (scores: Scores): string =>
  isShare(scores) ? percent(1 - scores.accuracy!) : number(scores.rmse!);

const rightText = (scores: Scores): string =>
  isShare(scores) ? percent(scores.accuracy!) : number(scores.rmse!);

/** Where a study stands. */
export function progressLine({ stage, label, done, total, secondsLeft, best }: StudyProgress): string {
  const left = secondsLeft === undefined ? '' : `, about ${duration(secondsLeft)} left`;
  return `[${done}/${total}] ${stage} ${label}${left}${best ? `; best so far ${bestText(best)}` : ''}`;
}

/** The best validation score so far, and whose it is. */
export const bestText = ({ label, metric, value }: BestSoFar): string =>
  `${metric === 'accuracy' ? percent(value) : `${metric} ${number(value)}`} (${label})`;

/** One remedy, as soon as it is known. */
export function remedyLine({ name, strength, effect, validation, decision, reason }: RemedyRecord): string {
  if (reason !== undefined) return `  ${name.padEnd(34)} ${paint.red('refused')}. ${reason}`;
  const unit = isShare(validation) ? ' points' : '';
  return `  ${`${name} ${strength}`.padEnd(34)} ${`${effectText(effect, isShare(validation))}${unit}`.padEnd(30)} ${marks[decision]}`;
}

const verdictWords: Record<DiagnosisRecord['verdict'], string> = {
  overfits: paint.yellow('It overfits.'),
  fits: paint.green('It fits.'),
  underfits: paint.yellow('It underfits.'),
  noise: paint.red('It learns noise.'),
  leak: paint.red('The answer leaks.'),
  shift: paint.red('The data shifts.'),
};

/** A diagnosis in one line, as soon as it is known. */
export function diagnosisLine({ verdict, train, validation }: DiagnosisRecord): string {
  const score = isShare(train) ? 'accuracy' : 'rmse';
  return `${verdictWords[verdict]} Training ${score} ${rightText(train)}, validation ${score} ${rightText(validation)}.`;
}

/** A diagnosis in words. */
export function printDiagnosis(record: DiagnosisRecord): string {
  return [
    '',
    `${paint.bold('Does it overfit?')} ${verdictWords[record.verdict]}`,
    ...record.evidence.map((sentence) => wrap(sentence, '  ')),
    ...(record.audit.length > 0
      ? ['', paint.bold('What the audit found'), ...findingLines(record.audit)]
      : []),
  ].join('\n');
}

/** Whether taking units out of the large network makes a better small one. */
function pruningText({ from, size, effect, decision }: PruningRecord, share: boolean): string {
  const said = { keep: 'better than', drop: 'as good as', harm: 'worse than' }[decision];
  return (
    `Size ${size} by taking units out of a trained network of size ${from} is ${said} size ${size} from the start: ` +
    `${effectText(effect, share)}${share ? ' points' : ''}.`
  );
}

/** The result of a study as tables and the verdict. */
export function printStudy(record: StudyRecord, path: string): string {
  const share = isShare(record.chosen.test);
  const unit = share ? 'accuracy, points' : 'rmse';
  const remedies = [...record.remedies]
    .filter(({ reason }) => reason === undefined)
    .sort((a, b) => b.effect.mean - a.effect.mean)
    .concat(record.combined)
    .map((remedy) => [
      remedy.name,
      String(remedy.strength),
      rightText(remedy.validation),
      effectText(remedy.effect, share),
      remedy.validation.loss.toFixed(3),
      String(remedy.effect.pairs),
      marks[remedy.decision],
    ]);
  const { baseline, chosen } = record;
  const capacity = record.capacity.map((size) => [
    `${size.chosen ? paint.green('→') : ' '} ${size.architecture === undefined ? '' : `${size.architecture} `}${size.size}${size.epochs === undefined ? '' : ` for ${size.epochs} epochs`}${size.wordMinCount === undefined ? '' : `, words seen ${size.wordMinCount} times`}`,
    count(size.parameters),
    rightText(size.train),
    rightText(size.validation),
    size.validation.loss.toFixed(3),
  ]);
  const finalists = (
    [
      ['baseline', baseline],
      ['chosen', chosen],
    ] as const
  ).map(([name, finalist]) => [
    name,
    count(finalist.parameters),
    rightText(finalist.train),
    rightText(finalist.validation),
    errorText(finalist.test),
    share
      ? intervalText([1 - finalist.interval[1], 1 - finalist.interval[0]], percent)
      : intervalText(finalist.interval, number),
  ]);
  const score = share ? 'accuracy' : 'rmse';
  const searched = record.search ? searchLines(record.search, share) : [];
  return [
    printDiagnosis(record.diagnosis),
    '',
    `${paint.bold('What helps?')} Each remedy against the baseline, on the same splits and seeds; twice as many for what looks better`,
    table(
      ['remedy', 'strength', `validation ${score}`, `change of ${unit} (95%)`, 'loss', 'splits', ''],
      [
        ['baseline', '', rightText(baseline.validation), '', baseline.validation.loss.toFixed(3), '', ''],
        ...remedies,
      ],
      'llrrrrl',
    ),
    ...record.remedies.flatMap(({ name, reason }) =>
      reason === undefined ? [] : [wrap(`${name}: ${paint.red('refused')}. ${reason}`, '  ')],
    ),
    ...(searched.length > 0 ? ['', ...searched] : []),
    '',
    paint.bold('How small can it be?'),
    table(['size', 'parameters', `training ${score}`, `validation ${score}`, 'loss'], capacity, 'lrrrr'),
    ...(record.pruning ? [wrap(pruningText(record.pruning, share), '  ')] : []),
    ...(record.ensembles ? ['', ...ensembleLines(record.ensembles, share)] : []),
    ...(record.calibration ? ['', calibrationLine(record.calibration)] : []),
    '',
    `${paint.bold('The proof')} on ${count(record.data.test)} test examples that took no part in anything before`,
    table(
      [
        '',
        'parameters',
        `training ${score}`,
        `validation ${score}`,
        share ? 'test error' : 'test rmse',
        '95% interval',
      ],
      finalists,
      'lrrrrr',
    ),
    '',
    ...record.verdict.map((sentence) => wrap(sentence, '  ')),
    '',
    `  recipe     ${recipeWords(chosen.recipe)}`,
    `  report     ${path}/report.html`,
    `  model      ${path}/model.onnx`,
    ...(record.smallest?.test ? [`  smallest   ${path}/smallest.onnx`] : []),
    paint.dim(`  ${record.trials} trainings in ${duration(record.seconds)}, seed ${record.seed}`),
  ].join('\n');
}

const reasons: Record<FitRecord['stopped']['reason'], string> = {
  epochs: 'all epochs done',
  earlyStopping: 'validation stopped improving',
  enough: 'the budget was used up',
  interrupted: 'interrupted',
};

/** The result of a single training. */
export function printFit(record: FitRecord, path: string): string {
  const parts = [
    ['training', record.train],
    ['validation', record.validation],
    ...(record.test ? [['test', record.test] as const] : []),
  ] as const;
  const share = isShare(record.train);
  const isBalanced = record.train.balancedAccuracy === undefined;
  return [
    '',
    table(
      [
        '',
        share ? 'accuracy' : 'rmse',
        'loss',
        ...(share ? [] : ['r2']),
        ...(isBalanced ? [] : ['balanced accuracy']),
      ],
      parts.map(([name, scores]) => [
        name,
        rightText(scores),
        scores.loss.toFixed(4),
        ...(share ? [] : [scores.r2!.toFixed(3)]),
        ...(isBalanced ? [] : [percent(scores.balancedAccuracy!)]),
      ]),
      'lrrr',
    ),
    '',
    `  ${count(record.parameters)} parameters, ${record.epochs} epochs (${reasons[record.stopped.reason]}), weights of epoch ${record.stopped.bestEpoch}`,
    `  model      ${path}/model.onnx`,
    paint.dim(`  ${duration(record.seconds)}, seed ${record.seed}`),
  ].join('\n');
}

/** Scores of a model on data with answers. */
export function printScores(scores: Scores & { readonly n: number }): string {
  const rows = Object.entries(scores).map(([name, value]) => [
    name,
    name === 'n' ? count(value) : value.toFixed(4),
  ]);
  return table(['', ''], rows, 'lr').split('\n').slice(1).join('\n');
}
