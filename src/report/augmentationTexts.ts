import { labelOf } from './augmentationSheet.ts';
import type { Edited } from '../augmentations/text/edits.ts';
import type { Dataset, TextFeatures } from '../data/dataset.ts';
import { changedRuns } from '../train/changedRuns.ts';

/** Variants of all originals by one operation. */
export interface TextColumn {
  readonly name: string;
  readonly made: readonly Edited[];
}

/** A sentence with its changed words marked. */
export const markedText = (edited: Edited, mark: (words: string) => string): string =>
  changedRuns(edited)
    .map(({ text, changed }) => (changed ? mark(text) : text))
    .join('');

/** Texts longer than this are cut where they are shown. */
const longest = 600;

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/**
 * Texts and the variants made of them, one below the other, changed words marked.
 *
 * @param originals The dataset of the texts that `variants` were made of, in this order.
 * @param mark How changed words are shown. Default `[so]`.
 */
export function augmentationTexts(
  originals: Dataset,
  variants: readonly TextColumn[],
  mark: (words: string) => string = (words) => `[${words}]`,
): string {
  const { texts } = originals.features as TextFeatures;
  const left = Math.max(8, ...variants.map(({ name }) => name.length));
  const line = (name: string, text: string) => `  ${name.padEnd(left)}  ${text}`;
  return texts
    .map((text, n) =>
      [
        `${originals.origins?.[n] ?? `text ${n + 1}`} (${labelOf(originals, n)})`,
        line('original', cut(text)),
        ...variants.map(({ name, made }) => {
          const own = made[n]!;
          const isSame = !own.changed.includes(true) && own.sentence.length === variantLength(originals, n);
          return line(name, isSame ? 'nothing to do' : cut(markedText(own, mark)));
        }),
      ].join('\n'),
    )
    .join('\n\n');
}

/** How many tokens the original has. */
const variantLength = ({ features }: Dataset, n: number): number => {
  const { offsets } = features as TextFeatures;
  return offsets[n + 1]! - offsets[n]!;
};
