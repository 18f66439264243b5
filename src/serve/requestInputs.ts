import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { textsFor, type ModelFile } from './modelFile.ts';
import { rowsSchema } from './modelColumns.ts';
import type { Features } from '../data/dataset.ts';
import { openImages, readRows } from '../data/sources/open.ts';
import { DataError } from '../util/errors.ts';

/** Raw examples of a request, and the name of each. */
export interface RequestInputs {
  readonly features: Features;
  readonly names: readonly string[];
}

/** Most examples in one request. */
export const mostExamples = 10_000;

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const bodies = {
  text: z.strictObject({ texts: z.array(z.string()).min(1).max(mostExamples) }),
  table: z.strictObject({ rows: z.array(z.record(z.string(), cell)).min(1).max(mostExamples) }),
};
const form = {
  text: '{ "texts": ["…"] }',
  table: '{ "rows": [{ "column": value }] }',
} as const;

const imageTypes: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
};

/** What a request to a model must bring: of the words for people, and the content types. */
export function expectedBody({ preparation: { features } }: Pick<ModelFile, 'preparation'>): {
  readonly types: readonly string[];
  readonly text: string;
} {
  if (features.kind === 'image')
    return {
      types: [...Object.keys(imageTypes), 'multipart/form-data'],
      text: 'a PNG, JPEG or WebP picture, or several as multipart/form-data',
    };
  if (features.kind === 'tokens') return { types: [], text: 'nothing: it takes numbers of words' };
  return { types: ['application/json'], text: `JSON ${form[features.kind]}` };
}

/**
 * Reads texts or rows that came as JSON. Rows go through the reader of tables, so what it makes of a file it makes of them.
 *
 * @throws {DataError} the body is not what `expectedBody` says, a column is missing, or a cell is not of its column's type.
 */
export async function jsonInputs(model: ModelFile, body: string): Promise<RequestInputs> {
  const { features } = model.preparation;
  if (features.kind !== 'text' && features.kind !== 'table')
    throw new DataError(`body: must be ${expectedBody(model).text}. Received JSON.`);
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new DataError(`body: must be JSON ${form[features.kind]}. ${(error as Error).message}.`, {
      cause: error,
    });
  }
  const checked = <T>(schema: z.ZodType<T>): T => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0]!;
    const place = issue.path.length === 0 ? '' : ` ${issue.path.join('.')}:`;
    throw new DataError(`body: must be JSON ${form[features.kind as 'text']}.${place} ${issue.message}.`);
  };
  if (features.kind === 'text') {
    const { texts } = checked(bodies.text);
    return { features: await textsFor(model, texts), names: texts.map((_, n) => `texts[${n}]`) };
  }
  const { rows } = checked(bodies.table);
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'rows.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
    const read = await readRows(join(folder, 'rows.jsonl'), rowsSchema(model, features));
    if (read.size !== rows.length)
      throw new DataError(
        `body: rows must not be empty. Received ${rows.length - read.size} without a value.`,
      );
    return { features: read.features, names: rows.map((_, n) => `rows[${n}]`) };
  });
}

/** A picture of a request: its name, content type and bytes. */
export interface SentPicture {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** @throws {DataError} none, too many, another content type, or one that cannot be read. */
export async function pictureInputs(
  model: ModelFile,
  pictures: readonly SentPicture[],
): Promise<RequestInputs> {
  const { features } = model.preparation;
  if (features.kind !== 'image' || pictures.length === 0 || pictures.length > mostExamples)
    throw new DataError(
      `body: must be ${expectedBody(model).text}, ${mostExamples} at most. Received ${pictures.length} pictures.`,
    );
  return inFolder(async (folder) => {
    const paths: string[] = [];
    for (const [n, { name, type, bytes }] of pictures.entries()) {
      const extension = imageTypes[type];
      if (extension === undefined)
        throw new DataError(`${name}: must be a PNG, JPEG or WebP picture. Received ${type || 'no type'}.`);
      // The names of a request never become paths.
      const path = join(folder, `picture ${n + 1}${extension}`);
      await writeFile(path, bytes);
      paths.push(path);
    }
    const read = await openImages(paths, features);
    return { features: read.features, names: pictures.map(({ name }) => name) };
  });
}

/** Runs `act` with a folder of its own, which is gone afterwards; messages do not name it. */
async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hibiscus-serve-'));
  try {
    return await act(folder);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(error.message.replaceAll(join(folder, '/'), ''), { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
