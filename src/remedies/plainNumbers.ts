// shared within this room
import type { RemedyContext } from './remedy.ts';

/** Whether a table has columns of plain numbers (no dates, no truth values) that the baseline takes in standard units. */
export const hasPlainNumbers = ({
  features,
  baseline,
}: Pick<RemedyContext, 'features' | 'baseline'>): boolean =>
  features.kind === 'table' &&
  baseline.backbone === null &&
  baseline.numbers === 'standard' &&
  features.numericColumns.some((_, j) => (features.numericKinds?.[j] ?? 'number') === 'number');
