import { join } from 'node:path';
import { DataError, nearest } from '../../util/errors.ts';
import { FolderReader, someOf } from './listFiles.ts';

/** What a validation part may be called. */
export const VALIDATION_NAMES = ['val', 'validation', 'valid'];

/** The folder itself, or its train, validation and test folders where `train/` holds folders of its own. */
export async function partFolders(
  path: string,
): Promise<{ train: string; validation?: string; test?: string }> {
  const reader = new FolderReader(path);
  const folders = (await reader.entries(path)).filter(({ kind }) => kind === 'folder');
  const named = (name: string) => folders.find((folder) => folder.name.toLowerCase() === name);
  const train = named('train');
  const validations = VALIDATION_NAMES.flatMap((name) => named(name) ?? []);
  const test = named('test');
  const isSplit = train && (await reader.entries(train.path)).some(({ kind }) => kind === 'folder');
  if (!isSplit) {
    if (folders.length > 0 && folders.every((folder) => folder === test || validations.includes(folder)))
      throw new DataError(
        `${path}: a folder with ${folders.map(({ name }) => `${name}/`).join(' and ')} must have a train/ with class folders too. Found none.`,
      );
    return { train: path };
  }
  if (validations.length > 1)
    throw new DataError(
      `${path}: one validation folder is expected. Found ${validations.map(({ name }) => `${name}/`).join(' and ')}.`,
    );
  return {
    train: train.path,
    ...(validations[0] && { validation: validations[0].path }),
    ...(test && { test: test.path }),
  };
}

/** A class folder of a further part. @throws {DataError} Training has no such class. */
export function requireKnownClass(folder: string, name: string, classes: readonly string[]): void {
  if (classes.includes(name)) return;
  const near = nearest(name, classes);
  throw new DataError(
    `${join(folder, name)}: class folders must be among those of training (${someOf(classes)}). Received "${name}".` +
      (near === undefined ? ' Remove it, or add it to training.' : ` Did you mean "${near}"?`),
  );
}
