// shared within this room
import { marks, type Sentence, type Token } from '../../text/token.ts';

/** One thing that is done to a sentence. Places count in the sentence as it was before all edits. */
export type Edit =
  | { readonly kind: 'replace'; readonly at: number; readonly word: string }
  /** The token becomes one that no vocabulary knows. */
  | { readonly kind: 'blank'; readonly at: number }
  /** Before the token at this place; behind the last one where it is the sentence's length. */
  | { readonly kind: 'insert'; readonly at: number; readonly word: string }
  | { readonly kind: 'delete'; readonly at: number }
  /** The tokens that stand at two places by then change them: swaps are done in their order. */
  | { readonly kind: 'swap'; readonly at: number; readonly with: number }
  /** Another sentence stands in for the whole. */
  | { readonly kind: 'whole'; readonly sentence: Sentence };

/** What stands for a word that no vocabulary knows. */
export const blank = '␀';

/** A sentence after edits, and which of its tokens are new or stand elsewhere. */
export interface Edited {
  readonly sentence: Sentence;
  readonly changed: readonly boolean[];
}

/** Written as the word it stands in for: capitals carry over. */
const writtenLike = (word: string, model: string): string => {
  if (/^\p{Lu}[^\p{Lu}]*$/u.test(model) && model.length > 0)
    return word.charAt(0).toUpperCase() + word.slice(1);
  return /^\p{Lu}{2,}$/u.test(model) ? word.toUpperCase() : word;
};

/** The act: a sentence with its edits done, a pure function of both. */
export function applyEdits(sentence: Sentence, edits: readonly Edit[]): Edited {
  const whole = edits.find((edit) => edit.kind === 'whole');
  if (whole) return { sentence: whole.sentence, changed: whole.sentence.map(() => true) };
  const tokens: (Token | undefined)[] = [...sentence];
  const changed = sentence.map(() => false);
  const inserted = new Map<number, Token[]>();
  for (const edit of edits) {
    if (edit.kind === 'swap') {
      const [a, b] = [tokens[edit.at], tokens[edit.with]];
      [tokens[edit.at], tokens[edit.with]] = [b, a];
      changed[edit.at] = changed[edit.with] = true;
    } else if (edit.kind === 'delete') tokens[edit.at] = undefined;
    else if (edit.kind === 'insert') {
      const before = inserted.get(edit.at) ?? [];
      inserted.set(edit.at, [...before, { text: edit.word, word: edit.word, marks: 0 }]);
    } else if (edit.kind === 'whole') continue;
    else {
      const old = tokens[edit.at];
      if (!old) continue;
      const word = edit.kind === 'blank' ? blank : edit.word;
      tokens[edit.at] = {
        text: edit.kind === 'blank' ? blank : writtenLike(word, old.text),
        word,
        marks: old.marks & marks.glued,
      };
      changed[edit.at] = true;
    }
  }
  const result: Token[] = [];
  const isNew: boolean[] = [];
  for (let i = 0; i <= tokens.length; i++) {
    for (const token of inserted.get(i) ?? []) {
      result.push(token);
      isNew.push(true);
    }
    const token = tokens[i];
    if (!token) continue;
    result.push(token);
    isNew.push(changed[i]!);
  }
  return { sentence: result, changed: isNew };
}
