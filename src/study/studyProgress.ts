/** A training that goes on now. */
export interface RunningTrial {
  /** What is being tried. */
  readonly stage: string;
  readonly label: string;
  readonly epoch: number;
  readonly epochs: number;
}

/** The recipe with the best validation score so far, over all its pairs: what is chosen may be another, for reasons of size. */
export interface BestSoFar {
  readonly label: string;
  readonly metric: 'accuracy' | 'rmse' | 'loss';
  readonly value: number;
}

/** What a study says while it runs. */
export interface StudyProgress {
  /** What is being tried. */
  readonly stage: string;
  readonly label: string;
  /** Trials done and known to come, over the whole study. */
  readonly done: number;
  readonly total: number;
  /** Estimated seconds to go; undefined before the first trial ended. */
  readonly secondsLeft: number | undefined;
  /** Oldest first. */
  readonly running: readonly RunningTrial[];
  readonly best: BestSoFar | undefined;
}
