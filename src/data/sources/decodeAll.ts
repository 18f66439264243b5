import { availableParallelism } from 'node:os';
import type { ImageFeatures } from '../dataset.ts';
import { DataError } from '../../util/errors.ts';
import { decodeImage } from './decodeImage.ts';
import { shownPath } from './listFiles.ts';
import { messageOf } from './readBytes.ts';

const MAXIMUM_BYTES = 2 ** 30;

/** A picture that could not be read. */
export interface Failure {
  /** Its place among the pictures. */
  readonly index: number;
  readonly reason: string;
}

export interface DecodeOptions {
  /** What to do with an image that cannot be read: leave it out, or refuse. Default 'skip'. */
  readonly unreadable?: 'skip' | 'refuse';
  /** Called after each image with how many are done and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface DecodedImages {
  readonly features: ImageFeatures;
  /** Places of the pictures that were read. */
  readonly read: readonly number[];
  readonly failures: readonly Failure[];
  /** Places of the animated ones, of which the first frame was read. */
  readonly animated: readonly number[];
}

/** Decodes pictures in parallel; what fails is listed, or refused where `unreadable` says so. */
export async function decodeAll(
  images: readonly { readonly path: string }[],
  { channels, height, width }: { readonly channels: number; readonly height: number; readonly width: number },
  { unreadable = 'skip', onProgress }: DecodeOptions,
): Promise<DecodedImages> {
  const length = channels * height * width;
  requireMemory(images.length, { channels, height, width });
  const pixels = new Uint8Array(images.length * length);
  const reasons = new Map<number, string>();
  const animated = new Set<number>();
  let done = 0;
  await inParallel(images, async (image, i) => {
    try {
      const decoded = await decodeImage(image.path, { channels, height, width });
      pixels.set(decoded.planes, i * length);
      if (decoded.frames > 1) animated.add(i);
    } catch (error) {
      // The decoder's message may hold the path and several lines; the first line says what is wrong.
      const reason = messageOf(error).split('\n')[0]!.trim();
      if (unreadable === 'refuse')
        throw new DataError(
          `${shownPath(image.path)}: must be a readable image. Received a broken one (${reason}). Replace it or leave it out.`,
          { cause: error },
        );
      reasons.set(i, reason);
    }
    onProgress?.(++done, images.length);
  });
  const read = images.flatMap((_, i) => (reasons.has(i) ? [] : [i]));
  // Close the gaps that unreadable images left.
  if (reasons.size > 0)
    read.forEach((from, to) => pixels.copyWithin(to * length, from * length, (from + 1) * length));
  return {
    features: {
      kind: 'image',
      pixels: reasons.size > 0 ? pixels.slice(0, read.length * length) : pixels,
      channels,
      height,
      width,
    },
    read,
    failures: Array.from(reasons, ([index, reason]) => ({ index, reason })).sort((a, b) => a.index - b.index),
    animated: [...animated].sort((a, b) => a - b),
  };
}

function requireMemory(
  count: number,
  { channels, height, width }: { channels: number; height: number; width: number },
): void {
  const bytes = count * channels * height * width;
  if (bytes > MAXIMUM_BYTES)
    throw new DataError(
      `images may take ${MAXIMUM_BYTES} bytes of memory at most. ${count} of ${channels}x${height}x${width} take ${bytes}. Choose a smaller imageSize or fewer images.`,
    );
}

/** Runs `work` on all items, a few at a time; the first failure stops the rest. */
export async function inParallel<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const runner = async () => {
    while (next < items.length) {
      const index = next++;
      await work(items[index]!, index).catch((error: unknown) => {
        next = items.length;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(8, 2 * availableParallelism()) }, runner));
}
