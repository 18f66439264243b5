import { exponentialUnit } from './exponentialUnit.ts';
import { shapeless, type Layer } from './layer.ts';
import { OptionError } from '../util/errors.ts';

/**
 * Exponential linear unit: y = x for x > 0, else α·(eˣ − 1). Shapes: any → the same.
 *
 * @param options.alpha Where it levels off: −α. Above 0, default 1.
 * @throws {OptionError} `alpha` not above 0.
 * @example sequential(dense({ units: 64 }), elu(), dense({ units: 10 }))
 * @see Clevert et al. 2016, arXiv:1511.07289.
 */
export function elu({ alpha = 1 }: { readonly alpha?: number } = {}): Layer {
  if (!(alpha > 0 && Number.isFinite(alpha)))
    throw new OptionError(`elu: alpha must be above 0. Received alpha=${alpha}.`);
  return shapeless('elu', (x) => exponentialUnit(x, alpha), { alpha });
}
