import type { Axis } from '../axis.ts';
import { recipe as checked } from '../../../recipe/schema.ts';

/** At most one of the two is above 0. */
type Decay = {
  /** Factor of the sum of squared weights in the loss. */
  readonly l2: number;
  /** Share of a weight taken off at each step, times the learning rate. */
  readonly weightDecay: number;
};

/**
 * Small weights in one of two ways: squared weights in the loss, or a decay apart from the gradient, which turns `adam`
 * into `adamw`. The second only where the optimizer is one of these.
 *
 * @see Krogh and Hertz 1992; Loshchilov and Hutter 2019, arXiv:1711.05101.
 */
export const decay: Axis<Decay> = Object.freeze({
  name: 'decay',
  ordered: false,
  values: ({ baseline }) => [
    ...[0, 1e-4, 1e-3, 1e-2].map((l2) => ({ l2, weightDecay: 0 })),
    ...(isAdam(baseline.optimizer.name) ? [0.01, 0.1, 1].map((weightDecay) => ({ l2: 0, weightDecay })) : []),
  ],
  read: ({ penalties, optimizer }) => ({
    l2: penalties.l2,
    weightDecay: optimizer.name === 'adamw' ? (optimizer.weightDecay as number) : 0,
  }),
  apply: (recipe, { l2, weightDecay }) =>
    checked({
      ...recipe,
      penalties: { ...recipe.penalties, l2 },
      optimizer: isAdam(recipe.optimizer.name) ? decayed(recipe.optimizer, weightDecay) : recipe.optimizer,
    }),
} satisfies Axis<Decay>);

const isAdam = (optimizer: string): boolean => optimizer === 'adam' || optimizer === 'adamw';

const decayed = ({ name: _, weightDecay: __, ...options }: Record<string, unknown>, weightDecay: number) =>
  weightDecay > 0 ? { ...options, name: 'adamw', weightDecay } : { ...options, name: 'adam' };
