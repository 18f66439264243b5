// shared within this room
import type { Optimizer } from './optimizer.ts';
import type { Pending, Slots, Transform } from './transforms/transform.ts';
import type { Value } from '../graph/types.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { OptionError } from '../util/errors.ts';

/**
 * An optimizer out of gradient transforms, applied in their order to each gradient; the parameter goes against what
 * comes out.
 *
 *     u = tₙ(… t₂(t₁(g)) …),   w ← w − u
 *
 * @throws {OptionError} two transforms keep something of the same name, or one that measures all gradients stands after
 * one that changes them.
 * @example chain({ name: 'clippedSgd', options: {}, transforms: [clipByNorm(), momentum(), scaleByLearningRate()] })
 * @see optax, `chain`.
 */
export function chain({
  name,
  options,
  transforms,
}: Pick<Optimizer, 'name' | 'options' | 'transforms'>): Optimizer {
  const slots = transforms.flatMap((transform) => transform.slots);
  const scalars = transforms.flatMap((transform) => Object.entries(transform.scalars));
  const kept = [...slots, ...scalars.map(([scalar]) => scalar)];
  const double = kept.find((one, i) => kept.indexOf(one) < i);
  if (double)
    throw new OptionError(`${name}: transforms must keep different things. Two keep "${double}"; drop one.`);
  transforms.forEach((transform, i) => {
    const before = transforms.slice(0, i).find((other) => other.elementwise);
    if (!transform.elementwise && before)
      throw new OptionError(
        `${name}: ${transform.name} measures the gradients and must stand before ${before.name}. Received it after.`,
      );
  });
  return Object.freeze({
    name,
    options: Object.freeze({ ...options }),
    transforms: Object.freeze([...transforms]),
    slots,
    scalars: Object.freeze(Object.fromEntries(scalars)),
    elementwise: transforms.every((transform) => transform.elementwise),
    prepare({ gradients, learningRate, scalars: last }) {
      let pending: Pending = {};
      const next: Record<string, Value> = {};
      const steps: { transform: Transform; before: Pending; shared: Slots }[] = [];
      for (const transform of transforms) {
        // An `apply` takes whole updates, so that what was pending is settled then.
        const before: Pending = transform.apply ? {} : pending;
        const prepared = transform.prepare?.({ scalars: last, gradients, learningRate, pending: before });
        if (transform.apply) steps.push({ transform, before: pending, shared: prepared?.shared ?? {} });
        pending = prepared?.pending ?? before;
        Object.assign(next, prepared?.scalars);
      }
      const { factor, decay } = pending;
      const keep = decay && sub(1, decay);
      return {
        scalars: next,
        step({ parameter, gradient, slots: own, penalized }) {
          let update = gradient;
          const after: Record<string, Value> = {};
          for (const { transform, before, shared } of steps) {
            const whole = settled(update, before, parameter, penalized);
            const applied = transform.apply!({ update: whole, slots: own, shared });
            update = applied.update;
            Object.assign(after, applied.slots);
          }
          const kept = penalized && keep ? mul(parameter, keep) : parameter;
          return { parameter: sub(kept, factor ? mul(update, factor) : update), slots: after };
        },
      };
    },
  } satisfies Optimizer);
}

/** The whole update that is meant by a tensor and what is pending. */
function settled(update: Value, { factor, decay }: Pending, parameter: Value, penalized: boolean): Value {
  const scaled = factor ? mul(update, factor) : update;
  return penalized && decay ? add(scaled, mul(parameter, decay)) : scaled;
}
