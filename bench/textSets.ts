// The real texts that benches are about, with what augmentations and networks need beside them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset, TextFeatures, WordVectors } from '../src/data/dataset.ts';
import { openData } from '../src/data/sources/open.ts';
import { openWordNet } from '../src/data/sources/wordnet/openWordNet.ts';
import { wordNetThesaurus } from '../src/data/sources/wordnet/wordNetThesaurus.ts';
import { readWordVectors } from '../src/data/sources/wordVectors.ts';

const { HIBISCUS_DATA } = process.env;

export interface TextSet {
  /** With the synonyms of its words and, where they are there, pretrained vectors. */
  readonly train: Dataset;
  readonly test: Dataset;
  readonly vectors: WordVectors | undefined;
}

let vectors: Promise<WordVectors | undefined> | undefined;

function openVectors(): Promise<WordVectors | undefined> {
  const path = join(HIBISCUS_DATA!, 'vectors', 'glove100-20k');
  if (existsSync(path)) return readWordVectors(path);
  console.log(`word vectors: left out, they are not here (${path}).`);
  return Promise.resolve(undefined);
}

/** `sst2`, `subj` or `trec` as the authors of easy data augmentation have them; undefined, with a line, where it is not there. */
export async function openTextSet(name: string): Promise<TextSet | undefined> {
  const path = HIBISCUS_DATA && join(HIBISCUS_DATA, 'text', `eda-${name}`);
  if (path === undefined || !existsSync(path)) {
    console.log(
      `${name}: left out, it is not here (HIBISCUS_DATA names the folder that holds text/eda-${name}).`,
    );
    return undefined;
  }
  const { train, test } = await openData(path);
  const given = await (vectors ??= openVectors());
  const features = train.features as TextFeatures;
  const thesaurus = wordNetThesaurus(features, await openWordNet());
  return {
    train: { ...train, features: { ...features, thesaurus, ...(given && { vectors: given }) } },
    test: test!,
    vectors: given,
  };
}
