import type { TokenFeatures } from './dataset.ts';
import { DataError } from '../util/errors.ts';

export interface TokenArrays {
  /** One list of token numbers an example, in reading order. 0 is padding. */
  readonly tokens: readonly ArrayLike<number>[];
  /** Number of different tokens, padding included. Default: one more than the largest number that occurs. */
  readonly vocabulary?: number;
  /** To which all lists are filled up with 0. Default: the length of the longest. */
  readonly length?: number;
  readonly images?: undefined;
  readonly rows?: undefined;
}

/**
 * Lists of token numbers as features.
 *
 * Shapes: lists of any length → ids [size, length], 0 behind the end of a shorter one.
 *
 * @throws {DataError} another number of lists than examples, a number outside the vocabulary, a list that is too long.
 */
export function tokenFeatures(arrays: TokenArrays, size: number): TokenFeatures {
  const { tokens } = arrays;
  if (tokens.length !== size)
    throw new DataError(
      `fromArrays: tokens must have one list for each label or value (${size}). Received ${tokens.length}.`,
    );
  const longest = tokens.reduce((most, list) => Math.max(most, list.length), 0);
  const length = counted('length', arrays.length ?? Math.max(1, longest), 1);
  let largest = 0;
  const ids = new Int32Array(size * length);
  tokens.forEach((list, i) => {
    if (list.length > length)
      throw new DataError(
        `fromArrays: a list of tokens must have at most ${length} numbers. List ${i} has ${list.length}. ` +
          'Cut it, or give a larger length.',
      );
    for (let j = 0; j < list.length; j++) {
      const id = list[j]!;
      if (!Number.isInteger(id) || id < 0 || id > 0x7fffffff)
        throw new DataError(
          `fromArrays: tokens must be integers of 0 or more. Received ${id} in list ${i} at ${j}.`,
        );
      largest = Math.max(largest, id);
      ids[i * length + j] = id;
    }
  });
  const vocabulary = counted('vocabulary', arrays.vocabulary ?? largest + 1, 1);
  if (largest >= vocabulary)
    throw new DataError(
      `fromArrays: tokens must be in [0, ${vocabulary}), the vocabulary. Received ${largest}.`,
    );
  return { kind: 'tokens', ids, length, vocabulary };
}

function counted(name: string, value: number, low: number): number {
  if (!Number.isInteger(value) || value < low)
    throw new DataError(`fromArrays: ${name} must be an integer of at least ${low}. Received ${value}.`);
  return value;
}
