import type { Operation } from './record.ts';
import type { Dataset } from '../../data/dataset.ts';
import { network } from '../../recipe/compile.ts';
import { fitPreparation } from '../../recipe/preparation.ts';
import { registry } from '../../recipe/registry.ts';
import { lookUp, recipe } from '../../recipe/schema.ts';
import { OptionError } from '../../util/errors.ts';

/**
 * The augmentations that can act on such data, at their default strengths: all in the folders, or the named ones.
 *
 * @throws {OptionError} an unknown name, with those that are known; a named one that does not suit the data.
 */
export function operationsFor(data: Dataset, names?: readonly string[]): Operation[] {
  if (names)
    return names.map((name) => {
      lookUp('operation', registry.augmentations, name);
      const operation = { name };
      applied(operation, data);
      return completed(operation);
    });
  const suits = (operation: Operation) => {
    try {
      applied(operation, data);
      return true;
    } catch (error) {
      if (error instanceof OptionError) return false;
      throw error;
    }
  };
  return Object.keys(registry.augmentations)
    .map((name) => ({ name }))
    .filter(suits)
    .map(completed);
}

/** @throws {OptionError} it does not act on such data. */
function applied(operation: Operation, data: Dataset): void {
  network(
    recipe({ architecture: { name: data.features.kind === 'tokens' ? 'bagOfEmbeddings' : 'mlp', size: 8 }, augmentations: [operation] }),
    fitPreparation(data),
  );
}

/** With its options all set. */
const completed = (operation: Operation): Operation =>
  recipe({ architecture: { name: 'linear', size: 1 }, augmentations: [operation] }).augmentations[0] as Operation;

/** The numbers of a range at which an operation does nothing: 1 for factors, else 0. */
const neutralOf = ([low, high]: readonly [number, number]): number => (low > 0 && low <= 1 && high >= 1 ? 1 : 0);

/**
 * The same operation with all its ranges stretched about the number at which they do nothing; undefined where it has
 * no range, or the stretched one is refused.
 */
export function atStrength(operation: Operation, factor: number): Operation | undefined {
  let stretched = false;
  const options = Object.fromEntries(
    Object.entries(operation).map(([option, value]) => {
      if (!option.endsWith('Range') || !Array.isArray(value)) return [option, value];
      stretched = true;
      const neutral = neutralOf(value as [number, number]);
      return [option, value.map((end: number) => Number((neutral + factor * (end - neutral)).toPrecision(4)))];
    }),
  ) as unknown as Operation;
  if (!stretched) return undefined;
  try {
    return completed(options);
  } catch (error) {
    if (error instanceof OptionError) return undefined;
    throw error;
  }
}
