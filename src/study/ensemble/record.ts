import * as z from 'zod';
import { effect } from '../recordParts.ts';

/** What ensembles of a recipe are worth against one network of it, as it stands in the files of a study. */

const ensembleScores = z.object({
  /** Mean log loss in nats, or squared error in standard units. */
  loss: z.number(),
  /** The loss at the confidence that suits best. */
  calibratedLoss: z.number().optional(),
  accuracy: z.number().optional(),
  balancedAccuracy: z.number().optional(),
  logLoss: z.number().optional(),
  rmse: z.number().optional(),
  r2: z.number().optional(),
  /** Expected calibration error over 15 bins of equal width, the usual form. */
  calibrationError: z.number().optional(),
  /** The same over 15 bins of equally many examples, which varies less on small data. */
  equalMassCalibrationError: z.number().optional(),
  brierScore: z.number().optional(),
});

export const ensembleRow = z.object({
  name: z.string(),
  explanation: z.string(),
  /** Networks or samples whose predictions are averaged, or whose weights are; the mean over the pairs. */
  members: z.number(),
  /** Optimizer steps of all its trainings together; the mean over the pairs. */
  trainingSteps: z.number(),
  /** Those steps relative to one network's. */
  trainingCost: z.number(),
  /** Runs of a network for one prediction: operations relative to one network. */
  predictionCost: z.number(),
  /** Numbers that are stored. */
  parameters: z.number(),
  /** Means over the pairs. */
  scores: ensembleScores,
  /** Against one network: accuracy gained, or rmse taken away. */
  effect,
  /** Loss taken away. */
  lossEffect: effect,
  /** Loss taken away at the confidence that suits each best; decides beside the score. For numbers the loss. */
  calibratedEffect: effect,
  decision: z.enum(['keep', 'drop', 'harm']),
});

/** What calibration of the chosen networks is worth. */
export const calibrationRecord = z.object({
  temperature: z.number(),
  /** Mean log loss of held-out predictions, in nats, as they are and at a temperature fitted on others. */
  lossBefore: z.number(),
  lossAfter: z.number(),
  effect,
  kept: z.boolean(),
});

export const ensemblesRecord = z.object({
  /** One network, with which all are compared: its effects are 0. */
  single: ensembleRow,
  rows: z.array(ensembleRow),
  /** Name of what is used instead of one network; absent where one network is. */
  chosen: z.string().optional(),
  /** Whether it was asked for, whatever the evidence. */
  asked: z.boolean(),
});

export type EnsembleRow = z.infer<typeof ensembleRow>;
export type EnsemblesRecord = z.infer<typeof ensemblesRecord>;
export type CalibrationRecord = z.infer<typeof calibrationRecord>;
