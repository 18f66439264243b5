// shared within this room
import * as z from 'zod';
import { effect, scores } from '../recordParts.ts';

/** What a search for a cocktail leaves, as a schema. It holds no times: the same seed and budget give the same record. */

const decision = z.enum(['keep', 'drop', 'harm']);

/** A value of an axis, as it stands in a recipe. */
const value = z.unknown();

const configuration = z.object({
  /** 0 is the baseline; the starting points follow, then what was drawn. */
  number: z.number(),
  /** `model`: proposed by what was tried before. */
  origin: z.enum(['baseline', 'start', 'random', 'model']),
  /** Those of a block are compared with one another; absent for the baseline and the starting points. */
  block: z.number().optional(),
  /** What differs from the baseline, by axis. */
  changes: z.record(z.string(), value),
  /** Mean validation loss on each rung that it reached. */
  losses: z.array(z.object({ rung: z.number(), loss: z.number() })),
  /** Why its training failed; it is out then. */
  failed: z.string().optional(),
});

const partRecord = z.object({
  /** The axis that was set back to the baseline's value. */
  name: z.string(),
  /** Its value in the winner. */
  value,
  /** What it is worth in company: the winner against the winner without it; positive where it helps. */
  effect,
  lossEffect: effect,
  decision,
  /** Why there is no effect: the training without it failed. */
  reason: z.string().optional(),
});

export const searchRecord = z.object({
  /** In full trainings: all epochs on one pair. */
  budget: z.number(),
  /** What the search cost at most; trials that were known already are counted too. */
  spent: z.number(),
  seed: z.number(),
  /** Number of pairs that chose, and of those that only report. */
  pairs: z.object({ choose: z.number(), report: z.number() }),
  /** What was searched; of each axis the baseline's value first. */
  axes: z.array(z.object({ name: z.string(), values: z.array(value) })),
  rungs: z.array(z.object({ epochs: z.number(), pairs: z.number() })),
  configurations: z.array(configuration),
  /** The least mean validation loss on the pairs that chose, so its figures here are flattered. */
  winner: z.object({
    number: z.number(),
    /** Whether the search found better than the baseline and all starting points; else the best of these. */
    isFound: z.boolean(),
    recipe: z.record(z.string(), z.unknown()),
    parameters: z.number(),
    validation: scores,
    effect,
    lossEffect: effect,
    decision,
  }),
  /** Winner against baseline on pairs that took no part in choosing; absent where there were none. */
  report: z.object({ baseline: scores, winner: scores, effect, lossEffect: effect, decision }).optional(),
  /** Each active part of the winner taken away alone, on pairs that chose. */
  parts: z.array(partRecord),
  /** What the budget cut short, in sentences. */
  notes: z.array(z.string()),
});

export type ConfigurationRecord = z.infer<typeof configuration>;
export type PartRecord = z.infer<typeof partRecord>;
export type SearchRecord = z.infer<typeof searchRecord>;
