// shared within this room
import type { Edit } from './edits.ts';
import type { Augmentation } from '../augmentation.ts';
import type { Sentence, Token } from '../../text/token.ts';
import { OptionError } from '../../util/errors.ts';
import { uniformAt } from '../../util/random.ts';

/** A stream of numbers that follows from its key alone. */
export interface Draw {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number from 0 to count − 1. */
  below(count: number): number;
}

/** A stream of draws from a key. */
export function drawsOf(key: number): Draw {
  let counter = 0;
  const next = () => uniformAt(key, counter++);
  return { next, below: (count) => Math.floor(next() * count) };
}

/** What the draw of an augmentation knows beside the sentence. */
export interface TextContext {
  /** Whether any word has synonyms: without, operations that need them do nothing. */
  readonly hasThesaurus: boolean;
  /** Words that can stand in a token's place, inflected as it is, most usual first; none where none is known. */
  synonyms(token: Token): readonly string[];
  /**
   * Whether a token must stay: what `marks.kept` says, and what gives the class of this example away. Operations ask
   * this and not the marks, unless their option `guard` is false.
   */
  isKept(token: Token): boolean;
  /** What the whole text reads like after a translation there and back; empty where none was made. */
  readonly paraphrases: readonly Sentence[];
}

/** What every operation on texts can be told beside its own options. */
export interface TextOptions {
  /**
   * Copies of each example beside the original, `n` of Wei and Zou: an example is seen changed with probability
   * n/(n + 1). `auto`: by the size of the training part, see `usualStrength`.
   */
  readonly copies: number | 'auto';
  /** Whether negations, numbers, quoted names and the class's own words stay as they are. Default true. */
  readonly guard: boolean;
}

/** Options of an operation that acts on a share of the words. */
export interface AlphaOptions extends TextOptions {
  /** Share of the words that is changed, in [0, 1]. `auto`: by the size of the training part, see `usualStrength`. */
  readonly alpha: number | 'auto';
}

/** `auto` replaced by numbers. */
export type Settled<O> = { readonly [K in keyof O]: Exclude<O[K], 'auto'> };

/**
 * Changes single sentences. The draw says what is to be done, and the act (`applyEdits`) does it: the same key gives the
 * same sentence.
 */
export interface TextAugmentation<O extends object = object> extends Augmentation<O> {
  readonly kind: 'text';
  /** The draw: edits of the sentence, none where nothing can be done. A pure function of its arguments. */
  draw(sentence: Sentence, options: Settled<O>, draw: Draw, context: TextContext): readonly Edit[];
  /** What must be there beside the texts, for those who say what is missing. */
  readonly needs?: 'synonyms' | 'paraphrases';
  /** What it takes new words from, where that is there; what it needs, if nothing is said. */
  readonly uses?: 'synonyms' | 'paraphrases';
}

/** Strengths of Wei and Zou 2019, table 3: by the number of training examples. */
const strengths = [
  { examples: 500, alpha: 0.05, copies: 16 },
  { examples: 2000, alpha: 0.05, copies: 8 },
  { examples: 5000, alpha: 0.1, copies: 4 },
] as const;

/**
 * The strength that the authors of easy data augmentation recommend for so many training examples: the row of their
 * table for that many or the next more; from 5,000 on its last row.
 *
 * @see Wei and Zou 2019, arXiv:1901.11196, table 3.
 */
export function usualStrength(examples: number): { readonly alpha: number; readonly copies: number } {
  const { alpha, copies } = strengths.find((row) => examples <= row.examples) ?? strengths.at(-1)!;
  return { alpha, copies };
}

/** Options with `auto` replaced by what is usual for so many training examples. */
export function settled<O extends object>(options: O, examples: number): Settled<O> {
  const usual = usualStrength(examples);
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      value === 'auto' ? usual[name as keyof typeof usual] : value,
    ]),
  ) as Settled<O>;
}

/** How many words a share of them is, as the source rounds it: at least one of a sentence that has some. */
export const changedWords = (alpha: number, length: number): number =>
  alpha === 0 || length === 0 ? 0 : Math.max(1, Math.floor(alpha * length));

/** @throws {OptionError} a share outside [0, 1], or copies that are no whole number. */
export function checkTextOptions(
  name: string,
  { alpha, copies }: { readonly alpha?: number | 'auto'; readonly copies: number | 'auto' },
): void {
  if (alpha !== undefined && alpha !== 'auto' && !(alpha >= 0 && alpha <= 1))
    throw new OptionError(
      `${name}: alpha must be in [0, 1], or auto. Received alpha=${alpha}.` +
        (alpha > 1 && alpha <= 100 ? ` Did you mean ${alpha / 100}?` : ''),
    );
  if (copies !== 'auto' && !(Number.isInteger(copies) && copies >= 0))
    throw new OptionError(
      `${name}: copies must be a whole number of 0 or more, or auto. Received copies=${copies}.`,
    );
}
