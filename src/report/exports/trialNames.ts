import { cut, oneLine, uniqueNames } from './plainText.ts';

const longestPart = 60;
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** A text as the name of a file on any system: letters, numbers and a few signs; the others become hyphens. */
export function fileName(text: string): string {
  const plain = cut(oneLine(text).replace(/[^\p{L}\p{M}\p{N} .,=+%±()_-]+/gu, '-'), longestPart)
    .replace('…', '')
    .replace(/^[-. ]+|[-. ]+$/g, '');
  return reserved.test(plain) || plain === '' ? `_${plain}` : plain;
}

/**
 * A path for each trial, `stage/label` where the journal says what it was for, else its place and the beginning of its key.
 * No two are the same.
 */
export const trialNames = (
  trials: readonly {
    readonly key: string;
    readonly stage?: string | undefined;
    readonly label?: string | undefined;
  }[],
): string[] =>
  uniqueNames(
    trials.map(({ key, stage, label }, i) =>
      stage === undefined || label === undefined
        ? `${String(i + 1).padStart(3, '0')} ${fileName(key.slice(0, 8))}`
        : `${fileName(stage)}/${fileName(label)}`,
    ),
  );
