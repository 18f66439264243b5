import { count, intervalText, number, percent, pointsValue, signedNumber } from '../util/format.ts';
import type { Effect, RemedyRecord, Scores, StudyRecord } from './record.ts';
import type { SmallestRecord } from './smallest.ts';

/** The conclusion of a study in sentences that a beginner can follow. */
export function verdictSentences(record: Omit<StudyRecord, 'verdict'>): string[] {
  return [
    diagnosisSentence(record),
    remediesSentence(record),
    choiceSentence(record),
    ...(record.smallest ? [smallestSentence(record.smallest, record)] : []),
  ];
}

/** An effect as people read it: "+3.2 points", or "−0.41" in the target's unit. */
const effectText = ({ mean }: Effect, isShare: boolean): string =>
  isShare ? `${pointsValue(mean)} points` : signedNumber(mean);

function diagnosisSentence({ diagnosis }: Omit<StudyRecord, 'verdict'>): string {
  const { verdict, train, validation } = diagnosis;
  const seen =
    train.accuracy !== undefined
      ? `it is right on ${percent(train.accuracy)} of what it saw and on ${percent(validation.accuracy!)} of what it did not`
      : `it errs by ${number(train.rmse!)} on what it saw and by ${number(validation.rmse!)} on what it did not`;
  const opening = {
    overfits: 'Without remedies the network memorises',
    fits: 'Without remedies the network already generalises',
    underfits: 'Without remedies the network does not even learn what it is shown',
    noise: 'The network learns its examples by heart, and that tells it nothing about new ones',
    leak: 'Something in the data gives the answer away',
    shift: 'What the network is tested on differs from what it was shown',
  }[verdict];
  return `${opening}: ${seen}.`;
}

function remediesSentence({ remedies: all, diagnosis }: Omit<StudyRecord, 'verdict'>): string {
  const remedies = all.filter(({ reason }) => reason === undefined);
  const refused = all.filter(({ reason }) => reason !== undefined).map(({ name }) => name);
  const tail =
    refused.length > 0
      ? ` ${refused.join(', ')} ${refused.length === 1 ? 'was' : 'were'} refused before any training: labels do not survive ${refused.length === 1 ? 'it' : 'them'}.`
      : '';
  const isShare = diagnosis.train.accuracy !== undefined;
  const named = (decision: RemedyRecord['decision']) =>
    remedies
      .filter((remedy) => remedy.decision === decision)
      .sort((a, b) => Math.abs(b.effect.mean) - Math.abs(a.effect.mean))
      .map((remedy) => `${remedy.name} (${effectText(remedy.effect, isShare)})`);
  if (remedies.length === 0) return tail === '' ? 'No remedies were tried.' : tail.trim();
  if (remedies.length === 1) {
    const { name, effect, decision } = remedies[0]!;
    const says = { keep: 'helps', harm: 'harms', drop: 'shows no effect beyond its interval' }[decision];
    return `The one remedy tried, ${name} (${effectText(effect, isShare)}), ${says}.${tail}`;
  }
  const [keep, harm] = [named('keep'), named('harm')];
  const rest = remedies.length - keep.length - harm.length;
  if (rest === remedies.length) return `None of ${rest} remedies shows an effect beyond its interval.${tail}`;
  const parts = [
    keep.length > 0
      ? `Of ${remedies.length} remedies ${keep.join(', ')} help`
      : `None of ${remedies.length} remedies shows a benefit beyond its interval`,
    ...(harm.length > 0 ? [`${harm.join(', ')} ${harm.length === 1 ? 'harms' : 'harm'}`] : []),
    ...(rest > 0 ? [`${rest === 1 ? 'one shows' : `${rest} show`} no effect`] : []),
  ];
  return `${parts.join('; ')}.${tail}`;
}

const errorText = ({ accuracy, rmse }: Scores): string =>
  accuracy !== undefined ? `${percent(1 - accuracy)} errors` : `an error of ${number(rmse!)}`;

const familyOf = ({ recipe }: Pick<StudyRecord['chosen'], 'recipe'>): string =>
  (recipe.architecture as { readonly name: string }).name;

function choiceSentence({ baseline, chosen, improvement, data }: Omit<StudyRecord, 'verdict'>): string {
  const isShare = chosen.test.accuracy !== undefined;
  const [low, high] = improvement.interval;
  const proof =
    low > 0
      ? `better by ${effectText(improvement, isShare).slice(1)}`
      : high < 0
        ? `worse by ${effectText(improvement, isShare).slice(1)}`
        : 'no difference beyond the interval';
  const interval = intervalText(improvement.interval, isShare ? pointsValue : signedNumber);
  const [family, before] = [chosen, baseline].map(familyOf);
  const simplest = family === before ? '' : ` (${family} instead of ${before})`;
  const size =
    chosen.parameters === baseline.parameters
      ? `the same ${count(baseline.parameters)} parameters as before`
      : `${count(chosen.parameters)} parameters instead of ${count(baseline.parameters)}${simplest}`;
  return (
    `The network to keep has ${size} and makes ` +
    `${errorText(chosen.test)} on ${count(data.test)} test examples instead of ${errorText(baseline.test)} (${proof}, 95% interval ${interval}).`
  );
}

function smallestSentence(
  { parameters, effect, recipe, test, improvement }: SmallestRecord,
  { baseline }: Omit<StudyRecord, 'verdict'>,
): string {
  const isShare = baseline.test.accuracy !== undefined;
  const { name, size } = recipe.architecture as { readonly name: string; readonly size: number };
  const intervalOf = (some: Effect) =>
    `${effectText(some, isShare)}, 95% interval ${intervalText(some.interval, isShare ? pointsValue : signedNumber)}`;
  const network = `${name} of size ${size} with ${count(parameters)} parameters, ${number(baseline.parameters / parameters)} times fewer,`;
  if (test && improvement && improvement.interval[1] < 0)
    return (
      `A still smaller one, ${network} looked as good on validation as the network did before (${intervalOf(effect)}), ` +
      `and is not: ${errorText(test)} on the test part (${intervalOf(improvement)}).`
    );
  return (
    `Who is content with what the network did before needs still fewer: ${network} does at least as well on validation ` +
    `(${intervalOf(effect)})` +
    (test && improvement
      ? ` and makes ${errorText(test)} on the test part (${intervalOf(improvement)}).`
      : '; it took no part in the test.')
  );
}
