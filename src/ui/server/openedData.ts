import { stat } from 'node:fs/promises';
import type { Reading } from './workbenchMessages.ts';
import { openData, type OpenedData } from '../../data/sources/open.ts';

/** Data sets kept open at a time. */
const kept = 2;
const known = new Map<string, Promise<OpenedData>>();

/** Data, read once and kept while it is of use. */
export async function openedData(
  { path, options }: Reading,
  onProgress: (text: string) => void,
): Promise<OpenedData> {
  const { mtimeMs } = await stat(path);
  const key = JSON.stringify([path, options, mtimeMs]);
  let opened = known.get(key);
  known.delete(key);
  opened ??= openData(path, {
    ...options,
    onProgress: (done, total) => onProgress(`Reading ${done} of ${total}`),
  });
  known.set(key, opened);
  if (known.size > kept) known.delete(known.keys().next().value!);
  opened.catch(() => known.delete(key));
  return opened;
}
