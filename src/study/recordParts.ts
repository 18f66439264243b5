import * as z from 'zod';

// What records of several kinds are made of.

/** Lower and upper end of a 95% interval. */
export const interval = z.tuple([z.number(), z.number()]);

export const scores = z.object({
  /** Mean loss, penalties apart: nats, or squared error in standard units. */
  loss: z.number(),
  /** Of classes, where recipes are compared: the loss at the confidence that suits best, by which they are judged. */
  calibratedLoss: z.number().optional(),
  accuracy: z.number().optional(),
  /** Where classes are imbalanced. */
  balancedAccuracy: z.number().optional(),
  logLoss: z.number().optional(),
  rmse: z.number().optional(),
  r2: z.number().optional(),
});

/** A difference between two recipes over paired trials. */
export const effect = z.object({
  mean: z.number(),
  interval,
  /** Number of pairs: same split, same seed, same number of steps. */
  pairs: z.number(),
});

export type Scores = z.infer<typeof scores>;
export type Effect = z.infer<typeof effect>;
