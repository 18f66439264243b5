import { breath } from './breath.ts';
import { flowerSide } from './protocol.ts';
import { fromArrays, type Arrays } from '../../../../data/arrays.ts';
import { flowers } from '../../../../data/samples/flowers.ts';
import { recipe as checked, type RecipeInput } from '../../../../recipe/schema.ts';
import type { Runtime } from '../../../../runtime/runtime.ts';
import type { EpochRecord } from '../../../../train/history.ts';
import { fit } from '../../../../train/fit.ts';
import { predict } from '../../../../train/model.ts';

export interface FlowerSpec {
  readonly seed: number;
  /** Training pictures of each of the six varieties of a species. */
  readonly perVariety: number;
  readonly epochs: number;
  /** Whether the training sees turned, mirrored, zoomed and recoloured pictures. */
  readonly augment: boolean;
}

/** A picture as RGBA, and what was said of it. */
export interface FlowerPicture {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly species: string;
  readonly variety: string;
  readonly said: string;
  readonly sure: number;
}

export interface FlowerResult {
  readonly counts: { readonly train: number; readonly known: number; readonly unseen: number };
  readonly accuracy: { readonly train: number; readonly known: number; readonly unseen: number };
  /** New pictures of varieties that were trained on, and pictures of varieties that were not. */
  readonly known: readonly FlowerPicture[];
  readonly unseen: readonly FlowerPicture[];
}

interface Drawn {
  readonly species: string;
  readonly variety: string;
  /** [3, side, side]. */
  readonly planes: Uint8Array;
}

/** A picture of half the side, each pixel the mean of four; channels apart. */
export function halved(pixels: Uint8Array, side: number): Uint8Array {
  const half = side / 2;
  const planes = new Uint8Array(3 * half * half);
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < half; i++)
      for (let j = 0; j < half; j++) {
        const at = (di: number, dj: number) => pixels[3 * ((2 * i + di) * side + 2 * j + dj) + c]!;
        planes[c * half * half + i * half + j] = Math.round((at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4);
      }
  return planes;
}

/** Pictures of known varieties that training leaves out. */
const heldBack = 2;

async function draw({ seed, perVariety }: FlowerSpec) {
  const all: Record<'train' | 'known' | 'unseen', Drawn[]> = { train: [], known: [], unseen: [] };
  let drawnAt = performance.now();
  for (const { path, picture } of flowers.make({ seed, count: 24 * (perVariety + heldBack) })) {
    const [part, species, file] = path.split('/') as [string, string, string];
    const [variety, number] = file.replace('.png', '').split('_') as [string, string];
    const planes = halved(picture!.pixels, picture!.width);
    const role = part === 'test' ? 'unseen' : Number(number) <= perVariety ? 'train' : 'known';
    // The eight unseen varieties get as many pictures as there are held back of the known ones.
    if (role !== 'unseen' || all.unseen.length < 24 * heldBack) all[role].push({ species, variety, planes });
    if (performance.now() - drawnAt < 30) continue;
    await breath();
    drawnAt = performance.now();
  }
  for (const pictures of [all.known, all.unseen])
    pictures.sort((a, b) => (a.variety < b.variety ? -1 : a.variety > b.variety ? 1 : 0));
  return all;
}

const species = ['daisy', 'hibiscus', 'lily', 'poppy'];

const arraysOf = (drawn: readonly Drawn[]): Arrays => ({
  images: drawn.map(({ planes }) => planes),
  channels: 3,
  height: flowerSide,
  width: flowerSide,
  labels: drawn.map((one) => one.species),
  classes: species,
});

/**
 * Trains on six varieties of four species and meets new pictures of the same varieties, and two varieties of each species
 * that it never saw.
 */
export async function flowerTrial(
  spec: FlowerSpec,
  runtime: Runtime,
  tell: (epoch: EpochRecord) => void,
): Promise<FlowerResult> {
  const drawn = await draw(spec);
  const input: RecipeInput = {
    architecture: { name: 'convnet', size: 6 },
    optimizer: { name: 'adam', learningRate: 0.004 },
    batchSize: 16,
    epochs: spec.epochs,
    seed: spec.seed,
    augmentations: spec.augment
      ? [
          { name: 'flipHorizontal' },
          { name: 'rotate', degreesRange: [-180, 180] },
          { name: 'zoom', scaleRange: [0.85, 1.15] },
          { name: 'hue' },
          { name: 'brightness' },
        ]
      : [],
  };
  const { model, train } = await fit({ train: fromArrays(arraysOf(drawn.train)) }, checked(input), {
    runtime,
    onEpoch: tell,
    onState: breath,
  });
  const judged = async (pictures: readonly Drawn[]): Promise<FlowerPicture[]> => {
    const { features, size } = fromArrays(arraysOf(pictures));
    const { predictions, width } = await predict(model, features, size, runtime);
    return pictures.map(({ planes, species: own, variety }, i) => {
      const row = [...predictions.subarray(i * width, (i + 1) * width)];
      const sure = Math.max(...row);
      return { rgba: rgbaOf(planes), species: own, variety, said: species[row.indexOf(sure)]!, sure };
    });
  };
  const [known, unseen] = [await judged(drawn.known), await judged(drawn.unseen)];
  const share = (pictures: readonly FlowerPicture[]) =>
    pictures.filter(({ said, species: own }) => said === own).length / pictures.length;
  return {
    counts: { train: drawn.train.length, known: known.length, unseen: unseen.length },
    accuracy: { train: train.accuracy!, known: share(known), unseen: share(unseen) },
    known,
    unseen,
  };
}

function rgbaOf(planes: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const size = flowerSide * flowerSide;
  const rgba = new Uint8ClampedArray(4 * size);
  for (let k = 0; k < size; k++) rgba.set([planes[k]!, planes[size + k]!, planes[2 * size + k]!, 255], 4 * k);
  return rgba;
}
