// shared within this room
import { isSymbol, marks, type Sentence, type Token } from '../../text/token.ts';

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

/** Writing without spaces between words. */
const isUnspaced = (word: string): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(
    word,
  );

const insertedToken = (word: string): Token => ({
  text: word,
  word,
  marks: /[\p{Letter}\p{Number}]/u.test(word) ? 0 : marks.symbol,
});

/** A token that lost the neighbour it was glued to, or got another one. Punctuation stays at whatever comes before it. */
const unglued = (token: Token): Token =>
  (token.marks & marks.glued) === 0 || isSymbol(token) || isUnspaced(token.word)
    ? token
    : { ...token, marks: token.marks & ~marks.glued };

/** The act: a sentence with its edits done, a pure function of both. */
export function applyEdits(sentence: Sentence, edits: readonly Edit[]): Edited {
  const tokens: (Token | undefined)[] = sentence.slice();
  const changed = new Array<boolean>(sentence.length).fill(false);
  let inserted: Map<number, Token[]> | undefined;
  for (const edit of edits) {
    switch (edit.kind) {
      case 'whole':
        return { sentence: edit.sentence, changed: edit.sentence.map(() => true) };
      case 'swap': {
        const [a, b] = [tokens[edit.at], tokens[edit.with]];
        tokens[edit.at] = b && gluedLike(b, sentence[edit.at]!);
        tokens[edit.with] = a && gluedLike(a, sentence[edit.with]!);
        changed[edit.at] = changed[edit.with] = true;
        break;
      }
      case 'delete':
        tokens[edit.at] = undefined;
        break;
      case 'insert': {
        inserted ??= new Map();
        const before = inserted.get(edit.at);
        if (before) before.push(insertedToken(edit.word));
        else inserted.set(edit.at, [insertedToken(edit.word)]);
        break;
      }
      default: {
        const old = tokens[edit.at];
        if (!old) break;
        const word = edit.kind === 'blank' ? blank : edit.word;
        tokens[edit.at] = {
          text: edit.kind === 'blank' ? blank : writtenLike(word, old.text),
          word,
          marks: old.marks & marks.glued,
        };
        changed[edit.at] = true;
      }
    }
  }
  const result: Token[] = [];
  const isNew: boolean[] = [];
  for (let i = 0; i <= tokens.length; i++) {
    const token = tokens[i];
    const before = inserted?.get(i);
    if (before) {
      const opens = token && (token.marks & marks.glued) !== 0 && !isSymbol(token);
      before.forEach((one, k) => {
        // What stood right behind a bracket still does.
        result.push(opens && k === 0 ? gluedLike(one, token) : one);
        isNew.push(true);
      });
    }
    if (!token) continue;
    result.push(before || (i > 0 && !tokens[i - 1]) ? unglued(token) : token);
    isNew.push(changed[i]!);
  }
  return { sentence: result, changed: isNew };
}

/** A token in another's place: the space before it belongs to the place. */
const gluedLike = (token: Token, model: Token): Token =>
  ((token.marks ^ model.marks) & marks.glued) === 0 ? token : { ...token, marks: token.marks ^ marks.glued };
