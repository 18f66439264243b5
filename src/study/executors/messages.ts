import type { CheckpointPlace } from './trialCheckpoint.ts';
import type { TrialJob, TrialResult } from '../trial.ts';
import type { Dataset } from '../../data/dataset.ts';

/** What a study tells its worker processes. */
export type ToWorker =
  | { readonly kind: 'data'; readonly data: Dataset; readonly threads: number }
  | { readonly kind: 'trial'; readonly job: TrialJob; readonly checkpoint?: CheckpointPlace };

/** What a worker process tells its study. */
export type FromWorker =
  | { readonly kind: 'epoch'; readonly epoch: number }
  | { readonly kind: 'result'; readonly result: TrialResult }
  | { readonly kind: 'error'; readonly name: string; readonly message: string };
