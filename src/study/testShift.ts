import type { DiagnosisRecord, Effect, Scores, StudyRecord } from './record.ts';
import { goodness, validations } from './scores.ts';
import { mean, standardError } from './statistics.ts';
import type { PairResults } from './testBench.ts';
import { intervalText, number, percent, pointsValue, signedNumber } from '../util/format.ts';

/** Losses on a given test part below this, in accuracy or as a share of the guess's rmse, are not called a shift. */
const leastShift = 0.05;

/**
 * How much worse the baseline is on the test part than validation promised, with its 95% interval: the spread of the
 * pairs and that of the test examples taken together.
 */
export function lostOnTest(results: PairResults, test: StudyRecord['baseline']): Effect {
  const promised = validations(results).map(goodness);
  const lost = mean(promised) - goodness(test.test);
  const ofTest = (test.interval[1] - test.interval[0]) / 2;
  const margin = Math.hypot(1.959963984540054 * standardError(promised), ofTest);
  return { mean: lost, interval: [lost - margin, lost + margin], pairs: results.length };
}

/**
 * The diagnosis once the test part that came with the data was opened: `shift` where it differs from what was trained
 * on. A leak stays a leak, and labels of noise stay noise.
 */
export function withTestShift(
  diagnosis: DiagnosisRecord,
  results: PairResults,
  test: StudyRecord['baseline'],
): DiagnosisRecord {
  const lost = lostOnTest(results, test);
  const unit = diagnosis.guess.rmse ?? 1;
  const isShift = lost.interval[0] > 0 && lost.mean > leastShift * unit;
  if (!isShift || diagnosis.verdict === 'leak' || diagnosis.verdict === 'noise') return diagnosis;
  return {
    ...diagnosis,
    verdict: 'shift',
    evidence: [...diagnosis.evidence, sentenceOf(diagnosis.validation, test.test, lost)],
    next: 'The test part is not like the data to train on: look at how each was gathered, and train on examples like those it will meet.',
  };
}

function sentenceOf(validation: Scores, test: Scores, { mean: lost, interval }: Effect): string {
  if (test.accuracy === undefined)
    return `On the given test part it errs by ${number(test.rmse!)}, where validation promised ${number(validation.rmse!)}: ${signedNumber(lost)} more, 95% interval ${intervalText(interval, signedNumber)}.`;
  return (
    `On the given test part it is right in ${percent(test.accuracy)}, where validation promised ${percent(validation.accuracy!)}: ` +
    `${pointsValue(lost)} points are lost, 95% interval ${intervalText(interval, pointsValue)}.`
  );
}
