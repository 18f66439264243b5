import { fieldsOf, numberOf } from './looseJson.ts';
import type { Metric } from '../protocol.ts';

/** The measure that scores have: accuracy, else rmse, else the loss. */
export function metricOf(scores: unknown): { readonly metric: Metric; readonly value: number } | undefined {
  const fields = fieldsOf(scores);
  for (const metric of ['accuracy', 'rmse', 'loss'] as const) {
    const value = numberOf(fields[metric]);
    if (value !== undefined) return { metric, value };
  }
  return undefined;
}
