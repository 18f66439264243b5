import { checkedShare, discounted, type Transform } from './transform.ts';
import { OptionError } from '../../util/errors.ts';

export interface MomentumOptions {
  /** Share of the last velocity that stays, in [0, 1). Default 0.9. */
  readonly decay?: number;
  /** Whether the update is taken ahead along the velocity. Default false. */
  readonly nesterov?: boolean;
}

/**
 * A trace of past updates.
 *
 *     v ← decay · v + u
 *     u ← v                     (nesterov: u ← u + decay · v)
 *
 * @throws {OptionError} `decay` outside [0, 1), or `nesterov` without decay.
 * @example momentum({ decay: 0.9, nesterov: true })
 * @see Sutskever et al. 2013, ICML; optax, `trace`.
 */
export function momentum({ decay = 0.9, nesterov = false }: MomentumOptions = {}): Transform {
  checkedShare('momentum', 'decay', decay);
  if (nesterov && decay === 0)
    throw new OptionError(
      'momentum: nesterov needs a decay above 0. Received decay=0. Set decay, such as 0.9.',
    );
  return Object.freeze({
    name: 'momentum',
    options: Object.freeze({ decay, nesterov }),
    slots: ['velocity'],
    scalars: {},
    elementwise: true,
    apply({ update, slots }) {
      const velocity = discounted(slots.velocity!, decay, update);
      return { update: nesterov ? discounted(velocity, decay, update) : velocity, slots: { velocity } };
    },
  } satisfies Transform);
}
