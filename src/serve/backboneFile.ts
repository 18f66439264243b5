import { readLimited } from './readLimited.ts';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { BackboneDescription, Dataset, ImageFeatures } from '../data/dataset.ts';
import { openFeatureCache, sha256, type FeatureCacheOptions } from '../data/sources/featureCache.ts';
import { cutModel } from '../onnx/cut.ts';
import type { OnnxModel } from '../onnx/model.ts';
import { readModel } from '../onnx/read.ts';
import { writeModel } from '../onnx/write.ts';
import { backboneInput, featureModel, makeBackbone, poolingOf, type Backbone } from '../recipe/backbone.ts';
import { openNumbers } from '../runtime/node.ts';
import { DataError, InterruptedError, OptionError } from '../util/errors.ts';

/** What is said of a network beside its file. */
export interface BackboneFileOptions {
  /** Size of its pictures. Default: what the file fixes, else 224 by 224. */
  readonly input?: { readonly height: number; readonly width: number };
  /** Subtracted from each channel of a picture of 0 to 255, one number for all or one each. Default 127.5. */
  readonly mean?: readonly number[];
  /** What each channel is then divided by. Default 127.5: with the mean, pictures in [−1, 1]. */
  readonly deviation?: readonly number[];
  /** The tensor taken as features. Default: the model's output. */
  readonly cut?: string | null;
  /** Whether its weights are trained too: all, or the last so many tensors. Default false. */
  readonly trainable?: boolean | number;
  /** Native threads. Default: one a core, eight at most. */
  readonly threads?: number;
}

/** A backbone from a file, open to make features. */
export interface BackboneFile {
  readonly backbone: Backbone;
  readonly description: BackboneDescription;
  /** What makes features of raw pictures, as it stands in a deployed model. */
  readonly features: OnnxModel;
  /** Numbers in a row of features. */
  readonly width: number;
  extract(dataset: Dataset, options?: ExtractOptions): Promise<Dataset>;
  close(): Promise<void>;
}

export interface ExtractOptions extends FeatureCacheOptions {
  /** Folder of the cache; none without it. */
  readonly cache?: string;
  /** Called after each batch with how many pictures are done, how many there are, and how many needed no work. */
  readonly onProgress?: (done: number, total: number, cached: number) => void;
  /** Ends the work after the running batch; what was done is kept in the cache. */
  readonly signal?: AbortSignal;
}

/** Pictures in one call: short enough that progress and Ctrl-C stay alive. */
const batch = 8;

/** What was computed goes to disk after so many pictures. */
const packSize = 512;

/** A network larger than this is refused before it is read. */
const maxBytes = 2 ** 31 - 1;

/**
 * Opens a pretrained network in an ONNX file. Reads data only; what runs is its tensor program, on two grey pictures,
 * to see what it gives.
 *
 * @throws {DataError} no such file, not an ONNX model, or a network that does not make features of pictures.
 * @throws {OptionError} `input`, `mean` or `deviation` do not suit it, or `cut` names no tensor.
 * @example const backbone = await openBackbone('mobilenet.onnx'); const features = await backbone.extract(photos);
 */
export async function openBackbone(path: string, options: BackboneFileOptions = {}): Promise<BackboneFile> {
  const bytes = readLimited(path, 'backbone', maxBytes);
  let backbone: Backbone;
  try {
    const model = readModel(bytes);
    backbone = makeBackbone(model, describe(path, sha256(bytes), model, options));
  } catch (error) {
    if (error instanceof DataError) throw new DataError(`${path}: ${error.message}`, { cause: error });
    if (error instanceof OptionError) throw new OptionError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
  const { description, channels } = backbone;
  const { height, width: across } = description.input;
  const threads = options.threads ?? Math.min(8, availableParallelism());
  const { pooling, features: width } = await probe(path, backbone, threads);
  const features = featureModel(backbone, pooling, width);
  const featureBytes = writeModel(features);
  const session = await openNumbers(featureBytes, { threads });
  const maker = sha256(featureBytes);

  async function rowsOf(images: ImageFeatures, size: number, given: ExtractOptions): Promise<Float32Array> {
    const { cache, signal, onProgress } = given;
    const length = channels * height * across;
    const store = cache === undefined ? undefined : await openFeatureCache(cache, maker, width, given);
    const rows = new Float32Array(size * width);
    const placesOf = new Map<string, number[]>();
    const missing: string[] = [];
    let done = 0;
    // Equal pictures are computed once, so that equal stays equal.
    for (let n = 0; n < size; n++) {
      const key = sha256(images.pixels.subarray(n * length, (n + 1) * length));
      const row = store?.get(key);
      if (row) {
        rows.set(row, n * width);
        done++;
      } else if (placesOf.has(key)) placesOf.get(key)!.push(n);
      else {
        placesOf.set(key, [n]);
        missing.push(key);
      }
    }
    const cached = done;
    onProgress?.(done, size, cached);
    let fresh = new Map<string, Float32Array>();
    const keep = async () => {
      await store?.add(fresh);
      fresh = new Map();
    };
    try {
      for (let from = 0; from < missing.length; from += batch) {
        if (signal?.aborted)
          throw new InterruptedError('Making features was interrupted. What was done is in the cache.');
        const keys = missing.slice(from, from + batch);
        const pixels = new Float32Array(keys.length * length);
        keys.forEach((key, i) => {
          const n = placesOf.get(key)![0]!;
          pixels.set(images.pixels.subarray(n * length, (n + 1) * length), i * length);
        });
        const { data } = await session.run(pixels, [keys.length, channels, height, across]);
        keys.forEach((key, i) => {
          const row = data.slice(i * width, (i + 1) * width);
          if (!row.every(Number.isFinite))
            throw new DataError(
              `${path}: features must be finite. A picture gives others. Check the range that the network expects.`,
            );
          fresh.set(key, row);
          for (const n of placesOf.get(key)!) {
            rows.set(row, n * width);
            done++;
          }
        });
        onProgress?.(done, size, cached);
        if (fresh.size >= packSize) await keep();
      }
    } finally {
      await keep();
    }
    return rows;
  }

  return {
    backbone,
    description,
    features,
    width,
    async extract(dataset, given = {}) {
      const { features: images } = dataset;
      if (
        images.kind !== 'image' ||
        images.channels !== channels ||
        images.height !== height ||
        images.width !== across
      )
        throw new DataError(
          `backbone: ${description.file} takes pictures of ${channels}×${height}×${across}. ` +
            `Received ${images.kind === 'image' ? `${images.channels}×${images.height}×${images.width}` : 'a table'}.`,
        );
      return Object.freeze({
        ...dataset,
        features: {
          kind: 'table' as const,
          numericColumns: Array.from({ length: width }, (_, i) => `feature ${i + 1}`),
          numbers: await rowsOf(images, dataset.size, given),
          categoricalColumns: [],
          categories: [],
          backbone: description,
        },
      });
    },
    close: session.close,
  };
}

function describe(
  path: string,
  hash: string,
  model: OnnxModel,
  { input, mean = [127.5], deviation = [127.5], cut = null, trainable = false }: BackboneFileOptions,
): BackboneDescription {
  const declared = backboneInput(cutModel(model, cut ?? undefined));
  const all = (values: readonly number[]) =>
    values.length === 1 ? new Array<number>(declared.channels).fill(values[0]!) : [...values];
  return {
    file: basename(path),
    sha256: hash,
    input: input ?? { height: declared.height ?? 224, width: declared.width ?? 224 },
    mean: all(mean),
    deviation: all(deviation),
    cut,
    trainable,
  };
}

/** Runs two grey pictures through the network to see the form of what it gives. */
async function probe(path: string, backbone: Backbone, threads: number) {
  const { model, channels, layout, description } = backbone;
  const { height, width } = description.input;
  const dims = layout === 'NCHW' ? [channels, height, width] : [height, width, channels];
  const [input] = model.graph.inputs;
  const free: OnnxModel = {
    ...model,
    graph: { ...model.graph, inputs: [{ ...input!, dims: ['N', ...dims] }] },
  };
  try {
    const session = await openNumbers(writeModel(free), { threads });
    try {
      const { dims: given } = await session.run(new Float32Array(2 * channels * height * width), [
        2,
        ...dims,
      ]);
      return poolingOf(given, backbone);
    } finally {
      await session.close();
    }
  } catch (error) {
    if (error instanceof DataError) throw new DataError(`${path}: ${error.message}`, { cause: error });
    throw new DataError(
      `${path}: must run on two pictures of ${channels}×${height}×${width}. ${(error as Error).message} ` +
        'Give the size it was trained for, or export it with a free batch dimension.',
      { cause: error },
    );
  }
}
