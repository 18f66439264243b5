import type { Dataset, ImageFeatures, TableFeatures } from '../data/dataset.ts';
import { makeGraph } from '../graph/graph.ts';
import type { Value } from '../graph/types.ts';
import { input, inputName } from '../graph/value.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { augmented, checkAugmentations } from '../recipe/augmented.ts';
import {
  categoryBlocks,
  prepare,
  rawFeeds,
  rawInputs,
  type ImagePreparation,
  type Preparation,
  type TablePreparation,
} from '../recipe/preparation.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import { valueOfScore } from '../recipe/columnQuantiles.ts';
import { rowLayout } from '../recipe/tablePreparation.ts';
import type { Runtime, Tensor } from '../runtime/runtime.ts';
import { DataError } from '../util/errors.ts';
import { randomKey } from '../util/random.ts';
import { elementCount } from '../util/shape.ts';

/** What one augmentation drew for one example, by name: a number, or several. */
export type DrawnNumbers = Readonly<Record<string, number | readonly number[]>>;

/** What was drawn for one example by the augmentations that happened to it, in their order. */
export type ExampleDraws = readonly { readonly name: string; readonly drawn: DrawnNumbers }[];

export interface DrawnExamples {
  /** The augmented examples, raw as the data is: values 0 to 255, numbers and texts. */
  readonly features: ImageFeatures | TableFeatures;
  readonly draws: readonly ExampleDraws[];
}

/**
 * Draws one augmented variant of every example of `data`, by the program that training runs.
 *
 * What is random follows from `seed` alone. Values of pictures are rounded, and cut off at 0 and 255.
 *
 * @param preparation Fitted on the training part. @param augmentations All of them act on each example.
 * @throws {OptionError} an augmentation does not act on such data. @throws {DataError} the data are tokens, or other
 * columns or sizes than those that were prepared.
 */
export async function drawAugmented(
  data: Dataset,
  preparation: Preparation,
  augmentations: Recipe['augmentations'],
  { seed, runtime }: { readonly seed: number; readonly runtime: Runtime },
): Promise<DrawnExamples> {
  const { features } = preparation;
  const recipe = checked({ architecture: { name: 'linear', size: 1 }, augmentations });
  checkAugmentations(recipe, features);
  if (
    features.kind === 'tokens' ||
    features.kind === 'text' ||
    data.features.kind === 'tokens' ||
    data.features.kind === 'text'
  )
    throw new DataError('augment: pictures or rows of a table are expected. Received tokens.');
  const feeds = rawFeeds(features, data.features, 0, data.size);
  const raw = rawInputs(features).map((value) =>
    input(inputName(value), [data.size, ...value.shape.slice(1)], value.dtype),
  );
  const key = input('key', [], 'uint32');
  const seen: { readonly name: string; readonly draws: Readonly<Record<string, Value>> }[] = [];
  const before = prepare(features, raw);
  const { examples } = augmented({ recipe, preparation }, before, key, (name, draws) =>
    seen.push({ name, draws }),
  );
  const outputs: Record<string, Value> = { before, after: examples };
  seen.forEach(({ draws }, place) => {
    for (const [name, value] of Object.entries(draws)) outputs[`${place}.${name}`] = cast(value, 'float32');
  });
  const program = await runtime.compile(makeGraph('augment', [...raw, key], outputs));
  try {
    const keyed: Tensor = { dtype: 'uint32', shape: [], data: Uint32Array.of(randomKey(seed, 'augment')) };
    const results = await program.run({ ...feeds, key: keyed });
    const after = results.after!.data as Float32Array;
    const made =
      features.kind === 'image'
        ? picturesOf(features, after)
        : rowsOf(features, data.features as TableFeatures, results.before!.data as Float32Array, after);
    const draws = Array.from({ length: data.size }, (_, n) =>
      seen
        .map(({ name, draws: own }, place) => ({
          name,
          drawn: Object.fromEntries(
            Object.keys(own).map((draw) => [draw, drawnFor(results[`${place}.${draw}`]!, n)]),
          ),
        }))
        .filter(({ drawn }) => drawn.happens !== 0),
    );
    return { features: made, draws };
  } finally {
    await program.dispose();
  }
}

function drawnFor({ shape, data }: Tensor, n: number): number | readonly number[] {
  const width = elementCount(shape.slice(1));
  const own = Array.from({ length: width }, (_, i) => Number(data[n * width + i]));
  return shape.length === 1 ? own[0]! : own;
}

function picturesOf(
  { channels, height, width, mean, deviation }: ImagePreparation,
  after: Float32Array,
): ImageFeatures {
  const area = height * width;
  const pixels = new Uint8Array(after.length);
  for (let at = 0; at < after.length; at++) {
    const channel = Math.floor(at / area) % channels;
    const value = after[at]! * deviation[channel]! + mean[channel]!;
    pixels[at] = Math.max(0, Math.min(255, Math.round(value)));
  }
  return { kind: 'image', pixels, channels, height, width };
}

/** Rows from prepared features. What an augmentation left as it was keeps its cell as it stands in the data. */
function rowsOf(
  preparation: TablePreparation,
  original: TableFeatures,
  before: Float32Array,
  after: Float32Array,
): TableFeatures {
  const { numericColumns, categoricalColumns } = preparation;
  const { width, columns } = rowLayout(preparation);
  const blocks = categoryBlocks(preparation);
  const numbers = original.numbers.slice();
  const categories = [...original.categories];
  const size = after.length / width;
  for (let n = 0; n < size; n++) {
    const at = (feature: number) => n * width + feature;
    const changed = (features: readonly number[]) => features.some((j) => before[at(j)] !== after[at(j)]);
    numericColumns.forEach(({ mean, deviation, missing, quantiles }, j) => {
      const [value, mark] = columns[j] as [number, number?];
      if (!changed(columns[j]!)) return;
      // A column that training never missed has no mark: what follows its value are cycles of dates or stretches, if anything.
      const isMissing = missing && after[at(mark!)]! > 0.5;
      const seen = after[at(value)]!;
      const number = quantiles ? valueOfScore(quantiles, seen) : seen * deviation + mean;
      numbers[n * numericColumns.length + j] = isMissing ? NaN : number;
    });
    categoricalColumns.forEach(({ categories: names }, k) => {
      const { start, count } = blocks[k]!;
      const block = Array.from({ length: count }, (_, i) => start + i);
      if (!changed(block)) return;
      const shares = block.map((j) => after[at(j)]!);
      const most = shares.indexOf(Math.max(...shares));
      // Beyond the names stands the pool of rare ones; where no share is left, none is known.
      categories[n * categoricalColumns.length + k] = shares[most]! <= 0 ? '' : (names[most] ?? 'another');
    });
  }
  return { ...original, numbers, categories };
}
