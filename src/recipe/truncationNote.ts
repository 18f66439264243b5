import type { Preparation } from './preparation.ts';

/** How many training texts are cut off, and at how many tokens; undefined where none is. */
export function truncationNote({ features }: Preparation, size: number): string | undefined {
  if (features.kind !== 'text' || features.truncated === 0) return undefined;
  const { truncated, length } = features;
  return `${truncated} of ${size} training texts ${truncated === 1 ? 'is' : 'are'} longer than ${length} tokens and ${truncated === 1 ? 'is' : 'are'} cut off.`;
}
