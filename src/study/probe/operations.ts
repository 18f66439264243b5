import type { Operation } from './record.ts';
import { settled } from '../../augmentations/text/augmentation.ts';
import type { Dataset } from '../../data/dataset.ts';
import { lookUp, recipe } from '../../recipe/schema.ts';
import { augment } from '../../remedies/augment.ts';
import { OptionError } from '../../util/errors.ts';

/**
 * The augmentations that act on such data, at their default strengths: all of them, or the named ones.
 *
 * @throws {OptionError} an unknown name, or one that does not act on such data, with those that do; no augmentation does.
 */
export function operationsFor({ features, size }: Dataset, names?: readonly string[]): Operation[] {
  const baseline = recipe({ architecture: { name: 'linear', size: 1 } });
  const suitable = augment.variants({ features, baseline }).map(({ name }) => name);
  if (suitable.length === 0)
    throw new OptionError(
      `operations: none acts on ${features.kind === 'tokens' ? 'tokens' : `this ${features.kind}`}.`,
    );
  const byName = Object.fromEntries(suitable.map((name) => [name, name]));
  // What is usual for so many texts is written out, so that it can be made weaker and stronger.
  return (names ?? suitable).map(
    (name) => settled(completed({ name: lookUp('operation', byName, name) }), size) as Operation,
  );
}

/** With its options all set. */
const completed = (operation: Operation): Operation =>
  recipe({ architecture: { name: 'linear', size: 1 }, augmentations: [operation] })
    .augmentations[0] as Operation;

/** Where an operation does nothing, for ranges where that is not 0. */
const neutrals: Readonly<Record<string, number>> = {
  ...{ scaleRange: 1, factorRange: 1, aspectRange: 1 },
  ...{ bitsRange: 8, thresholdRange: 256 },
};

/** The number of a range at which an operation does nothing. A share of the area is what is left, or what is covered. */
const neutralOf = (option: string, [, high]: readonly [number, number]): number =>
  neutrals[option] ?? (option === 'areaRange' && high >= 1 ? 1 : 0);

/**
 * The same operation with all its ranges stretched about the number at which they do nothing, or its magnitude or share
 * of words multiplied; undefined where it has neither, or the stretched one is refused.
 */
export function atStrength(operation: Operation, factor: number): Operation | undefined {
  let stretched = false;
  const options = Object.fromEntries(
    Object.entries(operation).map(([option, value]) => {
      if ((option === 'magnitude' || option === 'alpha') && typeof value === 'number') {
        stretched = true;
        return [option, Number((factor * value).toPrecision(4))];
      }
      if (!option.endsWith('Range') || !Array.isArray(value)) return [option, value];
      stretched = true;
      const neutral = neutralOf(option, value as [number, number]);
      return [
        option,
        value.map((end: number) => Number((neutral + factor * (end - neutral)).toPrecision(4))),
      ];
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
