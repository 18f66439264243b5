import { labelSafety, refusal } from './probe/labelSafety.ts';
import type { Operation } from './probe/record.ts';
import type { RemedyRecord } from './record.ts';
import { meanScores, validations } from './scores.ts';
import { tryRemedies } from './treat.ts';
import type { PairResults } from './testBench.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Recipe } from '../recipe/schema.ts';
import type { RemedyVariant } from '../remedies/remedy.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** A remedy that labels do not survive, and why. */
export interface Refused {
  readonly variant: RemedyVariant;
  readonly reason: string;
}

/** The augmentation that a remedy adds; undefined for one of another kind. */
export function operationOf(variant: RemedyVariant, baseline: Recipe): Operation | undefined {
  const { augmentations } = variant.apply(baseline);
  return augmentations.length > baseline.augmentations.length
    ? (augmentations.at(-1) as Operation)
    : undefined;
}

/**
 * The augmentations that labels do not survive, by name with the reason, found without training: among the named
 * remedies, or among all where no names are given.
 *
 * @throws {OptionError} an unknown name.
 */
export async function unsafeAugmentations(
  data: Dataset,
  baseline: Recipe,
  names: readonly string[] | undefined,
  runtime: Runtime,
): Promise<ReadonlyMap<string, string>> {
  const all = names ? tryRemedies.plan(data, baseline, names) : tryRemedies.all(data, baseline);
  const operations = all.flatMap((variant) => operationOf(variant, baseline) ?? []);
  const answers = await labelSafety(data, operations, runtime);
  return new Map(
    operations.flatMap((operation, i) => {
      const answer = answers[i];
      return answer && !answer.safe ? [[operation.name, refusal(operation, answer)] as const] : [];
    }),
  );
}

/** The remedies parted by what the classes said of them: to be tried, refused, and augmentations beside the usual ones. */
export function partedRemedies(
  data: Dataset,
  baseline: Recipe,
  names: readonly string[] | undefined,
  unsafe: ReadonlyMap<string, string>,
): {
  readonly variants: readonly RemedyVariant[];
  readonly refused: readonly Refused[];
  readonly others: readonly RemedyVariant[];
} {
  const wanted = tryRemedies.plan(data, baseline, names);
  const all = names ? wanted : tryRemedies.all(data, baseline);
  return {
    variants: wanted.filter(({ name }) => !unsafe.has(name)),
    refused: all.flatMap((variant) => {
      const reason = unsafe.get(variant.name);
      return reason === undefined ? [] : [{ variant, reason }];
    }),
    others: all.filter(
      (variant) =>
        !unsafe.has(variant.name) &&
        wanted.every(({ name }) => name !== variant.name) &&
        operationOf(variant, baseline) !== undefined,
    ),
  };
}

/** The record of a refused remedy: it was not trained, so it has no effect and the scores are those without it. */
export function refusedRecord(
  { variant, reason }: Refused,
  baseline: Recipe,
  results: PairResults,
): RemedyRecord {
  const { name, strength, explanation } = variant;
  const untried = { mean: 0, interval: [0, 0] as [number, number], pairs: 0 };
  return {
    name,
    strength,
    explanation,
    reason,
    parameters: results[0]!.parameters,
    validation: meanScores(validations(results)),
    effect: untried,
    lossEffect: untried,
    decision: 'harm',
    recipe: { ...variant.apply(baseline) },
  };
}
