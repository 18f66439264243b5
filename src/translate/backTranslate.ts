import { openTranslationCache, type TranslationCache } from './translationCache.ts';
import { rejection } from './faithful.ts';
import { asLine, requirePair, type Translator } from './translator.ts';
import type { Dataset } from '../data/dataset.ts';
import { normalizedText } from '../data/near/nearTexts.ts';
import { textsOf, tokenizedTexts } from '../data/texts.ts';
import { canonicalLanguage, primaryLanguage, type Tokenizer } from '../text/tokenizer.ts';
import { DataError, InterruptedError, OptionError } from '../util/errors.ts';
import { count, duration, plural } from '../util/format.ts';

export interface BackTranslationOptions {
  readonly translator: Translator;
  /** The languages to go through, each on its own: `['es', 'fr']`. */
  readonly pivots: readonly string[];
  /** Of the texts, BCP 47. Default `en`. */
  readonly language?: string;
  /** Folder of caches, such as `defaultCacheFolder()`. Absent: nothing is kept on disk. */
  readonly cache?: string;
  /** Texts that are there and back, over all pivots, and how many there are to be. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Takes sentences: what it will cost, what was wrong with the cache. */
  readonly onNote?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** What became of the results: their sum is texts times pivots. */
export interface BackTranslationCounts {
  /** Equal to the original but for case, accents, punctuation and spaces. */
  readonly unchanged: number;
  /** Empty, less than half or more than twice as long, or repeating itself. */
  readonly degenerate: number;
  /** A number or a negation was lost, or a negation came in. */
  readonly lost: number;
  /** Equal to what another pivot gave. */
  readonly duplicates: number;
  readonly kept: number;
}

export interface BackTranslation {
  /** For each text what it reads like afterwards: none to as many as pivots. */
  readonly paraphrases: readonly (readonly string[])[];
  readonly counts: BackTranslationCounts;
  /** Translations that were made now; the others came from the cache. */
  readonly translated: number;
}

/** Texts of a first try, where only that tells how long it takes. */
const firstTry = 16;

/**
 * Translates texts into each pivot and back, and keeps what still says the same in other words.
 *
 * Texts go in chunks, and what is translated is written to the cache after each, so that a run that was interrupted, or
 * whose engine died, goes on where it stopped. Equal texts are translated once.
 *
 * @param options.language Default `en`. @param options.cache Default: nothing is kept on disk.
 * @throws {OptionError} no pivot, a pivot that is the language, a direction that the engine lacks.
 * @throws {RunError} the engine died. @throws {InterruptedError} the signal was aborted.
 * @example await backTranslate(['The dog sleeps.'], { translator: await openTranslator('apertium'), pivots: ['es'] })
 * @see Sennrich, Haddow and Birch 2016, ACL; Xie et al. 2020, NeurIPS (as augmentation).
 */
export async function backTranslate(
  texts: readonly string[],
  options: BackTranslationOptions,
): Promise<BackTranslation> {
  const { translator, onNote = () => {} } = options;
  const language = primaryLanguage(canonicalLanguage(options.language ?? 'en'));
  const pivots = checkedPivots(options.pivots, language);
  for (const pivot of pivots) {
    requirePair(translator, language, pivot);
    requirePair(translator, pivot, language);
  }
  const lines = texts.map(asLine);
  const wanted = [...new Set(lines)].filter((line) => line !== '');
  const routes: Route[] = [];
  for (const pivot of pivots)
    routes.push({
      pivot,
      there: await openCache(options, language, pivot),
      back: await openCache(options, pivot, language),
    });
  const translated = await fillCaches(wanted, language, routes, options, onNote);

  const counts = { unchanged: 0, degenerate: 0, lost: 0, duplicates: 0, kept: 0 };
  const judged = new Map<string, { kept: string[]; reasons: (keyof BackTranslationCounts)[] }>();
  const judge = (line: string) => {
    const [kept, reasons, seen]: [string[], (keyof BackTranslationCounts)[], Set<string>] = [
      [],
      [],
      new Set(),
    ];
    for (const { there, back } of routes) {
      const middle = line === '' ? '' : there.get(line)!;
      const result = middle === '' ? '' : back.get(middle)!;
      const reason = rejection(line, result, language);
      const normalized = normalizedText(result);
      if (reason) reasons.push(reason);
      else if (seen.has(normalized)) reasons.push('duplicates');
      else {
        seen.add(normalized);
        kept.push(result);
        reasons.push('kept');
      }
    }
    return { kept, reasons };
  };
  const paraphrases = lines.map((line) => {
    const known = judged.get(line) ?? judge(line);
    judged.set(line, known);
    for (const reason of known.reasons) counts[reason]++;
    return known.kept;
  });
  return { paraphrases, counts, translated };
}

/** What became of texts in a sentence. */
export function backTranslationText({ counts }: Pick<BackTranslation, 'counts'>): string {
  const { unchanged, degenerate, lost, duplicates, kept } = counts;
  const all = unchanged + degenerate + lost + duplicates + kept;
  const dropped = [
    unchanged && `${count(unchanged)} unchanged`,
    lost && `${count(lost)} that lost or gained a negation or lost a number`,
    degenerate && `${count(degenerate)} empty, cut or repeating`,
    duplicates && `${count(duplicates)} equal to another`,
  ].filter(Boolean);
  return (
    `back translation: ${count(kept)} of ${plural(all, 'result')} kept` +
    (dropped.length > 0 ? `; dropped: ${dropped.join(', ')}.` : '.')
  );
}

/**
 * A dataset of texts with their paraphrases, cut into tokens.
 *
 * @param tokenizer The one that the texts were cut by.
 * @throws {DataError} it holds no texts, or another number of them.
 */
export function withParaphrases(
  dataset: Dataset,
  { paraphrases }: Pick<BackTranslation, 'paraphrases'>,
  tokenizer: Tokenizer,
): Dataset {
  const features = textsOf(dataset);
  if (!features)
    throw new DataError(
      `back translation: the data must be texts. Received ${dataset.features.kind} features. Name the column with --text.`,
    );
  if (paraphrases.length !== dataset.size)
    throw new DataError(
      `back translation: there must be paraphrases of ${count(dataset.size)} texts. Received ${count(paraphrases.length)}. ` +
        'Translate the texts of this dataset.',
    );
  const starts = new Int32Array(dataset.size + 1);
  paraphrases.forEach((some, i) => (starts[i + 1] = starts[i]! + some.length));
  const variants = tokenizedTexts(paraphrases.flat(), tokenizer);
  return { ...dataset, features: { ...features, paraphrases: { starts, variants } } };
}

interface Route {
  readonly pivot: string;
  readonly there: TranslationCache;
  readonly back: TranslationCache;
}

function checkedPivots(given: readonly string[], language: string): string[] {
  const pivots = [...new Set(given.map((pivot) => primaryLanguage(canonicalLanguage(pivot))))];
  if (pivots.length === 0)
    throw new OptionError(
      'pivots: must name at least one language to go through. Received none. Try --pivots es.',
    );
  if (pivots.includes(language))
    throw new OptionError(
      `pivots: must be other languages than that of the texts, ${language}. Received ${given.join(', ')}. ` +
        'Leave it out, or say --language.',
    );
  return pivots;
}

function openCache(
  { translator, cache, onNote }: BackTranslationOptions,
  from: string,
  to: string,
): Promise<TranslationCache> {
  return openTranslationCache(
    cache,
    { identity: translator.identity(from, to), from, to },
    onNote ? { onNote } : {},
  );
}

/** Translates what no cache has. @returns The number of translations made. */
async function fillCaches(
  wanted: readonly string[],
  language: string,
  routes: readonly Route[],
  options: BackTranslationOptions,
  onNote: (text: string) => void,
): Promise<number> {
  const { translator, onProgress, signal } = options;
  const total = wanted.length * routes.length;
  const todo = routes.map((route) => ({ route, missing: wanted.filter((line) => !isThere(route, line)) }));
  let left = todo.reduce((sum, { missing }) => sum + missing.length, 0);
  if (left === 0) return 0;
  const clock = announcer(todo, translator, total - left, onNote);
  let translated = 0;
  const step = async (missing: readonly string[], cache: TranslationCache, from: string, to: string) => {
    const asked = [...new Set(missing)].filter((text) => text !== '' && cache.get(text) === undefined);
    if (asked.length === 0) return;
    if (signal?.aborted)
      throw new InterruptedError(
        'the back translation was interrupted. What was translated is kept; run the command again to go on.',
      );
    const results = await translator.translate(asked, from, to, signal);
    await cache.add(new Map(asked.map((text, i) => [text, results[i]!])));
    translated += asked.length;
  };
  onProgress?.(total - left, total);
  for (const { route, missing } of todo) {
    const { pivot, there, back } = route;
    for (let at = 0; at < missing.length;) {
      const size = clock.isKnown ? translator.chunk : Math.min(firstTry, translator.chunk);
      const chunk = missing.slice(at, at + size);
      const began = performance.now();
      await step(chunk, there, language, pivot);
      await step(
        chunk.map((line) => there.get(line)!),
        back,
        pivot,
        language,
      );
      at += chunk.length;
      left -= chunk.length;
      clock.measured((performance.now() - began) / 1000, chunk.length, left);
      onProgress?.(total - left, total);
    }
  }
  return translated;
}

/** Whether both ways of a text are known. */
function isThere({ there, back }: Route, line: string): boolean {
  const middle = there.get(line);
  return middle !== undefined && (middle === '' || back.get(middle) !== undefined);
}

/** Says before a run what it will take: all of it where the engine can tell, else the time after a first try. */
function announcer(
  todo: readonly { readonly route: Route; readonly missing: readonly string[] }[],
  { name, estimate }: Translator,
  known: number,
  onNote: (text: string) => void,
) {
  const pivots = todo.map(({ route }) => route.pivot).join(', ');
  const missing = todo.flatMap(({ missing: some }) => some);
  // The way back is about as long as the way there.
  const { seconds, characters } = estimate(missing);
  onNote(
    `back translation through ${pivots} by ${name}: ${plural(missing.length, 'text')} there and back` +
      (known > 0 ? `, ${count(known)} more from the cache` : '') +
      (seconds !== undefined ? `, about ${duration(2 * seconds)}` : '') +
      (characters !== undefined ? `, about ${count(2 * characters)} characters sent` : '') +
      '.',
  );
  let isKnown = seconds !== undefined;
  return {
    get isKnown() {
      return isKnown;
    },
    measured(took: number, texts: number, left: number) {
      if (isKnown) return;
      isKnown = true;
      if (left > 0)
        onNote(
          `back translation: about ${duration((took / texts) * left)} for the other ${plural(left, 'text')}.`,
        );
    },
  };
}
