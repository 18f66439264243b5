import type { TrialJob, TrialResult } from '../trial.ts';

/** Something that runs trials, several at a time. */
export interface Executor {
  /** How many trials run side by side. */
  readonly workers: number;
  /** Runs one trial as soon as a place is free. @throws {RunError} the trial failed, or its process died twice. */
  run(job: TrialJob, onEpoch?: (epoch: number) => void): Promise<TrialResult>;
  close(): Promise<void>;
}
