import { reviews } from '../../../../data/samples/reviews.ts';
import type { Arrays } from '../../../../data/arrays.ts';
import type { TaskData } from './task.ts';

export const textClasses = ['complaint', 'praise'] as const;

export interface Labelled {
  readonly label: string;
  readonly text: string;
}

const linesOf = (text: string): Labelled[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [label, words] = line.split('\t') as [string, string];
      return { label, text: words };
    });

/** Held-out sentences: they have words that training never shows, as new customers do. */
const heldOut = 150;
/** The largest training part. */
export const mostSentences = 600;

/** Sentences of customers; validation and test share no sentence with training. */
export function textParts({ count, seed }: { readonly count: number; readonly seed: number }): {
  readonly train: readonly Labelled[];
  readonly validation: readonly Labelled[];
  readonly test: readonly Labelled[];
} {
  const files = [...reviews.make({ seed, count: mostSentences })];
  const [train, rest] = files.map(({ text }) => linesOf(text ?? ''));
  const own = train!.slice(0, count);
  // Of all that could be trained on, so that the held-out parts stay as they are whatever the count.
  const seen = new Set(train!.map(({ text }) => text));
  const fresh = rest!.filter(({ text }) => !seen.has(text));
  return { train: own, validation: fresh.slice(0, heldOut), test: fresh.slice(heldOut, 2 * heldOut) };
}

/** Sentences as the engine takes them. */
export function textTask(parts: ReturnType<typeof textParts>): TaskData {
  const arrays = (lines: readonly Labelled[]): Arrays => ({
    texts: lines.map(({ text }) => text),
    labels: lines.map(({ label }) => label),
    classes: textClasses,
  });
  return { train: arrays(parts.train), validation: arrays(parts.validation), test: arrays(parts.test) };
}
