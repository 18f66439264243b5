import { primaryLanguage } from '../text/tokenizer.ts';
import { OptionError } from '../util/errors.ts';

/** What a translation will take, as far as the engine can tell before it runs. */
export interface TranslationEstimate {
  /** Absent where only a try tells. */
  readonly seconds?: number;
  /** Characters sent, where the engine is a service that may count or bill them. */
  readonly characters?: number;
}

/** An engine that translates texts. Languages are primary codes of BCP 47: `en`, `es`. */
export interface Translator {
  /** What it is called in messages: `apertium`. */
  readonly name: string;
  /** The directions it has, each from one language to another. */
  readonly pairs: readonly (readonly [from: string, to: string])[];
  /** Texts to give it at a time: what an end in the middle may lose. */
  readonly chunk: number;
  /** How to get a direction that it lacks, in a sentence. */
  readonly hint: string;
  supports(from: string, to: string): boolean;
  /** Everything but the text that decides what comes out: engine, version, model, settings. Results are cached under it. */
  identity(from: string, to: string): string;
  estimate(texts: readonly string[]): TranslationEstimate;
  /**
   * The translations, in the order of the texts. A text that the engine cannot digest comes back empty.
   *
   * @throws {OptionError} it lacks the direction. @throws {RunError} it died or answered wrongly.
   * @throws {InterruptedError} the signal was aborted.
   */
  translate(
    texts: readonly string[],
    from: string,
    to: string,
    signal?: AbortSignal,
  ): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The part of a text that an engine gets: one line, one space between words. */
export const asLine = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- control characters mean something to engines
    .replace(/[\s\u0000-\u001f\u007f\ufffe\uffff]+/g, ' ')
    .trim();

/** Directions as people read them: `en → es, es → en`, at most twelve. */
export function pairsText(pairs: Translator['pairs']): string {
  if (pairs.length === 0) return 'none';
  const shown = pairs.slice(0, 12).map(([from, to]) => `${from} → ${to}`);
  return shown.join(', ') + (pairs.length > shown.length ? ` and ${pairs.length - shown.length} more` : '');
}

/** @throws {OptionError} the translator lacks the direction. */
export function requirePair(
  { name, pairs, hint, supports }: Pick<Translator, 'name' | 'pairs' | 'hint' | 'supports'>,
  from: string,
  to: string,
): void {
  if (supports(from, to)) return;
  throw new OptionError(
    `${name}: must be able to translate ${from} → ${to}. Received an engine with ${pairsText(pairs)}. ${hint}`,
  );
}

/** Whether a list of directions holds one. */
export const hasPair =
  (pairs: Translator['pairs']) =>
  (from: string, to: string): boolean =>
    pairs.some(([a, b]) => a === primaryLanguage(from) && b === primaryLanguage(to));
