/**
 * The errors of Hibiscus. A message says what must hold, what was received, and what to do, in that order.
 * The class decides the exit code of the command line: a wrong input is 2, a failed run is 1, an interrupted one 130.
 */
export abstract class HibiscusError extends Error {
  /** Exit code of the command line when this error ends it. */
  abstract readonly exitCode: 1 | 2 | 130;
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An option, a recipe field or an argument is outside what it may be. */
export class OptionError extends HibiscusError {
  readonly exitCode = 2;
}

/** The data (a file, a row, a label) is not what it must be. */
export class DataError extends HibiscusError {
  readonly exitCode = 2;
}

/** Shapes or element types do not fit where a graph node is made. */
export class ShapeError extends HibiscusError {
  readonly exitCode = 2;
}

/** A run that was well asked for failed: a loss became non-finite, a child process died, a file could not be written. */
export class RunError extends HibiscusError {
  readonly exitCode = 1;
}

/** Somebody ended the run (Ctrl-C). What was done is kept, and the run can be resumed. */
export class InterruptedError extends HibiscusError {
  readonly exitCode = 130;
}

/** Where in a network an error belongs: `path` from here outwards, `isWhole` once it begins at the network. */
const places = new WeakMap<Error, { path: string; isWhole: boolean; text: string }>();

/**
 * Runs `act`; a ShapeError or OptionError comes back with the place in front of its message: `2.dense: …`. Nested calls
 * join their names (`layers.2.residual.0.dense: …`), and a whole path is left as it is.
 *
 * @param options.isWhole Whether `name` begins at the network, so that nothing goes before it.
 */
export function within<T>(name: string, act: () => T, { isWhole = false } = {}): T {
  try {
    return act();
  } catch (error) {
    if (!name || !(error instanceof ShapeError || error instanceof OptionError)) throw error;
    const known = places.get(error);
    if (known?.isWhole) throw error;
    const path = known ? `${name}.${known.path}` : name;
    const text = known?.text ?? error.message;
    const Kind = error instanceof ShapeError ? ShapeError : OptionError;
    const located = new Kind(`${path}: ${text}`, { cause: known ? error.cause : error });
    places.set(located, { path, isWhole, text });
    throw located;
  }
}

/**
 * The nearest of `known` to a mistyped `word`, or undefined where none is near (edit distance over a third of its length, or
 * no letter in common).
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.min(Math.max(1, Math.floor(word.length / 3)), word.length - 1) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Edits from a to b: inserting, deleting, replacing a letter, or swapping two neighbours (the usual slip of fingers). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(rows[i - 1]![j - 1]! + (same ? 0 : 1), rows[i - 1]![j]! + 1, current[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      current.push(best);
    }
    rows.push(current);
  }
  return rows[a.length]![b.length]!;
}
