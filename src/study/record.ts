import * as z from 'zod';
import { pruningRecord } from './comparePruning.ts';
import { leanRecord } from './lean.ts';
import { fixedLengthRecord } from './fixLength.ts';
import { longerRecord } from './lengthen.ts';
import { calibrationRecord, ensemblesRecord } from './ensemble/record.ts';
import { exhibitsRecord } from './exhibits/record.ts';
import { effect, interval, scores } from './recordParts.ts';
import { secondDescentRecord } from './secondDescent.ts';
import { searchRecord } from './search/record.ts';
import { smallestRecord } from './smallest.ts';

/**
 * The files a study leaves, as schemas: what is written is checked by the schema that documents it.
 *
 * Effects and improvements are always oriented so that a positive number is better: accuracy gained, or rmse taken
 * away.
 */

export { effect } from './recordParts.ts';

/** Version of these forms. */
export const recordSchema = 1;

/** One line of a history. */
export const epochRecord = z.object({
  epoch: z.number(),
  steps: z.number(),
  learningRate: z.number(),
  train: scores,
  stop: scores.optional(),
  validation: scores.optional(),
  penalty: z.number(),
  weightNorms: z.record(z.string(), z.number()),
  jacobianNorm: z.number().optional(),
  averaged: z.number().optional(),
});

export const dataSummary = z.object({
  kind: z.enum(['image', 'table', 'tokens', 'text']),
  rows: z.number(),
  /** Class names; empty for a number to predict. */
  classes: z.array(z.string()),
  /** Numbers a network sees of one example: [channels, height, width] or [columns]. */
  features: z.array(z.number()),
  description: z.string(),
});

/** What the audit of the data found. */
const finding = z.object({
  /** Name of the check. */
  check: z.string(),
  severity: z.enum(['note', 'warning', 'leak']),
  /** What was found, and what to do. */
  message: z.string(),
  /** Some of what was found: files, rows, columns, classes. */
  examples: z.array(z.string()),
  /** How many examples, columns or classes it is about. */
  count: z.number(),
});

const recipeForm = z.record(z.string(), z.unknown());

export const diagnosisRecord = z.object({
  schema: z.literal(recordSchema),
  verdict: z.enum(['overfits', 'fits', 'underfits', 'noise', 'leak', 'shift']),
  train: scores,
  validation: scores,
  /** Mean over the pairs of training minus validation, in accuracy or rmse. */
  generalizationGap: z.number(),
  interval,
  /** Sentences for people. */
  evidence: z.array(z.string()),
  next: z.string(),
  /** What a guess without looking reaches: the majority class, or the mean. */
  guess: scores,
  parameters: z.number(),
  /** The simplest network for such data: one layer, or a bag of words; absent where that was the network itself. */
  yardstick: z
    .object({
      architecture: z.string(),
      parameters: z.number(),
      train: scores,
      validation: scores,
      /** How much better the network does than it, on validation. */
      effect,
    })
    .optional(),
  /** Trainings on a quarter, half and all of the examples; absent where they are few or the budget is short. */
  learningCurve: z
    .object({
      /** Means over the pairs, fewest examples first. */
      points: z.array(z.object({ examples: z.number(), train: scores, validation: scores })),
      /** What twice as many examples would bring, if the curve went on as it did: accuracy, or rmse taken away. */
      twice: effect,
    })
    .optional(),
  /** Where examples come in groups: what is lost on new ones. */
  groupShift: z
    .object({
      /** Validation where examples of one group stand on both sides. */
      within: scores,
      /** By how much validation on new groups is worse. */
      lost: effect,
    })
    .optional(),
  data: dataSummary,
  audit: z.array(finding).default([]),
  /** Curves of one of the trainings. */
  history: z.array(epochRecord),
  seconds: z.number(),
  seed: z.number(),
});

const remedyRecord = z.object({
  name: z.string(),
  /** The strength that was tried, as people read it: "0.5", "±10%", "a quarter of the size". */
  strength: z.union([z.number(), z.string()]),
  explanation: z.string(),
  parameters: z.number(),
  validation: scores,
  effect,
  /** The same trials, by the loss that recipes are judged by (`calibratedLoss` of classes): positive is less of it. */
  lossEffect: effect,
  /** By the loss as it is, which may be what keeps it; absent in older files and for what was refused. */
  plainLossEffect: effect.optional(),
  decision: z.enum(['keep', 'drop', 'harm']),
  /** Why it was refused before any training; its effect has no pairs. */
  reason: z.string().optional(),
  recipe: recipeForm,
});

const finalist = z.object({
  recipe: recipeForm,
  parameters: z.number(),
  /** Means over the pairs; of the chosen network by examples that did not choose (see `scoresOfChoosing`). */
  validation: scores,
  /** Of the chosen network: means over the pairs that chose it, too good by the luck of the choice. */
  validationOfChoice: scores.optional(),
  /** Scores on what it was trained on. */
  train: scores,
  /** The sealed part, opened once. */
  test: scores.extend({ n: z.number() }),
  /** 95% interval of the test accuracy or rmse. */
  interval,
  /** Curves of one of the trainings. */
  history: z.array(epochRecord),
  stopped: z.object({
    reason: z.enum(['epochs', 'earlyStopping', 'enough', 'interrupted']),
    bestEpoch: z.number(),
  }),
});

export const studyRecord = z.object({
  schema: z.literal(recordSchema),
  data: dataSummary.extend({ test: z.number() }),
  diagnosis: diagnosisRecord,
  /** The same as in the diagnosis. */
  audit: z.array(finding).default([]),
  remedies: z.array(remedyRecord),
  /** Several remedies at once against the baseline: all kept ones, and others that looked better. */
  combined: z.array(remedyRecord),
  /** The joint space of all remedies, searched; absent where no search was asked for or paid for. */
  search: searchRecord.optional(),
  /** The chosen remedies at several sizes, largest first, and the simplest kind of network. */
  capacity: z.array(
    z.object({
      /** Of the simplest kind its family; absent for the family that was treated. */
      architecture: z.string().optional(),
      size: z.number(),
      /** Epochs that it trained for, where they are not those of the largest size. */
      epochs: z.number().int().positive().optional(),
      /** How often a word must occur to have a vector of its own; absent where all do. */
      wordMinCount: z.number().int().positive().optional(),
      parameters: z.number(),
      train: scores,
      validation: scores,
      /** Interval of the paired difference to the best size, in accuracy or rmse; absent for the best. */
      effect: effect.optional(),
      /** The same, by the loss that recipes are judged by. */
      lossEffect: effect.optional(),
      chosen: z.boolean(),
    }),
  ),
  /** A size worse than a smaller and a larger one; absent where none is shown. */
  secondDescent: secondDescentRecord.optional(),
  /** The chosen size by pruning of units; absent where nothing was shrunk, or the time did not allow it. */
  pruning: pruningRecord.optional(),
  /** One smaller than the chosen, still as good as the baseline on validation; absent where there is none, or no time. */
  smallest: smallestRecord.optional(),
  /** Half the baseline's size, from which treatment began; absent where no budget had cut trainings short. */
  lean: leanRecord.optional(),
  /** The length at which early stopping ended trainings, planned from the start; absent where nothing stopped early. */
  fixedLength: fixedLengthRecord.optional(),
  /** The chosen network trained for longer; absent where no budget had cut trainings short, or none was left for it. */
  longer: longerRecord.optional(),
  /** Several networks of the chosen recipe against one, at the same number of steps; absent where it was not asked for. */
  ensembles: ensemblesRecord.optional(),
  /** One temperature for the probabilities of the chosen network, kept where it lowers held-out log loss. */
  calibration: calibrationRecord.optional(),
  baseline: finalist,
  chosen: finalist,
  /** Chosen against baseline on the test part, paired example by example. */
  improvement: effect,
  /** What there is to look at: mistakes, weights, augmented examples, dropped neurons. */
  exhibits: exhibitsRecord.optional(),
  /** What the budget cut short, in sentences; empty for a study that had the time it wanted. */
  notes: z.array(z.string()).default([]),
  /** The conclusion in sentences. */
  verdict: z.array(z.string()),
  trials: z.number(),
  seconds: z.number(),
  seed: z.number(),
});

export const fitRecord = z.object({
  schema: z.literal(recordSchema),
  data: dataSummary,
  parameters: z.number(),
  /** Epochs that were trained. */
  epochs: z.number(),
  stopped: z.object({
    reason: z.enum(['epochs', 'earlyStopping', 'enough', 'interrupted']),
    bestEpoch: z.number(),
  }),
  train: scores,
  validation: scores,
  generalizationGap: z.number(),
  test: scores.extend({ n: z.number() }).optional(),
  seconds: z.number(),
  seed: z.number(),
});

export type FitRecord = z.infer<typeof fitRecord>;
export type { Effect, Scores } from './recordParts.ts';
export type DiagnosisRecord = z.infer<typeof diagnosisRecord>;
export type RemedyRecord = z.infer<typeof remedyRecord>;
export type StudyRecord = z.infer<typeof studyRecord>;
