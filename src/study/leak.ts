import type { Finding } from '../data/auditData.ts';
import { DataError } from '../util/errors.ts';

/** Findings that make any score on the data untrue. */
export const leaksOf = (audit: readonly Finding[]): readonly Finding[] =>
  audit.filter(({ severity }) => severity === 'leak');

/**
 * Stops a study of data that give the answer away.
 *
 * @throws {DataError} there is a leak, and it is not allowed.
 */
export function refuseLeaks(audit: readonly Finding[], allowLeak = false): void {
  const leaks = leaksOf(audit);
  if (leaks.length === 0 || allowLeak) return;
  throw new DataError(
    `study: the data must not give the answer away, else no score of them is true. ${leaks.map(({ message }) => message).join(' ')} ` +
      'To study them as they are, add --allow-leak (in the library allowLeak).',
  );
}
