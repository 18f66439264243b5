import type { ClassTarget, Dataset, ImageFeatures } from '../data/dataset.ts';
import type { Value } from '../graph/types.ts';
import { constant, input, withScope } from '../graph/value.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { moments } from './moments.ts';
import type { Recipe } from './schema.ts';
import {
  fitTable,
  prepareTable,
  tableBlocks,
  tableFeeds,
  tableWidth,
  type TablePreparation,
} from './tablePreparation.ts';
import { fitTexts, textIds, type TextPreparation } from './textPreparation.ts';
import { int32, float32, type Tensor } from '../runtime/runtime.ts';
import { DataError } from '../util/errors.ts';

/** How pictures become features: each channel to mean 0 and deviation 1 over the training pixels. */
export interface ImagePreparation {
  readonly kind: 'image';
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Token numbers go in as they are; the table of their vectors is part of the network. */
export interface TokenPreparation {
  readonly kind: 'tokens';
  readonly length: number;
  readonly vocabulary: number;
}

export type { TablePreparation, TextPreparation };

export type FeaturePreparation = ImagePreparation | TablePreparation | TokenPreparation | TextPreparation;

/** How targets read: the names of the classes, or the scale of a number. */
export type TargetPreparation =
  | {
      readonly kind: 'classes';
      readonly classes: readonly string[];
      /** Number of training examples of each class. Absent in files of older versions. */
      readonly counts?: readonly number[];
      /** Present where the largest class of the training part has at least twice the examples of the smallest. */
      readonly imbalanced?: true;
    }
  | { readonly kind: 'number'; readonly name: string; readonly mean: number; readonly deviation: number };

/** Everything that was fitted on the training part and travels inside the model file. */
export interface Preparation {
  readonly features: FeaturePreparation;
  readonly target: TargetPreparation;
}

/** The fields of a recipe by which examples are prepared. */
type PreparingFields = Pick<Recipe, 'numbers' | 'augmentations' | 'wordVectors' | 'wordMinCount'>;

/**
 * Fits means, deviations, category tables and vocabularies. Give it the training part and nothing else.
 *
 * @param recipe Of texts: how often a word must occur to be told apart, and what can be made of words. Of tables: how numbers
 * are seen.
 * @throws {DataError} the part is empty.
 */
export function fitPreparation(training: Dataset, recipe?: PreparingFields): Preparation {
  if (training.size === 0) throw new DataError('training part: must hold examples. It is empty.');
  const { features, target } = training;
  return {
    features: fitFeatures(features, training.size, recipe),
    target:
      target.kind === 'classes'
        ? fitClasses(target)
        : { kind: 'number', name: target.name, ...moments(target.values, 0, 1, target.values.length) },
  };
}

function fitClasses({ classes, labels }: ClassTarget): TargetPreparation {
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels) counts[label]!++;
  const imbalanced = Math.max(...counts) >= 2 * Math.min(...counts);
  return { kind: 'classes', classes: [...classes], counts, ...(imbalanced && { imbalanced }) };
}

function fitFeatures(
  features: Dataset['features'],
  size: number,
  recipe?: PreparingFields,
): FeaturePreparation {
  if (features.kind === 'text') return fitTexts(features, recipe);
  if (features.kind === 'image') return fitImages(features);
  if (features.kind === 'table') return fitTable(features, size, recipe?.numbers);
  return { kind: 'tokens', length: features.length, vocabulary: features.vocabulary };
}

/**
 * As `fitPreparation`; pictures for a pretrained network that is trained too are scaled as that network expects.
 */
export function preparationFor(
  recipe: PreparingFields & Pick<Recipe, 'backbone'>,
  training: Dataset,
): Preparation {
  const { backbone } = recipe;
  const fitted = fitPreparation(training, recipe);
  if (!backbone || backbone.trainable === false || fitted.features.kind !== 'image') return fitted;
  const { mean, deviation, input: size } = backbone;
  const { channels, height, width } = fitted.features;
  if (channels !== mean.length || height !== size.height || width !== size.width)
    throw new DataError(
      `data: the backbone takes pictures of ${mean.length}×${size.height}×${size.width}. Received ${channels}×${height}×${width}.`,
    );
  return { ...fitted, features: { ...fitted.features, mean, deviation } };
}

function fitImages({ pixels, channels, height, width }: ImageFeatures): ImagePreparation {
  const area = height * width;
  const size = pixels.length / (channels * area);
  const statistics = Array.from({ length: channels }, (_, c) => {
    let [sum, squares] = [0, 0];
    for (let n = 0; n < size; n++)
      for (let i = (n * channels + c) * area, end = i + area; i < end; i++) {
        sum += pixels[i]!;
        squares += pixels[i]! * pixels[i]!;
      }
    // Bytes are small integers: these sums are exact in float64.
    const mean = sum / (size * area);
    return { mean, deviation: Math.sqrt(squares / (size * area) - mean * mean) || 1 };
  });
  return {
    kind: 'image',
    channels,
    height,
    width,
    mean: statistics.map(({ mean }) => mean),
    deviation: statistics.map(({ deviation }) => deviation),
  };
}

/** Shape of one example after preparation: [C, H, W], [features] or [tokens]. */
export function preparedShape(preparation: FeaturePreparation): readonly number[] {
  if (preparation.kind === 'image') return [preparation.channels, preparation.height, preparation.width];
  if (isTokens(preparation)) return [preparation.length];
  return [tableWidth(preparation)];
}

/** Whether examples are lists of token numbers. */
export const isTokens = (
  preparation: FeaturePreparation,
): preparation is TokenPreparation | TextPreparation =>
  preparation.kind === 'tokens' || preparation.kind === 'text';

/** Where columns of categories stand among the prepared features. */
export function categoryBlocks(preparation: FeaturePreparation): { start: number; count: number }[] {
  if (preparation.kind !== 'table') return [];
  return tableBlocks(preparation);
}

/** Program inputs that carry raw examples, with a free batch. */
export function rawInputs(preparation: FeaturePreparation): Value[] {
  if (preparation.kind === 'image')
    return [input('image', ['N', preparation.channels, preparation.height, preparation.width])];
  if (isTokens(preparation)) return [input('tokens', ['N', preparation.length], 'int32')];
  const { numericColumns, categoricalColumns } = preparation;
  return [
    ...(numericColumns.length > 0 ? [input('numbers', ['N', numericColumns.length])] : []),
    ...(categoricalColumns.length > 0 ? [input('codes', ['N', categoricalColumns.length], 'int32')] : []),
  ];
}

/** Features from raw examples. Shapes: raw inputs as `rawInputs` → [N, …preparedShape]. */
export function prepare(preparation: FeaturePreparation, raw: readonly Value[]): Value {
  return withScope('prepare', () => {
    if (preparation.kind === 'image') {
      const perChannel = (values: readonly number[]) => constant(values, [values.length, 1, 1]);
      return mul(
        sub(raw[0]!, perChannel(preparation.mean)),
        perChannel(preparation.deviation.map((deviation) => 1 / deviation)),
      );
    }
    if (isTokens(preparation)) return raw[0]!;
    return prepareTable(preparation, raw);
  });
}

/** The raw examples `from` … `to` of a dataset, as feeds of `rawInputs`. @throws {DataError} other columns or sizes. */
export function rawFeeds(
  preparation: FeaturePreparation,
  features: Dataset['features'],
  from: number,
  to: number,
): Record<string, Tensor> {
  if (preparation.kind === 'image') {
    if (
      features.kind !== 'image' ||
      (['channels', 'height', 'width'] as const).some((side) => features[side] !== preparation[side])
    )
      throw new DataError(
        `data: the model takes pictures of ${preparation.channels}×${preparation.height}×${preparation.width}. ` +
          `Received ${features.kind === 'image' ? `${features.channels}×${features.height}×${features.width}` : naming[features.kind]}.`,
      );
    const width = features.channels * features.height * features.width;
    return {
      image: float32(features.pixels.subarray(from * width, to * width), [
        to - from,
        features.channels,
        features.height,
        features.width,
      ]),
    };
  }
  if (preparation.kind === 'tokens') return tokenFeeds(preparation, features, from, to);
  if (preparation.kind === 'text') {
    if (features.kind !== 'text')
      throw new DataError(`data: the model takes texts. Received ${naming[features.kind]}.`);
    return { tokens: int32(textIds(preparation, features, from, to), [to - from, preparation.length]) };
  }
  if (features.kind !== 'table')
    throw new DataError(`data: the model takes rows of a table. Received ${naming[features.kind]}.`);
  return tableFeeds(preparation, features, from, to);
}

const naming = { image: 'pictures', table: 'a table', tokens: 'token numbers', text: 'texts' } as const;

function tokenFeeds(
  { length, vocabulary }: TokenPreparation,
  features: Dataset['features'],
  from: number,
  to: number,
): Record<string, Tensor> {
  if (features.kind !== 'tokens')
    throw new DataError(`data: the model takes token numbers. Received ${naming[features.kind]}.`);
  if (features.length !== length)
    throw new DataError(`data: the model takes ${length} tokens an example. Received ${features.length}.`);
  const ids = features.ids.subarray(from * length, to * length);
  const wrong = ids.find((id) => id >= vocabulary);
  if (wrong !== undefined)
    throw new DataError(
      `data: tokens must be in [0, ${vocabulary}), the vocabulary of the model. Received ${wrong}.`,
    );
  return { tokens: int32(ids, [to - from, length]) };
}

/** Targets as a training program takes them: class indices, or numbers in standard units. Length: the dataset's size. */
export function preparedTargets(
  preparation: TargetPreparation,
  { target }: Dataset,
): Int32Array | Float32Array {
  if (preparation.kind === 'classes') {
    if (target.kind !== 'classes')
      throw new DataError('data: the model tells classes apart. Received numbers to predict.');
    const place = target.classes.map((name) => preparation.classes.indexOf(name));
    return target.labels.map((label) => {
      if (place[label]! < 0)
        throw new DataError(
          `data: every label must be one that training saw (${preparation.classes.join(', ')}). Received "${target.classes[label]}".`,
        );
      return place[label]!;
    });
  }
  if (target.kind !== 'number') throw new DataError('data: the model predicts a number. Received classes.');
  return target.values.map((value) => (value - preparation.mean) / preparation.deviation);
}
