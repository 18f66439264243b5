import type { Schedule, ScheduleState } from './schedule.ts';
import { OptionError } from '../util/errors.ts';

export interface ReduceOnPlateauOptions {
  /** What the rate is multiplied by at each reduction, in (0, 1). Default 0.1. */
  readonly factor?: number;
  /** Scored epochs without improvement that are borne; the next one reduces. Default 10. */
  readonly patience?: number;
  /** How much lower counts as an improvement, in the unit of the loss. Default 1e-4. */
  readonly minDelta?: number;
  /** Scored epochs after a reduction that are not counted. Default 0. */
  readonly cooldown?: number;
  /** The factor never falls below this, in [0, 1]. Default 0. */
  readonly minFactor?: number;
}

/** Counters of a plateau; `best` is null until a loss was seen. */
interface Plateau extends ScheduleState {
  readonly factor: number;
  readonly best: number | null;
  readonly waited: number;
  readonly resting: number;
}

const initial: Plateau = Object.freeze({ factor: 1, best: null, waited: 0, resting: 0 });

/**
 * The rate falls when the watched loss has stopped falling: the part that early stopping watches, else validation.
 *
 *     factor ← max(minFactor, factor · options.factor)   after more than `patience` scored epochs without loss < best − minDelta
 *
 * A loss that is not a number is no improvement.
 *
 * Departs from PyTorch: `minDelta` is an absolute difference (its `threshold_mode='abs'`), as in Keras.
 *
 * @throws {OptionError} an option outside its range.
 * @example reduceOnPlateau({ factor: 0.5, patience: 5 })
 * @see Keras and PyTorch, `ReduceLROnPlateau`.
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions = {}): Schedule {
  const { factor: reduction = 0.1, patience = 10, minDelta = 1e-4, cooldown = 0, minFactor = 0 } = options;
  if (!(reduction > 0 && reduction < 1))
    throw new OptionError(
      `reduceOnPlateau: factor must be in (0, 1); the rate is multiplied by it. Received factor=${reduction}.` +
        (reduction > 1 ? ` Did you mean ${1 / reduction}?` : ''),
    );
  for (const [name, value] of Object.entries({ patience, cooldown }))
    if (!(Number.isInteger(value) && value >= 0))
      throw new OptionError(
        `reduceOnPlateau: ${name} must be a whole number of epochs, 0 or more. Received ${name}=${value}.`,
      );
  if (!(minDelta >= 0 && Number.isFinite(minDelta)))
    throw new OptionError(`reduceOnPlateau: minDelta must be 0 or more. Received minDelta=${minDelta}.`);
  if (!(minFactor >= 0 && minFactor <= 1))
    throw new OptionError(`reduceOnPlateau: minFactor must be in [0, 1]. Received minFactor=${minFactor}.`);
  return Object.freeze({
    name: 'reduceOnPlateau',
    options: Object.freeze({ factor: reduction, patience, minDelta, cooldown, minFactor }),
    factor: (_step, _totalSteps, state) => ((state ?? initial) as Plateau).factor,
    watch: Object.freeze({
      initial,
      observe(state, loss): Plateau {
        const { factor, best, waited, resting } = state as Plateau;
        const improved = Number.isFinite(loss) && (best === null || loss < best - minDelta);
        const next = {
          factor,
          best: improved ? loss : best,
          waited: improved || resting > 0 ? 0 : waited + 1,
          resting: Math.max(0, resting - 1),
        };
        if (next.waited <= patience) return next;
        return { ...next, factor: Math.max(minFactor, factor * reduction), waited: 0, resting: cooldown };
      },
    } satisfies Schedule['watch']),
  } satisfies Schedule);
}
