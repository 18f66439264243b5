import { defined, fieldsOf, listOf, numberOf, textOf, type Fields } from './looseJson.ts';
import { metricOf } from './metricOf.ts';
import type { Scores, TrialDetail, TrialRow } from '../protocol.ts';

/**
 * A line of a journal as a row, or undefined where it is about something else.
 *
 * @param n Its place among the trials. @throws {SyntaxError} the line is no JSON.
 */
export function trialRow(line: string, n: number): TrialRow | undefined {
  const entry = fieldsOf(JSON.parse(line));
  return entry.kind === 'trial' ? rowOf(entry, n) : undefined;
}

function rowOf(entry: Fields, n: number): TrialRow {
  const result = fieldsOf(entry.result);
  const [train, validation] = [metricOf(result.train), metricOf(result.validation)];
  const history = listOf(result.history);
  return defined({
    n,
    stage: textOf(entry.stage),
    label: textOf(entry.label),
    metric: validation?.metric ?? train?.metric ?? 'loss',
    train: train?.value,
    validation: validation?.value,
    gap: numberOf(result.generalizationGap),
    parameters: numberOf(result.parameters),
    epochs: numberOf(fieldsOf(history.at(-1)).epoch),
    seconds: numberOf(result.seconds),
    curve: history.length > 1,
  });
}

/** Points of a curve that are sent; a screen shows no more. */
const mostPoints = 600;

/** A line of a journal with its curves; long ones thinned evenly, ends kept. */
export function trialDetail(line: string, n: number): TrialDetail | undefined {
  const entry = fieldsOf(JSON.parse(line));
  if (entry.kind !== 'trial') return undefined;
  const result = fieldsOf(entry.result);
  const history = listOf(result.history);
  const step = (history.length - 1) / (mostPoints - 1);
  const shown =
    history.length <= mostPoints
      ? history
      : Array.from({ length: mostPoints }, (_, i) => history[Math.round(i * step)]);
  const { reason, bestEpoch } = fieldsOf(result.stopped);
  const [why, best] = [textOf(reason), numberOf(bestEpoch)];
  const recipe = fieldsOf(entry.recipe);
  return {
    ...rowOf(entry, n),
    history: shown,
    ...(why !== undefined && best !== undefined && { stopped: { reason: why, bestEpoch: best } }),
    scores: defined({ train: scoresOf(result.train), validation: scoresOf(result.validation) }),
    ...(Object.keys(recipe).length > 0 && { recipe }),
  };
}

function scoresOf(value: unknown): Scores | undefined {
  const scores = Object.entries(fieldsOf(value)).flatMap(([name, score]) =>
    numberOf(score) === undefined ? [] : [[name, score as number] as const],
  );
  return scores.length === 0 ? undefined : Object.fromEntries(scores);
}
