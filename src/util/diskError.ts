import { RunError } from './errors.ts';

/** A file could not be written. What bore its name before is as it was. */
export class DiskError extends RunError {
  /** Whether there is no room, or no more than a quota allows. */
  readonly isFull: boolean;
  constructor(message: string, isFull: boolean, options?: ErrorOptions) {
    super(message, options);
    this.isFull = isFull;
  }
}

const full = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** What to throw where a file could not be written. @param advice What holds of a full disk, and what to do. */
export function diskError(path: string, error: unknown, advice: string): DiskError {
  const { code = '', message } = error as Error & { code?: string };
  const isFull = full.includes(code);
  return new DiskError(
    isFull ? `${path}: no room on the disk ${advice}` : `${path}: cannot be written to (${code || message}).`,
    isFull,
    { cause: error },
  );
}
