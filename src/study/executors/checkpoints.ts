import { readFileSync, statSync } from 'node:fs';
import {
  decodeState,
  encodeState,
  maxCheckpointBytes,
  type CheckpointOwner,
} from '../../train/checkpoint.ts';
import type { TrainingState } from '../../train/state.ts';
import { DataError } from '../../util/errors.ts';

/** Writing takes at most this share of the time, unless the caller names a rhythm. */
const writingShare = 0.02;

export interface CheckpointKeeper {
  /** Takes note of a state, and writes it where it is time to. */
  readonly see: (state: TrainingState) => void;
  /** Writes the last state seen. */
  readonly flush: () => void;
}

/**
 * Keeps the states of a training, not each of them: the first at once, then one about each second, less often where
 * writing takes long, so that it slows the training by 2% at most. A killed process loses the steps since the last one
 * written: that second, and the call of the training program that was running (about 150 ms).
 *
 * @param everySeconds A rhythm of the caller's own; shorter than a call keeps the state after each call.
 * @param firstAfterSeconds How long the first may wait: what ends before leaves no file.
 */
export function checkpointKeeper(
  write: (bytes: Uint8Array) => void,
  owner: CheckpointOwner,
  everySeconds?: number,
  firstAfterSeconds?: number,
): CheckpointKeeper {
  let last: TrainingState | undefined;
  let isWritten = false;
  let due = firstAfterSeconds === undefined ? -Infinity : performance.now() + 1000 * firstAfterSeconds;
  const flush = () => {
    if (!last || isWritten) return;
    const began = performance.now();
    write(encodeState(last, owner));
    isWritten = true;
    const ended = performance.now();
    due =
      ended +
      (everySeconds === undefined ? Math.max(1000, (ended - began) / writingShare) : 1000 * everySeconds);
  };
  return {
    see(state) {
      last = state;
      isWritten = false;
      if (performance.now() >= due) flush();
    },
    flush,
  };
}

/** The state in a checkpoint file. @throws {DataError} it is too large, or `decodeState` refuses it. */
export function readCheckpoint(path: string, owner: CheckpointOwner): TrainingState {
  const { size } = statSync(path);
  if (size > maxCheckpointBytes)
    throw new DataError(
      `checkpoint: a file has at most ${maxCheckpointBytes} bytes. ${path} has ${size}: it is another kind of file.`,
    );
  return decodeState(readFileSync(path), owner);
}
