import type { Edited } from '../augmentations/text/edits.ts';
import { marks } from '../text/token.ts';

/** A piece of a text: as it was, or changed. */
export interface TextRun {
  readonly text: string;
  readonly changed: boolean;
}

/** An edited sentence as it is written, in runs of what was changed and what was not; end to end they are the text. */
export function changedRuns({ sentence, changed }: Edited): TextRun[] {
  const runs: { text: string; changed: boolean }[] = [];
  sentence.forEach((token, i) => {
    const space = i > 0 && (token.marks & marks.glued) === 0 ? ' ' : '';
    const last = runs.at(-1);
    const isChanged = changed[i] === true;
    if (last?.changed === isChanged) last.text += space + token.text;
    // A space before a changed word was there before it.
    else if (isChanged && last) {
      last.text += space;
      runs.push({ text: token.text, changed: true });
    } else runs.push({ text: space + token.text, changed: isChanged });
  });
  return runs;
}
