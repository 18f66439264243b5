import type { Augmented, ShownExample } from './record.ts';
import {
  largestSide,
  originOf,
  pictureBytes,
  rounded,
  shownExample,
  shownPicture,
  shownRow,
  shownText,
  truthOf,
} from './shown.ts';
import { subset, type Dataset, type ImageFeatures, type TableFeatures } from '../../data/dataset.ts';
import type { Preparation } from '../../recipe/preparation.ts';
import type { Recipe } from '../../recipe/schema.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { openTokenizer } from '../../text/openTokenizer.ts';
import { changedRuns } from '../../train/changedRuns.ts';
import { drawAugmented } from '../../train/drawAugmented.ts';
import { drawTexts } from '../../train/drawTexts.ts';
import { permutation, randomKey } from '../../util/random.ts';

type Operations = Recipe['augmentations'];
type Draw = Augmented['operations'][number]['draws'][number][number];

const mostOriginals = 4;
const mostOperations = 8;
const drawCount = 4;
/** Of the pictures of this exhibit, in base64. */
const mostBytes = 130_000;

/**
 * Training examples and what each augmentation makes of them, four times over: by the program, and in the words, that
 * training sees. Undefined where there is nothing to draw or to show.
 *
 * @param data The training part. @param preparation Fitted on it.
 */
export async function augmented(
  data: Dataset,
  preparation: Preparation,
  plan: {
    readonly use: Augmented['use'];
    readonly operations: Operations;
    readonly seed: number;
    readonly runtime: Runtime;
  },
): Promise<Augmented | undefined> {
  const { features } = data;
  if (plan.operations.length === 0 || features.kind === 'tokens') return undefined;
  if (features.kind === 'table' && features.backbone) return undefined;
  const room = roomFor(data, plan.operations.length);
  const places = fewOfAll(data, room.originals, randomKey(plan.seed, 'augmented'));
  const shown = plan.operations.slice(0, room.operations);
  const operations: Augmented['operations'] = [];
  for (const [k, operation] of shown.entries()) {
    const key = randomKey(plan.seed, 'augmented', operation.name, k);
    const made = await drawsOf(data, places, preparation, operation, { ...plan, key, side: room.side });
    const { probability } = operation as { readonly probability?: unknown };
    operations.push({
      name: operation.name,
      probability: typeof probability === 'number' ? probability : 1,
      draws: made,
    });
  }
  return {
    use: plan.use,
    originals: places.map((i) => ({
      origin: originOf(data, i),
      truth: truthOf(data, i),
      example: shownExample(data, i, room.side)!,
    })),
    operations,
    omitted: plan.operations.slice(room.operations).map(({ name }) => name),
  };
}

/** How much is shown: smaller pictures first, then fewer originals, then fewer operations. */
function roomFor({ features, size }: Dataset, wanted: number) {
  const originals = Math.min(mostOriginals, size);
  const operations = Math.min(mostOperations, wanted);
  if (features.kind !== 'image') return { originals, operations, side: largestSide };
  for (let shown = operations; shown > 1; shown--)
    for (const count of [originals, Math.min(2, originals)])
      for (const side of [largestSide, 32, 24])
        if (count * (1 + drawCount * shown) * pictureBytes(features, side) <= mostBytes)
          return { originals: count, operations: shown, side };
  return { originals: Math.min(2, originals), operations: 1, side: 24 };
}

/** A few examples, of as many classes as there are; more of one class only where all are shown. */
export function fewOfAll({ size, target }: Dataset, count: number, key: number): number[] {
  const order = Array.from(permutation(size, key));
  const classOf = (i: number) => (target.kind === 'classes' ? target.labels[i]! : 0);
  const seen = new Map<number, number>();
  const round = order.map((i) => {
    const before = seen.get(classOf(i)) ?? 0;
    seen.set(classOf(i), before + 1);
    return before;
  });
  return order
    .map((i, place) => ({ i, round: round[place]!, place }))
    .sort((a, b) => a.round - b.round || a.place - b.place)
    .slice(0, count)
    .sort((a, b) => a.round - b.round || classOf(a.i) - classOf(b.i) || a.i - b.i)
    .map(({ i }) => i);
}

/** For each of some examples what an operation makes of it, several times. It always happens, whatever its chance. */
async function drawsOf(
  data: Dataset,
  places: readonly number[],
  preparation: Preparation,
  operation: Operations[number],
  { key, runtime, side }: { readonly key: number; readonly runtime: Runtime; readonly side: number },
): Promise<Draw[][]> {
  const repeated = Array.from({ length: drawCount }, () => places).flat();
  const byPlace = (made: (at: number) => Draw) =>
    places.map((_, n) => Array.from({ length: drawCount }, (_, d) => made(d * places.length + n)));
  if (data.features.kind === 'text') {
    const { language, tokenizer: name } = data.features;
    const tokenizer = await openTokenizer(language, {}, name);
    const edited = drawTexts(data, repeated, [operation], { tokenizer, key });
    return byPlace((at) => ({ example: shownText(changedRuns(edited[at]!)), drawn: {} }));
  }
  const originals = subset(data, repeated);
  const always = [{ ...operation, probability: 1 }];
  const made = await drawAugmented(originals, preparation, always, { seed: key, runtime });
  const exampleAt = (at: number): ShownExample =>
    made.features.kind === 'image'
      ? shownPicture(made.features as ImageFeatures, at, side)
      : shownRow(made.features, at, originals.features as TableFeatures);
  return byPlace((at) => ({ example: exampleAt(at), drawn: numbersOf(made.draws[at]!) }));
}

/** What was drawn, without places of single points and numbers by the dozen. */
const numbersOf = (draws: Awaited<ReturnType<typeof drawAugmented>>['draws'][number]): Draw['drawn'] =>
  Object.fromEntries(
    draws.flatMap(({ drawn }) =>
      Object.entries(drawn).flatMap(([name, value]) =>
        typeof value === 'number' && name !== 'happens' && !/\d$/.test(name) ? [[name, rounded(value)]] : [],
      ),
    ),
  );
