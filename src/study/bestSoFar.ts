import { mean } from './statistics.ts';
import type { BestSoFar } from './studyProgress.ts';
import type { TrialResult } from './trial.ts';

/** Of the scores that a recipe reached on its pairs, the mean of the first that is there. Undefined without validation. */
export function meanScore(
  label: string,
  results: readonly Pick<TrialResult, 'validation'>[],
): BestSoFar | undefined {
  for (const metric of ['accuracy', 'rmse', 'loss'] as const) {
    const values = results.map(({ validation }) => validation?.[metric]);
    if (values.length > 0 && values.every((value) => value !== undefined && Number.isFinite(value)))
      return { label, metric, value: mean(values as number[]) };
  }
  return undefined;
}

/** The better of two; the first where they are equal or cannot be compared. */
export function betterOf(a: BestSoFar | undefined, b: BestSoFar | undefined): BestSoFar | undefined {
  if (!a || !b) return a ?? b;
  if (a.metric !== b.metric) return a;
  const isBetter = a.metric === 'accuracy' ? b.value > a.value : b.value < a.value;
  return isBetter ? b : a;
}
