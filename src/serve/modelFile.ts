import { readLimited } from './readLimited.ts';
import * as z from 'zod';
import type { Features, TextFeatures } from '../data/dataset.ts';
import type { TextReading } from '../data/sources/readTexts.ts';
import { textFeatures } from '../data/texts.ts';
import { readMetadata } from '../onnx/read.ts';
import type { Preparation } from '../recipe/preparation.ts';
import { preparedShape, rawFeeds } from '../recipe/preparation.ts';
import { parsePreparation } from '../recipe/preparationSchema.ts';
import { recipeFromText } from '../recipe/text.ts';
import type { Recipe } from '../recipe/schema.ts';
import { openDeployed } from '../runtime/node.ts';
import { openTokenizer } from '../text/openTokenizer.ts';
import { metadataKeys } from '../train/model.ts';
import { DataError } from '../util/errors.ts';
import { elementCount } from '../util/shape.ts';

/** A model file, open for prediction. */
export interface ModelFile {
  readonly recipe: Recipe;
  readonly preparation: Preparation;
  /** How its table was read, where it was trained on one. */
  readonly table: TableReading | undefined;
  /** How its texts were read, where it was trained on some. */
  readonly texts: TextReading | undefined;
  /** Predictions for raw examples: probabilities [size, classes], or numbers [size, 1]. */
  predict(features: Features, size: number): Promise<{ predictions: Float32Array; width: number }>;
  close(): Promise<void>;
}

const tableReading = z.object({
  target: z.string(),
  group: z.string().optional(),
  missing: z.array(z.string()),
});

/** What reading a table needs beyond its columns. */
export type TableReading = z.infer<typeof tableReading>;

/** Key of the table's reading in the metadata. */
export const tableKey = 'hibiscus.table';

/** Key of the texts' reading in the metadata. */
export const textsKey = 'hibiscus.texts';

const textReading: z.ZodType<TextReading> = z.object({
  form: z.enum(['table', 'lines', 'files']),
  text: z.string().exactOptional(),
  target: z.string().exactOptional(),
  missing: z.array(z.string()).exactOptional(),
});

/** A model larger than this is refused before it is read. */
const maxBytes = 2 ** 31;

/** Most examples in one call of the model, and most numbers of large ones: pictures of 224 pixels go by the dozen. */
const chunk = 256;
const chunkNumbers = 2 ** 21;

/**
 * Opens a model that `fit` or `study` wrote. Reads data only: nothing in the file is executed but its tensor program.
 *
 * @throws {DataError} no such file, not an ONNX model, or not one of Hibiscus.
 */
export async function openModelFile(path: string): Promise<ModelFile> {
  const bytes = readLimited(path, 'model', maxBytes);
  let metadata: Readonly<Record<string, string>>;
  try {
    metadata = readMetadata(bytes).metadata;
  } catch (error) {
    throw new DataError(`${path}: must be an ONNX model. ${(error as Error).message}`, { cause: error });
  }
  const json = (key: string): unknown => {
    const text = metadata[key];
    if (text === undefined)
      throw new DataError(`${path}: must be a model that hibiscus wrote. Its metadata has no "${key}".`);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new DataError(`${path}: metadata "${key}" must be JSON.`, { cause: error });
    }
  };
  const preparation = parsePreparation(json(metadataKeys.preparation), path);
  const recipe = recipeFromText(JSON.stringify(json(metadataKeys.recipe)), path);
  const readingOf = <T>(key: string, schema: z.ZodType<T>): T | undefined =>
    metadata[key] === undefined ? undefined : parseReading(schema, json(key), path, key);
  const [table, texts] = [readingOf(tableKey, tableReading), readingOf(textsKey, textReading)];
  const session = await openDeployed(bytes).catch((error: unknown) => {
    throw new DataError(
      `${path}: must be a whole ONNX model. It is damaged. ${(error as Error).message} Copy it again, or train anew.`,
      { cause: error },
    );
  });
  return {
    recipe,
    preparation,
    table,
    texts,
    async predict(features, size) {
      const blocks: Float32Array[] = [];
      const length = elementCount(preparedShape(preparation.features));
      const count = Math.max(1, Math.min(chunk, Math.floor(chunkNumbers / length)));
      for (let from = 0; from < size; from += count) {
        const to = Math.min(size, from + count);
        blocks.push(await session.run({ ...feedsOf(preparation, features, from, to) }));
      }
      const predictions = Float32Array.from(blocks.flatMap((block) => Array.from(block)));
      return { predictions, width: size === 0 ? 0 : predictions.length / size };
    },
    close: session.close,
  };
}

function feedsOf(preparation: Preparation, features: Features, from: number, to: number) {
  const { codes, ...feeds } = rawFeeds(preparation.features, features, from, to);
  if (!codes || features.kind !== 'table') return feeds;
  // The model file takes text where the training program takes codes.
  const width = features.categoricalColumns.length;
  const data = features.categories.slice(from * width, to * width);
  return { ...feeds, categories: { dtype: 'string' as const, shape: [to - from, width], data } };
}

function parseReading<T>(schema: z.ZodType<T>, value: unknown, path: string, key: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new DataError(
    `${path}: metadata "${key}" must say how its data were read. ${issue.path.join('.')}: ${issue.message}.`,
  );
}

/**
 * Raw texts as the features that a model takes: cut into tokens by the rules it was trained with.
 *
 * @throws {DataError} the model takes no texts, or was written with a tokenizer that is not there.
 * @example await model.predict(await textsFor(model, ['what is an atom']), 1)
 */
export async function textsFor(
  { preparation }: Pick<ModelFile, 'preparation'>,
  texts: readonly string[],
): Promise<TextFeatures> {
  const { features } = preparation;
  if (features.kind !== 'text')
    throw new DataError(`model: it must take texts. Received one that takes ${takes[features.kind]}.`);
  return textFeatures(texts, await openTokenizer(features.language, {}, features.tokenizer));
}

const takes = { image: 'pictures', table: 'rows of a table', tokens: 'numbers of words' } as const;
