import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkpointKeeper, readCheckpoint } from './checkpoints.ts';
import { writeWhole } from './writeWhole.ts';
import { trialKey } from '../journal.ts';
import type { TrialJob } from '../trial.ts';
import type { TrainingState } from '../../train/state.ts';
import { DataError, RunError } from '../../util/errors.ts';

/** Where the states of a trial are kept while it runs. */
export interface CheckpointPlace {
  readonly path: string;
  /** Seconds from one to the next, and before the first: what is over sooner leaves no file. */
  readonly everySeconds: number;
}

export interface TrialCheckpoint {
  /** Where an earlier process left this trial; undefined at its beginning. */
  readonly resumeFrom?: TrainingState;
  onState(state: TrainingState): void;
  /** The trial has ended: nothing is left of it. */
  remove(): void;
}

/**
 * Keeps the states of a trial in a file, so that the process that takes the place of a dead one goes on from there, and so
 * does a resumed study. A file that is damaged, or of another trial, counts for nothing; where there is no room, the trial
 * goes on without.
 */
export function trialCheckpoint({ path, everySeconds }: CheckpointPlace, job: TrialJob): TrialCheckpoint {
  const owner = { recipe: JSON.stringify(job.recipe), data: trialKey(job) };
  let resumeFrom: TrainingState | undefined;
  try {
    if (existsSync(path)) resumeFrom = readCheckpoint(path, owner);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
  }
  let isKept = true;
  const keeper = checkpointKeeper((bytes) => writeWhole(path, bytes), owner, everySeconds, everySeconds);
  return {
    ...(resumeFrom && { resumeFrom }),
    onState(state) {
      if (!isKept) return;
      try {
        keeper.see(state);
      } catch (error) {
        // No room, or a state too large for a file.
        if (!(error instanceof RunError)) throw error;
        isKept = false;
      }
    },
    remove() {
      rmSync(path, { force: true });
      // What a killed process had half written of it.
      const [folder, name] = [dirname(path), basename(path)];
      for (const other of existsSync(folder) ? readdirSync(folder) : [])
        if (other.startsWith(`${name}.`)) rmSync(join(folder, other), { force: true });
    },
  };
}
