/**
 * How networks are made of one recipe within one trial. Plain data, so that it can be sent to a worker and stand in a key.
 *
 * - `single`: one network.
 * - `independent`: several from different starts; `equal` shares the epochs out among them, `full` trains each for all.
 * - `monteCarlo`: one network, asked `samples` times with dropout left on.
 * - `snapshots`: one training in cycles, the weights at the end of each.
 * - `pruned`: one network, trained at size `from` for half of the epochs, cut to the recipe's, and trained on.
 * - `soup`: branches of one training, averaged greedily on the part set aside for stopping.
 */
export type EnsembleForm =
  | { readonly kind: 'single' }
  | { readonly kind: 'independent'; readonly members: number; readonly cost: 'equal' | 'full' }
  | { readonly kind: 'monteCarlo'; readonly samples: number }
  | { readonly kind: 'snapshots'; readonly members: number }
  | { readonly kind: 'pruned'; readonly from: number }
  | { readonly kind: 'soup'; readonly members: number };

/** What an ensemble took, and how well its confidence fits, beside its scores. */
export interface EnsembleOutcome {
  /** Networks or samples whose predictions are averaged; of a soup the ingredients of the average. */
  readonly members: number;
  /** Optimizer steps of all its trainings together. */
  readonly trainingSteps: number;
  /** Runs of a network for one prediction: 1 for one network and for averages of weights. */
  readonly predictionCost: number;
  /** Of classes, on the validation part: over 15 bins of equal width. */
  readonly calibrationError?: number;
  /** Over 15 bins of equally many examples. */
  readonly equalMassCalibrationError?: number;
  readonly brierScore?: number;
}
