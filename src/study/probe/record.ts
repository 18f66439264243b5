// shared within this room
import * as z from 'zod';
import { dataSummary, effect, recordSchema } from '../record.ts';

/** The file that `hibiscus augment --probe` leaves, as a schema. */

const interval = z.tuple([z.number(), z.number()]);

/** An augmentation with its options, as it stands in a recipe. */
const operation = z.looseObject({ name: z.string() });

const labelSafety = z.object({
  safe: z.boolean(),
  /** Share of examples that pass for another class once transformed, minus the share that does as it is. */
  mean: z.number(),
  interval,
  /** Number of examples. */
  examples: z.number(),
  /** Classes that change most often into another, most often first: share transformed, and as it is. */
  collisions: z.array(
    z.object({ from: z.string(), to: z.string(), share: z.number(), untouched: z.number() }),
  ),
});

const operationRecord = z.object({
  name: z.string(),
  /** Its options, as they were tried. */
  options: z.record(z.string(), z.unknown()),
  /** Accuracy gained, or rmse taken away, against no augmentation; no pairs where label safety refused it. */
  effect,
  /** The same trials, by loss: positive is less loss. */
  lossEffect: effect,
  /** By the loss at the confidence that suits best, which decides beside the score. */
  calibratedEffect: effect,
  decision: z.enum(['keep', 'drop', 'harm']),
  /** A sentence. */
  reason: z.string(),
  /** The check before any training; absent where classes cannot answer it. */
  safety: labelSafety.optional(),
});

export const probeRecord = z.object({
  schema: z.literal(recordSchema),
  data: dataSummary,
  operations: z.array(operationRecord),
  /** The augmentations to use, in the form of a recipe's; empty where none is proven. */
  policy: z.array(operation),
  evidence: z.object({
    /** The policy as a whole against no augmentation; absent for an empty one. */
    effect: effect.optional(),
    lossEffect: effect.optional(),
    /** Candidates for a policy that were tried, with what they did. */
    candidates: z.array(
      z.object({
        operations: z.array(operation),
        effect,
        lossEffect: effect,
        calibratedEffect: effect,
        chosen: z.boolean(),
      }),
    ),
    /** Sentences for people. */
    sentences: z.array(z.string()),
  }),
  trials: z.number(),
  seconds: z.number(),
  seed: z.number(),
});

export type Operation = Readonly<z.infer<typeof operation>>;
export type LabelSafety = z.infer<typeof labelSafety>;
export type OperationRecord = z.infer<typeof operationRecord>;
export type ProbeRecord = z.infer<typeof probeRecord>;
