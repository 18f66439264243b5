import type { DataFlags, TextFlags } from './options.ts';
import type { Progress } from './terminal.ts';
import { withTextExtras } from './textExtras.ts';
import type { Dataset } from '../data/dataset.ts';
import { openData, type OpenedData } from '../data/sources/open.ts';
import { tableKey, textsKey, type TableReading } from '../serve/modelFile.ts';
import { OptionError } from '../util/errors.ts';
import { readFileSync } from 'node:fs';
import { keptWords } from './keptWords.ts';
import { augmentationsFromText, recipeFromText } from '../recipe/text.ts';
import type { Recipe } from '../recipe/schema.ts';

/** Opens the data that the flags describe, tells what reading left out, and shows progress while pictures decode. */
export async function openParts(
  path: string,
  flags: DataFlags & TextFlags & { readonly seed?: number },
  progress: Progress,
): Promise<OpenedData> {
  const { target, group, test, limit, missing, columns, task, imageSize, channels, unreadable } = flags;
  const { text, language, keepWords, empty } = flags;
  const read = await openData(path, {
    ...(target !== undefined && { target }),
    ...(group !== undefined && { group }),
    ...(test !== undefined && { test }),
    ...(missing && { missing }),
    ...(columns && { columns }),
    ...(task && { task }),
    ...(imageSize && { imageSize }),
    ...(channels && { channels }),
    ...(unreadable && { unreadable }),
    ...(text !== undefined && { text }),
    ...(language !== undefined && { language }),
    ...(keepWords !== undefined && { keepWords: keptWords(keepWords) }),
    ...(empty && { empty }),
    ...(limit !== undefined && { limit: { train: limit, seed: flags.seed ?? 0 } }),
    onProgress: (done, total) => progress.show(`Reading ${done}/${total}`),
  });
  progress.clear();
  const opened = await withTextExtras(read, flags, progress);
  progress.say(`Data: ${opened.description}.`);
  const notes = new Set([opened.train, opened.validation, opened.test].flatMap((part) => part?.notes ?? []));
  for (const note of notes) progress.say(`  note: ${note}`);
  return opened;
}

/** What a model file must know to read such data again, as its metadata. */
export function readingOf(opened: OpenedData): Record<string, string> | undefined {
  if (opened.kind === 'text') return { [textsKey]: JSON.stringify(opened.like.reading) };
  if (opened.kind !== 'table') return undefined;
  const { target, group, missing } = opened.schema;
  const reading: TableReading = {
    target: target.name,
    ...(group !== undefined && { group }),
    missing: [...missing],
  };
  return { [tableKey]: JSON.stringify(reading) };
}

/** The recipe in a file. @throws {OptionError} it cannot be read or is not one. */
export const readRecipe = (path: string): Recipe => recipeFromText(textOf('--recipe', path), path);

/** The augmentations in a policy or a recipe. @throws {OptionError} it cannot be read or has none. */
export const readPolicy = (path: string, option = '--augment'): Recipe['augmentations'] =>
  augmentationsFromText(textOf(option, path), path);

function textOf(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OptionError(
      code === 'ENOENT' ? `${option}: no such file: ${path}` : `${option}: ${path} cannot be read (${code}).`,
      { cause: error },
    );
  }
}

/** Number of classes of a part, or undefined for a number to predict. */
export const classCount = ({ target }: Dataset): number | undefined =>
  target.kind === 'classes' ? target.classes.length : undefined;
