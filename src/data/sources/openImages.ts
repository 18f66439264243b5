import type { ImageFeatures } from '../dataset.ts';
import { DataError } from '../../util/errors.ts';
import { isImageName } from './decodeImage.ts';
import { decodeAll, type DecodeOptions } from './decodeAll.ts';
import { FolderReader, shownPath } from './listFiles.ts';
import { readNumpyFeatures } from './numpy.ts';
import { isNumpyName } from './numpyArrays.ts';
import { pathKind } from './readBytes.ts';

/**
 * Decodes image files, and all images below folders, for prediction; or reads the pictures of one .npz or .npy file.
 * Nothing is skipped.
 *
 * @param like Channels, height and width the model expects.
 * @returns The features, and the path of each image in the same order.
 * @throws {DataError} A missing path, no image at all, or an unreadable one.
 * @example const { features, names } = await openImages(['new/rose.jpg'], { channels: 3, height: 32, width: 32 });
 */
export async function openImages(
  paths: readonly string[],
  like: { readonly channels: number; readonly height: number; readonly width: number },
  options: Pick<DecodeOptions, 'onProgress'> = {},
): Promise<{ features: ImageFeatures; names: string[] }> {
  if (paths.some(isNumpyName)) return arrayImages(paths, like);
  const names: string[] = [];
  for (const path of paths) {
    if ((await pathKind(path)) === 'file') names.push(path);
    else {
      const reader = new FolderReader(path);
      names.push(...(await reader.filesBelow(path)).filter(isImageName));
      if (reader.tooDeep.length > 0)
        throw new DataError(
          `${shownPath(reader.tooDeep[0]!)}: folders are read 32 deep at most. Received one that is deeper. Move its images up.`,
        );
    }
  }
  if (names.length === 0)
    throw new DataError(
      `images (PNG, JPEG, WebP) are expected. Found none in ${paths.join(', ') || 'an empty list of paths'}.`,
    );
  const images = names.map((path) => ({ path }));
  const { features } = await decodeAll(images, like, { ...options, unreadable: 'refuse' });
  return { features, names };
}

async function arrayImages(
  paths: readonly string[],
  like: { readonly channels: number; readonly height: number; readonly width: number },
): Promise<{ features: ImageFeatures; names: string[] }> {
  if (paths.length > 1)
    throw new DataError(
      `${paths.find(isNumpyName)}: arrays of NumPy are read by themselves. Received ${paths.length} inputs.`,
    );
  const { features, names } = await readNumpyFeatures(paths[0]!, { kind: 'image', ...like, classes: [] });
  return { features: features as ImageFeatures, names };
}
