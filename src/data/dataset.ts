import { joinedParaphrases, joinedTexts, paraphrasesAt, textsAt, type TokenizedTexts } from './texts.ts';
import { DataError } from '../util/errors.ts';

/** Pictures of one size, raw: values 0 to 255, layout [size, channels, height, width]. */
export interface ImageFeatures {
  readonly kind: 'image';
  readonly pixels: Uint8Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The pretrained network whose features stand in for pictures, as a recipe names it. */
export interface BackboneDescription {
  /** Name of its ONNX file, without folders. */
  readonly file: string;
  /** Of the file's bytes, in hexadecimal: what identifies it. */
  readonly sha256: string;
  /** Size of the pictures it takes. */
  readonly input: { readonly height: number; readonly width: number };
  /** What is subtracted from each channel of a picture with values 0 to 255. */
  readonly mean: readonly number[];
  /** What each channel is then divided by. */
  readonly deviation: readonly number[];
  /** The tensor taken as features; null for the model's output. */
  readonly cut: string | null;
  /** Whether its weights are trained too: all (true), or the last so many tensors. */
  readonly trainable: boolean | number;
}

/** What the numbers of a column are: plain numbers, 0 and 1, or days since 1970-01-01 UTC. */
export type NumericKind = 'number' | 'boolean' | 'date';

/** Rows of a table, raw: numbers as read (a missing one is NaN), categories as text. */
export interface TableFeatures {
  readonly kind: 'table';
  /** Names of the numeric columns, in the order of `numbers`. */
  readonly numericColumns: readonly string[];
  /** What the numbers of each numeric column are; absent where all are plain numbers. */
  readonly numericKinds?: readonly NumericKind[];
  /**
   * Layout [size, numericColumns.length]. A date in float32 is good to 3 minutes from 2014 to 2059, the time of day
   * being a fraction of a number of some 20,000 days.
   */
  readonly numbers: Float32Array;
  /** Names of the categorical columns, in the order of `categories`. */
  readonly categoricalColumns: readonly string[];
  /** Row-major [size, categoricalColumns.length]. */
  readonly categories: readonly string[];
  /** Where the numbers are what a frozen network makes of pictures: which network. */
  readonly backbone?: BackboneDescription;
}

/** Texts as numbers of tokens, all of one length. */
export interface TokenFeatures {
  readonly kind: 'tokens';
  /** Layout [size, length]; 0 fills up what is shorter. */
  readonly ids: Int32Array;
  readonly length: number;
  /** Number of different tokens, padding included: ids are 0 to vocabulary − 1. */
  readonly vocabulary: number;
}

/** What texts read like after a translation there and back, or said otherwise in another way. */
export interface Paraphrases {
  /** The paraphrases of text i are those from starts[i] to starts[i + 1]; length size + 1. */
  readonly starts: Int32Array;
  readonly variants: TokenizedTexts;
}

/** Words that can stand for one another, by the word and its part of speech: `noun dog`, or `dog` of all. */
export interface Thesaurus {
  /** Where it comes from, for messages. */
  readonly source: string;
  /** Lists of words, most usual first. */
  readonly synonyms: Readonly<Record<string, readonly string[]>>;
}

/** Pretrained vectors of words, as they come from a file. */
export interface WordVectors {
  readonly description: WordVectorsDescription;
  readonly words: readonly string[];
  /** Layout [words, units]. */
  readonly values: Float32Array;
}

/** Pretrained vectors of words, as a recipe names them. */
export interface WordVectorsDescription {
  /** Name of the file or folder, without those above it. */
  readonly file: string;
  /** Of the file's bytes, in hexadecimal: what identifies them. */
  readonly sha256: string;
  readonly units: number;
}

/** Texts, raw, and as tokens. */
export interface TextFeatures extends TokenizedTexts {
  readonly kind: 'text';
  /** BCP 47. */
  readonly language: string;
  /** The rules by which they were cut into tokens: `wink` or `segmenter`. */
  readonly tokenizer: string;
  /** Where one is there: for augmentations that replace words. */
  readonly thesaurus?: Thesaurus;
  /** Where they were made: for augmentation by back translation. */
  readonly paraphrases?: Paraphrases;
  /** Where a file was given: for networks that begin with them. */
  readonly vectors?: WordVectors;
}

export type Features = ImageFeatures | TableFeatures | TokenFeatures | TextFeatures;

/** The class of each example as an index into `classes`. */
export interface ClassTarget {
  readonly kind: 'classes';
  readonly classes: readonly string[];
  readonly labels: Int32Array;
}

/** A number to predict for each example. */
export interface NumberTarget {
  readonly kind: 'number';
  readonly name: string;
  readonly values: Float32Array;
}

export type Target = ClassTarget | NumberTarget;

/**
 * Examples with a target and, where there is one, a group (variety, patient, author). Immutable; `subset` makes parts.
 */
export interface Dataset {
  readonly size: number;
  readonly features: Features;
  readonly target: Target;
  /** The group of each example: examples of one group never stand on two sides of a split. */
  readonly groups?: readonly string[];
  /**
   * Examples with one number are the same or nearly (see `withTwins`) and never stand on two sides of a split. Where it
   * is absent a split looks for them itself.
   */
  readonly twins?: Int32Array;
  /** Where each example came from (a file, a row), for messages and listings. */
  readonly origins?: readonly string[];
  /** What reading left out, in sentences for the user ("3 unreadable images skipped: …"). */
  readonly notes: readonly string[];
}

/** Checks that the lengths of all parts agree with `size` and that labels are known. @throws {DataError} where not. */
export function checkedDataset(dataset: Dataset): Dataset {
  const { size, features, target } = dataset;
  const expect = (what: string, expected: number, received: number) => {
    if (expected !== received)
      throw new DataError(`dataset: ${what} must have ${expected} elements. Received ${received}.`);
  };
  if (features.kind === 'image')
    expect('pixels', size * features.channels * features.height * features.width, features.pixels.length);
  else if (features.kind === 'tokens') {
    expect('ids', size * features.length, features.ids.length);
    const wrong = features.ids.findIndex((id) => !(id >= 0 && id < features.vocabulary));
    if (wrong >= 0)
      throw new DataError(
        `dataset: ids must be in [0, ${features.vocabulary}). Received ${features.ids[wrong]} at ${wrong}.`,
      );
  } else if (features.kind === 'text') {
    expect('texts', size, features.texts.length);
    expect('offsets', size + 1, features.offsets.length);
    if (features.paraphrases) expect('starts of paraphrases', size + 1, features.paraphrases.starts.length);
  } else {
    expect('numbers', size * features.numericColumns.length, features.numbers.length);
    expect('categories', size * features.categoricalColumns.length, features.categories.length);
  }
  if (target.kind === 'classes') {
    expect('labels', size, target.labels.length);
    const wrong = target.labels.findIndex((label) => !(label >= 0 && label < target.classes.length));
    if (wrong >= 0)
      throw new DataError(
        `dataset: labels must be in [0, ${target.classes.length}). Received ${target.labels[wrong]} at ${wrong}.`,
      );
  } else expect('values', size, target.values.length);
  if (dataset.groups) expect('groups', size, dataset.groups.length);
  if (dataset.twins) expect('twins', size, dataset.twins.length);
  if (dataset.origins) expect('origins', size, dataset.origins.length);
  return Object.freeze(dataset);
}

/** The examples at `indices`, in that order, as a dataset of its own. Classes and columns stay as they are. */
export function subset(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const { features, target } = dataset;
  const pick = <T>(values: readonly T[]): T[] => Array.from(indices, (i) => values[i]!);
  return checkedDataset({
    size: indices.length,
    features: featuresAt(features, indices),
    target:
      target.kind === 'classes'
        ? { ...target, labels: gatherRows(target.labels, indices, 1) }
        : { ...target, values: gatherRows(target.values, indices, 1) },
    ...(dataset.groups && { groups: pick(dataset.groups) }),
    ...(dataset.twins && { twins: gatherRows(dataset.twins, indices, 1) }),
    ...(dataset.origins && { origins: pick(dataset.origins) }),
    notes: dataset.notes,
  });
}

function featuresAt(features: Features, indices: ArrayLike<number>): Features {
  if (features.kind === 'image') {
    const width = features.channels * features.height * features.width;
    return { ...features, pixels: gatherRows(features.pixels, indices, width) };
  }
  if (features.kind === 'tokens')
    return { ...features, ids: gatherRows(features.ids, indices, features.length) };
  if (features.kind === 'text')
    return {
      ...textsAt(features, indices),
      ...(features.paraphrases && { paraphrases: paraphrasesAt(features.paraphrases, indices) }),
    };
  return {
    ...features,
    numbers: gatherRows(features.numbers, indices, features.numericColumns.length),
    categories: pickRows(features.categories, indices, features.categoricalColumns.length),
  };
}

/** What examples of two parts must have in common. */
function formOf(features: Features): readonly unknown[] {
  if (features.kind === 'image') return [features.channels, features.height, features.width];
  if (features.kind === 'tokens') return ['tokens', features.length, features.vocabulary];
  if (features.kind === 'text') return ['text', features.language, features.tokenizer];
  return [features.numericColumns, features.numericKinds, features.categoricalColumns];
}

/** Two parts of the same kind as one; their twins are kept where both parts were marked, together. @throws {DataError} other pictures, columns or classes. */
export function joinDatasets(a: Dataset, b: Dataset): Dataset {
  const shapeOf = ({ features, target }: Dataset) =>
    JSON.stringify([formOf(features), target.kind === 'classes' ? target.classes : target.name]);
  if (shapeOf(a) !== shapeOf(b))
    throw new DataError('dataset: parts to be joined must have the same features and classes. They differ.');
  const joined = <T extends Uint8Array | Float32Array | Int32Array>(x: T, y: T): T => {
    const both = new (x.constructor as new (length: number) => T)(x.length + y.length);
    both.set(x as never);
    both.set(y as never, x.length);
    return both;
  };
  const [fa, fb, ta, tb] = [a.features, b.features, a.target, b.target];
  return checkedDataset({
    size: a.size + b.size,
    features:
      fa.kind === 'image' && fb.kind === 'image'
        ? { ...fa, pixels: joined(fa.pixels, fb.pixels) }
        : fa.kind === 'table' && fb.kind === 'table'
          ? {
              ...fa,
              numbers: joined(fa.numbers, fb.numbers),
              categories: [...fa.categories, ...fb.categories],
            }
          : fa.kind === 'tokens' && fb.kind === 'tokens'
            ? { ...fa, ids: joined(fa.ids, fb.ids) }
            : fa.kind === 'text' && fb.kind === 'text'
              ? joinedTextFeatures([fa, a.size], [fb, b.size])
              : fa,
    target:
      ta.kind === 'classes' && tb.kind === 'classes'
        ? { ...ta, labels: joined(ta.labels, tb.labels) }
        : ta.kind === 'number' && tb.kind === 'number'
          ? { ...ta, values: joined(ta.values, tb.values) }
          : ta,
    ...(a.groups && b.groups && { groups: [...a.groups, ...b.groups] }),
    ...(a.twins && b.twins && { twins: joined(a.twins, b.twins) }),
    ...(a.origins && b.origins && { origins: [...a.origins, ...b.origins] }),
    notes: [...a.notes, ...b.notes],
  });
}

function joinedTextFeatures(
  [a, sizeA]: readonly [TextFeatures, number],
  [b, sizeB]: readonly [TextFeatures, number],
): TextFeatures {
  const paraphrases = joinedParaphrases([a.paraphrases, sizeA], [b.paraphrases, sizeB]);
  const { vectors = b.vectors } = a;
  const thesaurus =
    a.thesaurus && b.thesaurus
      ? { ...a.thesaurus, synonyms: { ...b.thesaurus.synonyms, ...a.thesaurus.synonyms } }
      : (a.thesaurus ?? b.thesaurus);
  return {
    ...a,
    ...joinedTexts(a, b),
    ...(thesaurus && { thesaurus }),
    ...(vectors && { vectors }),
    ...(paraphrases && { paraphrases }),
  };
}

function gatherRows<T extends Uint8Array | Float32Array | Int32Array>(
  values: T,
  indices: ArrayLike<number>,
  width: number,
): T {
  const rows = new (values.constructor as new (length: number) => T)(indices.length * width);
  for (let i = 0; i < indices.length; i++)
    rows.set(values.subarray(indices[i]! * width, (indices[i]! + 1) * width) as never, i * width);
  return rows;
}

function pickRows(values: readonly string[], indices: ArrayLike<number>, width: number): string[] {
  const rows: string[] = [];
  for (let i = 0; i < indices.length; i++)
    for (let j = 0; j < width; j++) rows.push(values[indices[i]! * width + j]!);
  return rows;
}
