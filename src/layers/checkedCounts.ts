// shared within this room
import { OptionError } from '../util/errors.ts';

/** Checks counts. @throws {OptionError} one is not a positive integer. */
export function checkedCounts(layer: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts))
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`${layer}: ${name} must be a positive integer. Received ${name}=${value}.`);
}
