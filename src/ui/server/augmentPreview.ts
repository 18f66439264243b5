import { openedData } from './openedData.ts';
import { operationOf } from './operationOptions.ts';
import { pictureAddress } from './pictureAddress.ts';
import { cellsOf } from './studyExamples.ts';
import type { PreviewTask } from './workbenchMessages.ts';
import type { AugmentPreview, Shown } from '../protocol.ts';
import {
  subset,
  type Dataset,
  type ImageFeatures,
  type TableFeatures,
  type TextFeatures,
} from '../../data/dataset.ts';
import { stratifiedSample } from '../../data/split.ts';
import { fitPreparation, type Preparation } from '../../recipe/preparation.ts';
import { registry } from '../../recipe/registry.ts';
import { recipe as checked, type Recipe } from '../../recipe/schema.ts';
import { labelOf } from '../../report/augmentationSheet.ts';
import { drawsText } from '../../report/drawnText.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { openTokenizer } from '../../text/openTokenizer.ts';
import { marks } from '../../text/token.ts';
import { drawAugmented } from '../../train/drawAugmented.ts';
import { drawTexts } from '../../train/drawTexts.ts';
import { DataError } from '../../util/errors.ts';
import { randomKey } from '../../util/random.ts';

type Operations = Recipe['augmentations'];

/** What fitting the training part gives, by data set: pictures of a large one take a while to go through. */
const fitted = new WeakMap<Dataset, Preparation>();

/**
 * Originals of the training part and draws of each by the given operations, all together in their order, as training makes
 * them.
 *
 * @throws {OptionError} an operation does not act on such data, or an option is outside its range.
 */
export async function augmentPreview(
  task: PreviewTask,
  onProgress: (text: string) => void,
): Promise<AugmentPreview> {
  const { train } = await openedData(task.reading, onProgress);
  const { kind } = train.features;
  if (kind === 'tokens') throw new DataError('augment: token numbers are not shown.');
  const operations = checked({
    architecture: { name: 'linear', size: 1 },
    augmentations: task.operations,
  }).augmentations;
  const places = stratifiedSample(train, { size: Math.min(task.rows, train.size), seed: task.seed });
  const originals = subset(train, places);
  const made =
    operations.length === 0
      ? []
      : kind === 'text'
        ? await textDraws(train, places, operations, task)
        : await otherDraws(train, originals, operations, task);
  const applies = registry.augmentationsOf[kind];
  const rows = await Promise.all(
    Array.from({ length: originals.size }, async (_, n) => ({
      label: labelOf(originals, n),
      ...(originals.origins?.[n] !== undefined && { origin: originals.origins[n] }),
      original: await originalAt(originals, n),
      draws: await Promise.all(made.map((draw) => draw(n))),
    })),
  );
  return {
    kind,
    operations: Object.values(applies)
      // Paraphrases are made by an engine of translation, which is not asked here.
      .filter(({ name }) => name !== 'backTranslation')
      .map(operationOf),
    rows,
    ...(train.features.kind === 'table' && {
      columns: [...train.features.numericColumns, ...train.features.categoricalColumns],
    }),
  };
}

type Draw = (n: number) => Promise<Shown & { readonly caption: string }>;

async function otherDraws(
  train: Dataset,
  originals: Dataset,
  operations: Operations,
  { draws, seed }: PreviewTask,
): Promise<Draw[]> {
  const preparation = fitted.get(train) ?? fitPreparation(train);
  fitted.set(train, preparation);
  const runtime = nodeRuntime();
  const list: Draw[] = [];
  for (let d = 0; d < draws; d++) {
    const { features, draws: drawn } = await drawAugmented(originals, preparation, operations, {
      seed: randomKey(seed, 'preview', d),
      runtime,
    });
    list.push(async (n) => ({
      ...(features.kind === 'image'
        ? { picture: await pictureAddress(features, n) }
        : { cells: cellsOf(features, n) }),
      caption: drawsText(drawn[n]!, operations.length === 1 ? operations[0]!.name : ''),
    }));
  }
  return list;
}

async function textDraws(
  train: Dataset,
  places: ArrayLike<number>,
  operations: Operations,
  { draws, seed }: PreviewTask,
): Promise<Draw[]> {
  const { language, tokenizer: name } = train.features as TextFeatures;
  const tokenizer = await openTokenizer(language, {}, name);
  return Array.from({ length: draws }, (_, d) => {
    const made = drawTexts(train, places, operations, { tokenizer, key: randomKey(seed, 'preview', d) });
    return async (n: number) => {
      const { sentence, changed } = made[n]!;
      const words = sentence.slice(0, 120).map((token, i) => ({
        text: `${i > 0 && (token.marks & marks.glued) === 0 ? ' ' : ''}${token.text}`,
        changed: changed[i] ?? false,
      }));
      return { words, caption: '' };
    };
  });
}

async function originalAt({ features }: Dataset, n: number): Promise<Shown> {
  if (features.kind === 'image') return { picture: await pictureAddress(features as ImageFeatures, n) };
  if (features.kind === 'text')
    return { words: [{ text: features.texts[n]!.slice(0, 800), changed: false }] };
  return { cells: cellsOf(features as TableFeatures, n) };
}
