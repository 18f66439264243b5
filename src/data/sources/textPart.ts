import type { Dataset, Target } from '../dataset.ts';
import { checkedDataset, subset } from '../dataset.ts';
import { textFeatures } from '../texts.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';
import { DataError, nearest } from '../../util/errors.ts';
import { listed } from './tableCells.ts';

/** How texts are read, whatever file they stand in. */
export interface TextOptions {
  /** BCP 47, such as `en` or `pt-BR`. Default `en`. */
  readonly language?: string;
  /** Words that augmentation must leave as they are, beside negations, numbers and quoted names. */
  readonly keepWords?: readonly string[];
  /** Texts without a word are left out, with a count, or kept. Default: left out. */
  readonly empty?: 'keep' | 'drop';
}

/** Texts with answers as a source gives them. */
export interface RawTexts {
  /** The file or folder, for messages. */
  readonly path: string;
  readonly texts: readonly string[];
  readonly target: Target;
  readonly groups?: readonly string[];
  readonly origins: readonly string[];
  readonly notes: readonly string[];
}

/** Texts that a note names one by one. */
const mostNamed = 5;

/**
 * A part of a data set made of raw texts. Those without a token are left out or kept, and counted.
 *
 * @param isTraining Whether each class must have a text.
 * @throws {DataError} No text is left, or none of a class.
 */
export function textPart(
  { path, texts, target, groups, origins, notes }: RawTexts,
  tokenizer: Tokenizer,
  empty: 'keep' | 'drop' = 'drop',
  isTraining = true,
  onProgress?: (done: number, total: number) => void,
): Dataset {
  const features = textFeatures(texts, tokenizer, onProgress);
  const { offsets } = features;
  const whole = checkedDataset({
    size: texts.length,
    features,
    target,
    ...(groups && { groups }),
    origins,
    notes,
  });
  const isEmpty = (i: number) => offsets[i + 1] === offsets[i];
  const indices = Array.from(texts.keys());
  const blank = indices.filter(isEmpty);
  if (blank.length === 0) return whole;
  const more = blank.length - mostNamed;
  const named =
    blank
      .slice(0, mostNamed)
      .map((i) => origins[i])
      .join(', ') + (more > 0 ? ` and ${more} more` : '');
  const what = `${blank.length} of ${texts.length} texts without a word`;
  const noted = (dataset: Dataset, note: string) =>
    Object.freeze({ ...dataset, notes: [...dataset.notes, note] });
  if (empty === 'keep') return noted(whole, `${what} kept: ${named}.`);
  if (blank.length === texts.length)
    throw new DataError(`${path}: texts are expected. Received ${texts.length}, all without a word.`);
  const part = noted(
    subset(
      whole,
      indices.filter((i) => !isEmpty(i)),
    ),
    `${what} left out: ${named}. --empty keep keeps them.`,
  );
  if (isTraining) requireEveryClass(path, part);
  return part;
}

function requireEveryClass(path: string, { target }: Dataset): void {
  if (target.kind !== 'classes') return;
  const present = new Set(target.labels);
  const lost = target.classes.find((_, k) => !present.has(k));
  if (lost !== undefined)
    throw new DataError(
      `${path}: each class must have a text with words. The class "${lost}" has empty texts only. Fill them in, remove the class, or keep empty texts (--empty keep).`,
    );
}

/** @throws {DataError} Fewer than two. */
export function requireTwoClasses(path: string, classes: readonly string[]): void {
  if (classes.length < 2)
    throw new DataError(
      `${path}: two classes are needed at least. Received only ${classes.map((name) => `"${name}"`).join('')}. Add texts of another class.`,
    );
}

/** A label of a further part that training never saw. @throws {DataError} Always. */
export function unknownLabel(place: string, label: string, classes: readonly string[]): never {
  const near = nearest(label, classes);
  throw new DataError(
    `${place}: the label must be a class of training (${listed(classes)}). Received "${label}".` +
      (near === undefined ? ' Remove it, or add such texts to training.' : ` Did you mean "${near}"?`),
  );
}
