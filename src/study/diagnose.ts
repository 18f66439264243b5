import { recordSchema, type DiagnosisRecord, type Effect, type Scores } from './record.ts';
import { probabilitiesKnowMore } from './knowsMore.ts';
import { leaksOf } from './leak.ts';
import { goodness, guessScores, meanScores, validations } from './scores.ts';
import { meanEffect, moderatedEffect } from './statistics.ts';
import type { PairResults } from './testBench.ts';
import type { Finding } from '../data/auditData.ts';
import type { Dataset } from '../data/dataset.ts';
import { count, intervalText, number, percent, pointsValue, signedNumber } from '../util/format.ts';

/** What a study or a diagnosis says of its data. */
export function dataSummary(data: Dataset, description: string): DiagnosisRecord['data'] {
  const { features, target, size } = data;
  // What a frozen network made of pictures is still data of pictures.
  const pictures = features.kind === 'table' ? features.backbone : undefined;
  return {
    kind: pictures ? 'image' : features.kind,
    rows: size,
    classes: target.kind === 'classes' ? [...target.classes] : [],
    features:
      features.kind === 'image'
        ? [features.channels, features.height, features.width]
        : pictures
          ? [pictures.mean.length, pictures.input.height, pictures.input.width]
          : features.kind === 'tokens'
            ? [features.length]
            : features.kind === 'text'
              ? [new Set(features.tokens).size]
              : [features.numericColumns.length + features.categoricalColumns.length],
    description,
  };
}

/** Labels at random are taken for something that can be learned less than once in 200 times. */
const asIfCompared = 10;

/** A gap below this much accuracy, or this share of the guess's rmse, is not worth treating. */
const smallGap = 0.02;

/** What a diagnosis rests on beside the trainings. */
export interface DiagnosisFacts extends Pick<DiagnosisRecord, 'yardstick' | 'learningCurve' | 'groupShift'> {
  readonly description: string;
  readonly seed: number;
  readonly seconds: number;
  readonly audit?: readonly Finding[];
}

/**
 * Reads the verdict from trainings of an over-parameterised network without remedies.
 *
 * `overfits`: it knows its training part far better than what it did not see, beyond the interval. `noise`: it learns
 * the training part and does no better than a guess elsewhere, neither in its answers nor in its probabilities, or equal
 * inputs have so many different labels that it cannot learn them. `shift`: most of the gap is due to groups that training never saw. `underfits`: it does not
 * even learn the training part well. `fits`: none of these. `leak`, over all others: the audit found that the data give
 * the answer away.
 */
export function diagnosisOf(data: Dataset, results: PairResults, facts: DiagnosisFacts): DiagnosisRecord {
  const guess = guessScores(data);
  const train = meanScores(results.map((result) => result.train));
  const validation = meanScores(validations(results));
  const aboveGuess = meanEffect(validations(results).map((scores) => goodness(scores) - goodness(guess)));
  const unit = guess.rmse ?? 1;
  // Five pairs hold each example out once.
  const seen = Math.min(1, results.length / 5) * data.size;
  const heldOut = data.size / 5;
  const gap = gapOf(results, validation, heldOut);
  const isKnowing = probabilitiesKnowMore(results, { guess, heldOut, comparisons: asIfCompared });

  const { audit = [], yardstick, learningCurve, groupShift } = facts;
  const leaks = leaksOf(audit);
  const verdict = (() => {
    if (leaks.length > 0) return 'leak' as const;
    // Before noise: on new groups it may be no better than a guess, and yet learn within them.
    if (groupShift && isShift(groupShift.lost, gap.mean, unit)) return 'shift' as const;
    if (learnedShare(train, guess) > 0.5 && isNoBetter(aboveGuess, seen, guess) && !isKnowing)
      return 'noise' as const;
    if (learnedShare(train, guess) < 0.8 && conflictShare(audit, data.size) > manyConflicts)
      return 'noise' as const;
    if (gap.interval[0] > 0 && gap.mean > smallGap * unit && learnedShare(train, guess) > 0.5)
      return 'overfits' as const;
    if (learnedShare(train, guess) < 0.8) return 'underfits' as const;
    return 'fits' as const;
  })();

  return {
    schema: recordSchema,
    verdict,
    train,
    validation,
    generalizationGap: gap.mean,
    interval: gap.interval,
    evidence: [
      ...leaks.map(({ message }) => message),
      ...evidenceOf({ train, validation, guess, gap: gap.mean, interval: gap.interval, results }),
      ...(isKnowing && isNoBetter(aboveGuess, seen, guess)
        ? [
            `Its answers are right hardly more often than that guess, but its probabilities know more: at the confidence that suits best their loss is ${number(validation.calibratedLoss!)}, that of the shares of the classes is ${number(guess.loss)}.`,
          ]
        : []),
      ...(groupShift ? [groupSentence(groupShift, validation)] : []),
      ...(yardstick ? [yardstickSentence(yardstick)] : []),
      ...(learningCurve ? [curveSentence(learningCurve)] : []),
    ],
    next: nextStep[verdict],
    guess,
    parameters: results[0]!.parameters,
    ...(yardstick && { yardstick }),
    ...(learningCurve && { learningCurve }),
    ...(groupShift && { groupShift }),
    data: dataSummary(data, facts.description),
    audit: audit.map((finding) => ({ ...finding, examples: [...finding.examples] })),
    history: [...results[0]!.history] as DiagnosisRecord['history'],
    seconds: facts.seconds,
    seed: facts.seed,
  };
}

/**
 * The gap with its interval. How often a share of so many examples is right varies at least as throws of a coin do, which
 * says more than the spread of a few splits.
 */
function gapOf(results: PairResults, validation: Scores, examplesOfOne: number): Effect {
  const gaps = results.map((result) => result.generalizationGap!);
  const { accuracy } = validation;
  if (accuracy === undefined) return meanEffect(gaps);
  return moderatedEffect(gaps, (accuracy * (1 - accuracy)) / Math.max(1, examplesOfOne));
}

/** From this share of examples whose input stands elsewhere with another label, the labels are what cannot be learned. */
const manyConflicts = 0.2;

/**
 * Whether nothing shows that validation is better than a guess. Labels are right by luck too: each example of a class is
 * a throw, so that a share of n of them is uncertain by √(p (1 − p) / n).
 */
function isNoBetter(aboveGuess: Effect, size: number, guess: Scores): boolean {
  if (guess.accuracy === undefined)
    return aboveGuess.interval[0] <= 0 && aboveGuess.mean < smallGap * guess.rmse!;
  const luck = 2.1 * Math.sqrt((guess.accuracy * (1 - guess.accuracy)) / size);
  return aboveGuess.mean < Math.max(luck, aboveGuess.interval[0] <= 0 ? smallGap : 0);
}

const conflictShare = (audit: readonly Finding[], size: number): number =>
  (audit.find(({ check }) => check === 'conflicts')?.count ?? 0) / size;

/** Whether new groups cost more than chance and a small gap, and most of the gap between training and validation. */
const isShift = ({ mean, interval }: Effect, gap: number, unit: number): boolean =>
  interval[0] > 0 && mean > smallGap * unit && mean > gap / 2;

/** How far the training part is learned: 0 is a guess, 1 is by heart. */
function learnedShare(train: Scores, guess: Scores): number {
  if (train.accuracy !== undefined)
    return guess.accuracy! >= 1 ? 1 : (train.accuracy - guess.accuracy!) / (1 - guess.accuracy!);
  return guess.rmse! === 0 ? 1 : 1 - train.rmse! / guess.rmse!;
}

const nextStep = {
  leak: 'Mend the data as the audit says, and look again: until then every score is better than the network is.',
  overfits:
    'Run a study: it tries each remedy, keeps what helps, and looks for the smallest network that does as well.',
  fits: 'The network generalises as it is. A study can still find a smaller one, or a better one with augmentation.',
  underfits:
    'Train longer, take a larger network or a higher learning rate; remedies against overfitting would not help.',
  shift:
    'Gather more groups, for more examples of the same ones hardly help; and judge by new groups alone, as is done here.',
  noise:
    'Look at the labels and the features: what the network learns by heart says nothing about new examples.',
} as const;

function evidenceOf(facts: {
  readonly train: Scores;
  readonly validation: Scores;
  readonly guess: Scores;
  readonly gap: number;
  readonly interval: readonly [number, number];
  readonly results: PairResults;
}): string[] {
  const { train, validation, guess, gap, interval, results } = facts;
  const n = results.length;
  const [parameters, examples] = [results[0]!.parameters, results[0]!.history.at(-1)?.steps];
  const turn = turningPoint(results);
  const sentences: string[] = [];
  if (train.accuracy !== undefined) {
    sentences.push(
      `On what it was trained on the network is right in ${percent(train.accuracy)}, on what it never saw in ${percent(validation.accuracy!)} (means of ${n} splits).`,
      `The gap is ${pointsValue(gap)} percentage points, 95% interval ${intervalText(interval, pointsValue)}.`,
      `Always guessing the commonest class is right in ${percent(guess.accuracy!)}.`,
    );
  } else {
    sentences.push(
      `On what it was trained on the network errs by ${number(train.rmse!)}, on what it never saw by ${number(validation.rmse!)} (root mean square, means of ${n} splits).`,
      `The gap is ${signedNumber(gap)}, 95% interval ${intervalText(interval, signedNumber)}.`,
      `Always guessing the mean errs by ${number(guess.rmse!)}.`,
    );
  }
  sentences.push(`The network has ${count(parameters)} parameters and was trained for ${examples} steps.`);
  const grown = growthSentence(results[0]!.history);
  if (grown !== undefined) sentences.push(grown);
  if (turn !== undefined)
    sentences.push(
      `Validation loss was lowest around epoch ${turn} of ${results[0]!.history.at(-1)!.epoch} and rose by ${percentRise(results)} to the end.`,
    );
  return sentences;
}

/** How weights and sensitivity grew while it learned by heart: what L1 and L2 hold down. */
function growthSentence(history: PairResults[number]['history']): string | undefined {
  const [first, last] = [history[0]!, history.at(-1)!];
  if (first === last || !first.jacobianNorm || !last.jacobianNorm) return undefined;
  const norm = ({ weightNorms }: typeof first) => Math.hypot(...Object.values(weightNorms));
  const times = (ratio: number) => `${number(ratio)} times`;
  return (
    `From epoch ${first.epoch} to ${last.epoch} its weights grew to ${times(norm(last) / norm(first))} their norm, ` +
    `and its outputs became ${times(last.jacobianNorm / first.jacobianNorm)} as sensitive to a small change of the input.`
  );
}

function groupSentence(
  { within, lost }: NonNullable<DiagnosisRecord['groupShift']>,
  validation: Scores,
): string {
  if (validation.accuracy === undefined)
    return `On new groups it errs by ${number(validation.rmse!)}; where the same groups stand on both sides of a split, by ${number(within.rmse!)}: ${signedNumber(lost.mean)} on new groups, 95% interval ${intervalText(lost.interval, signedNumber)}.`;
  return (
    `On new groups it is right in ${percent(validation.accuracy)}; where the same groups stand on both sides of a split, in ${percent(within.accuracy!)}: ` +
    `new groups cost ${pointsValue(lost.mean)} points, 95% interval ${intervalText(lost.interval, pointsValue)}.`
  );
}

function yardstickSentence({
  architecture,
  validation,
  effect,
}: NonNullable<DiagnosisRecord['yardstick']>): string {
  const name = architecture === 'linear' ? 'one layer' : 'a bag of words';
  const isShare = validation.accuracy !== undefined;
  const [low, high] = effect.interval;
  const compared =
    low > 0
      ? 'the large network is better'
      : high < 0
        ? 'the large network is worse'
        : 'no difference beyond the interval';
  const text = isShare
    ? `is right in ${percent(validation.accuracy!)} of what it never saw`
    : `errs by ${number(validation.rmse!)} on what it never saw`;
  const interval = intervalText(effect.interval, isShare ? pointsValue : signedNumber);
  return `The simplest network, ${name}, ${text}: ${compared} (${isShare ? `${pointsValue(effect.mean)} points` : signedNumber(effect.mean)}, 95% interval ${interval}).`;
}

function curveSentence({ points, twice }: NonNullable<DiagnosisRecord['learningCurve']>): string {
  const isShare = points[0]!.validation.accuracy !== undefined;
  const values = points.map(({ validation }) =>
    isShare ? percent(validation.accuracy!) : number(validation.rmse!),
  );
  const shown = isShare ? `${pointsValue(twice.mean)} points` : `${signedNumber(twice.mean)} less error`;
  return (
    `With ${points.map(({ examples }) => count(examples)).join(', ')} training examples it ${isShare ? 'is right in' : 'errs by'} ${values.join(', ')}. ` +
    `Twice as many would bring about ${shown} if that went on, 95% interval ${intervalText(twice.interval, isShare ? pointsValue : signedNumber)}.`
  );
}

/** The epoch around which validation loss turned, or undefined where it did not rise again by a tenth. */
function turningPoint(results: PairResults): number | undefined {
  if (relativeRise(results) < 0.1) return undefined;
  const epochs = results.map(
    ({ history }) => history[lowest(history.map((record) => record.validation!.loss))]!.epoch,
  );
  return Math.round(epochs.reduce((sum, epoch) => sum + epoch, 0) / epochs.length);
}

const lowest = (values: readonly number[]): number => values.indexOf(Math.min(...values));

function relativeRise(results: PairResults): number {
  const rises = results.map(({ history }) => {
    const losses = history.map((record) => record.validation!.loss);
    return losses.at(-1)! / Math.min(...losses) - 1;
  });
  return rises.reduce((sum, rise) => sum + rise, 0) / rises.length;
}

const percentRise = (results: PairResults): string => `${Math.round(100 * relativeRise(results))}%`;
