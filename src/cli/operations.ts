import type { Dataset } from '../data/dataset.ts';
import { registry } from '../recipe/registry.ts';
import { lookUp, recipe as checked, type Recipe } from '../recipe/schema.ts';
import { augment } from '../remedies/augment.ts';
import { OptionError } from '../util/errors.ts';

type Operations = Recipe['augmentations'];

const plain = { architecture: { name: 'linear', size: 1 } };

const listOf = (augmentations: readonly object[]): Operations =>
  checked({ ...plain, augmentations }).augmentations;

/** An option's value: `-30..30` is a range; then numbers, true and false. @throws {OptionError} */
function valueOf(text: string, whole: string): unknown {
  const range = /^([^.]*(?:\.\d+)?)\.\.(.+)$/.exec(text);
  const number = (part: string) => {
    const value = Number(part);
    if (part.trim() === '' || !Number.isFinite(value))
      throw new OptionError(
        `--operations: an option must be a number, or a range such as -30..30. Received "${part}" in "${whole}".`,
      );
    return value;
  };
  if (range) return [number(range[1]!), number(range[2]!)];
  // By the size of the training part.
  if (text === 'auto') return text;
  return text === 'true' || text === 'false' ? text === 'true' : number(text);
}

/**
 * Operations as the command line names them: `rotate`, `rotate=degreesRange:-30..30`,
 * `shift=xRange:-0.2..0.2+yRange:0..0`. Each happens to every example, where `probability` does not say otherwise.
 *
 * @throws {OptionError} an unknown name or option, or a value outside its range.
 */
export function operationsFromTexts(texts: readonly string[]): Operations {
  return listOf(
    texts.map((text) => {
      const [, name, options] = /^([^=]+)(?:=(.*))?$/.exec(text) ?? [];
      if (name === undefined)
        throw new OptionError(`--operations: names separated by commas are expected. Received "${text}".`);
      lookUp('operation', registry.augmentations, name);
      const given = (options ?? '')
        .split('+')
        .filter((part) => part !== '')
        .map((part) => {
          const [, option, value] = /^([A-Za-z]+):(.+)$/.exec(part) ?? [];
          if (option === undefined)
            throw new OptionError(
              `--operations: an option must be written as ${name}=option:value. Received "${part}" in "${text}".`,
            );
          return [option, valueOf(value!, text)] as const;
        });
      return { name, probability: 1, ...Object.fromEntries(given) };
    }),
  );
}

/** All operations that act on such data, each of them happening to every example. @throws {OptionError} none does. */
export function allOperations({ features }: Dataset): Operations {
  const suitable = augment.variants({ features, baseline: checked(plain) }).map(({ name }) => name);
  if (suitable.length === 0)
    throw new OptionError(`augment: pictures or rows of a table are expected. Received ${features.kind}.`);
  return listOf(suitable.map((name) => ({ name, probability: 1 })));
}
