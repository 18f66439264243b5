import { stat } from 'node:fs/promises';
import type { Reading } from './workbenchMessages.ts';
import type { Dataset } from '../../data/dataset.ts';
import { openData, type OpenedData } from '../../data/sources/open.ts';
import { openWordNet } from '../../data/sources/wordnet/openWordNet.ts';
import { wordNetThesaurus } from '../../data/sources/wordnet/wordNetThesaurus.ts';
import { primaryLanguage } from '../../text/tokenizer.ts';

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
  }).then(withThesaurus);
  known.set(key, opened);
  if (known.size > kept) known.delete(known.keys().next().value!);
  opened.catch(() => known.delete(key));
  return opened;
}

/** English texts come with their synonyms, as they do in a study; its data are known again by them too. */
async function withThesaurus(opened: OpenedData): Promise<OpenedData> {
  const { features } = opened.train;
  if (features.kind !== 'text' || primaryLanguage(features.language) !== 'en') return opened;
  const wordNet = await openWordNet();
  const equipped = (part: Dataset): Dataset =>
    part.features.kind === 'text'
      ? { ...part, features: { ...part.features, thesaurus: wordNetThesaurus(part.features, wordNet) } }
      : part;
  return {
    ...opened,
    train: equipped(opened.train),
    ...(opened.validation && { validation: equipped(opened.validation) }),
  };
}
