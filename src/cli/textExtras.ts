import { keptWords } from './keptWords.ts';
import { onInterrupt } from './interrupt.ts';
import type { DataFlags, TextFlags } from './options.ts';
import type { Progress } from './terminal.ts';
import type { Dataset, TextFeatures } from '../data/dataset.ts';
import { defaultCacheFolder } from '../data/sources/featureCache.ts';
import type { OpenedData } from '../data/sources/open.ts';
import { thesaurusFile } from '../data/sources/thesaurusFile.ts';
import { openWordNet } from '../data/sources/wordnet/openWordNet.ts';
import { wordNetThesaurus } from '../data/sources/wordnet/wordNetThesaurus.ts';
import { readWordVectors } from '../data/sources/wordVectors.ts';
import { openTokenizer } from '../text/openTokenizer.ts';
import { normalizedWord } from '../text/token.ts';
import { primaryLanguage } from '../text/tokenizer.ts';
import { backTranslate, backTranslationText, withParaphrases } from '../translate/backTranslate.ts';
import { openTranslator } from '../translate/openTranslator.ts';
import { OptionError } from '../util/errors.ts';
import { count } from '../util/format.ts';

/** Languages through which texts go there and back, where none is named. */
const usualPivots = ['es'];

/**
 * Opened texts with what augmentations and networks of texts need beside them: a thesaurus (English has WordNet without
 * being asked), pretrained vectors, paraphrases by translation. Other data stay as they are.
 *
 * The test part gets none of it: nothing is made from it.
 *
 * @throws {OptionError} such an option for other data, `--pivots` without `--translate`, an engine that is not set up.
 */
export async function withTextExtras(
  opened: OpenedData,
  flags: DataFlags & TextFlags,
  progress: Progress,
): Promise<OpenedData> {
  const { features } = opened.train;
  if (features.kind !== 'text') {
    for (const name of ['thesaurus', 'vectors', 'translate', 'pivots'] as const)
      if (flags[name] !== undefined)
        throw new OptionError(`--${name}: is for texts. The data are none. Leave it out.`);
    return opened;
  }
  if (flags.pivots && flags.translate === undefined)
    throw new OptionError(
      '--pivots: says through which languages --translate goes. Add --translate <engine>.',
    );
  const note = (text: string) => progress.say(`  note: ${text}`);
  const vectors =
    flags.vectors === undefined ? undefined : await readWordVectors(flags.vectors, { onNote: note });
  if (vectors)
    progress.say(
      `Word vectors: ${vectors.description.file}, ${count(vectors.words.length)} words of ${vectors.description.units} numbers.`,
    );
  const thesaurus = await thesaurusMaker(features, flags.thesaurus, note);
  const equipped = async (part: Dataset): Promise<Dataset> => {
    const own = part.features as TextFeatures;
    const given = thesaurus?.(own);
    const whole: Dataset = {
      ...part,
      features: { ...own, ...(given && { thesaurus: given }), ...(vectors && { vectors }) },
    };
    return flags.translate === undefined ? whole : translated(whole, flags, progress);
  };
  const train = await equipped(opened.train);
  const validation = opened.validation && (await equipped(opened.validation));
  return { ...opened, train, ...(validation && { validation }) };
}

async function thesaurusMaker(
  { language }: TextFeatures,
  path: string | undefined,
  onNote: (text: string) => void,
) {
  if (path !== undefined) {
    const read = await thesaurusFile(path);
    return () => read;
  }
  if (primaryLanguage(language) !== 'en') return undefined;
  const wordNet = await openWordNet({ onNote });
  return (features: TextFeatures) => wordNetThesaurus(features, wordNet);
}

/** Texts with what they read like after a translation there and back. Ctrl-C keeps what was translated. */
async function translated(part: Dataset, flags: DataFlags & TextFlags, progress: Progress): Promise<Dataset> {
  const features = part.features as TextFeatures;
  const translator = await openTranslator(flags.translate!);
  const { signal, release } = onInterrupt(() => {});
  try {
    const result = await backTranslate(features.texts, {
      translator,
      pivots: flags.pivots ?? usualPivots,
      language: features.language,
      cache: defaultCacheFolder(),
      signal,
      onNote: (text) => progress.say(`  note: ${text}`),
      onProgress: (done, total) => progress.show(`Translated there and back ${done}/${total}`),
    });
    progress.clear();
    progress.say(`  note: ${backTranslationText(result)}`);
    const keep =
      flags.keepWords === undefined ? {} : { keep: new Set(keptWords(flags.keepWords).map(normalizedWord)) };
    return withParaphrases(part, result, await openTokenizer(features.language, keep, features.tokenizer));
  } finally {
    progress.clear();
    release();
    await translator.close();
  }
}
