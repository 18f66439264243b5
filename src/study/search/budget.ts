import { settled, type Journal } from '../journal.ts';
import { OptionError } from '../../util/errors.ts';

/** What a search may cost, as time and as it was measured. */
export interface SearchTime {
  /** Seconds that the search may take. */
  readonly seconds: number;
  /** How long an epoch of the baseline takes in one trial. */
  readonly secondsPerEpoch: number;
  /** Epochs of a full training. */
  readonly epochs: number;
  /** Trials side by side. */
  readonly workers: number;
}

/**
 * Share of a training's time that trials cost on top, on average: short trainings too must start, and augmentation or
 * early stopping make epochs longer.
 */
const surcharge = 0.25;

/** How many full trainings fit into a time. @throws {OptionError} a number that is not above 0; `seconds` below 0. */
export function trainingsIn({ seconds, ...rates }: SearchTime): number {
  if (!(seconds >= 0)) throw new OptionError(`seconds: must be 0 or more. Received ${seconds}.`);
  for (const [name, value] of Object.entries(rates))
    if (!(value > 0)) throw new OptionError(`${name}: must be above 0. Received ${value}.`);
  const { secondsPerEpoch, epochs, workers } = rates;
  return Math.floor((seconds * workers) / (secondsPerEpoch * epochs * (1 + surcharge)));
}

/** Trainings of a search where neither they nor the time are limited: some forty cocktails, and the parts of the best. */
const usualTrainings = 64;

/** More than these are not searched, however much time there is. */
const mostTrainings = 600;

/**
 * The budget of a search in full trainings. Time differs from run to run, so it is written into the journal once, and a
 * resumed study keeps to it.
 *
 * @param time Undefined where it is not limited.
 */
export const settledBudget = (journal: Journal, time: () => SearchTime | undefined): Promise<number> =>
  settled(journal, 'search', () => {
    const limit = time();
    return limit ? Math.min(mostTrainings, trainingsIn(limit)) : usualTrainings;
  });
