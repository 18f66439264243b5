import { OptionError } from '../util/errors.ts';

/**
 * Epochs shared out among several trainings, so that together they cost what one does: as equal as can be, longer ones
 * first, and the sum is exact.
 *
 * @throws {OptionError} fewer epochs than trainings.
 * @example splitEpochs(11, 4) // [3, 3, 3, 2]
 */
export function splitEpochs(epochs: number, parts: number): number[] {
  if (epochs < parts)
    throw new OptionError(
      `ensemble: ${parts} trainings at the cost of one need ${parts} epochs or more. Received epochs=${epochs}. Train longer, or take fewer members.`,
    );
  const least = Math.floor(epochs / parts);
  return Array.from({ length: parts }, (_, i) => least + Number(i < epochs % parts));
}
