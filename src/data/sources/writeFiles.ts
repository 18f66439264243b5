import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { SampleFile } from '../samples/sample.ts';
import { diskError } from '../../util/diskError.ts';
import { OptionError } from '../../util/errors.ts';
import { loadSharp } from './loadSharp.ts';
import { hasCode } from './readBytes.ts';

/** A picture as PNG, of 1 or 3 interleaved channels. The same pixels give the same bytes. */
export async function encodePng(
  pixels: Uint8Array,
  { height, width, channels }: { readonly height: number; readonly width: number; readonly channels: 1 | 3 },
): Promise<Buffer> {
  const sharp = await loadSharp();
  const image = sharp(pixels, { raw: { height, width, channels } });
  return (channels === 1 ? image.toColourspace('b-w') : image).png({ compressionLevel: 9 }).toBuffer();
}

/** @throws {OptionError} the folder is there and not empty, or is a file. */
export async function requireEmptyFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    if (hasCode(error, 'ENOTDIR'))
      throw new OptionError(`--out: ${folder} must be a folder. Received a file. Choose another name.`);
    throw error;
  });
  if (names.length > 0)
    throw new OptionError(`--out: ${folder} must be new or empty. It holds files. Choose another folder.`);
}

/**
 * Writes the files of a made-up set into a new or empty folder: tables as text, pictures as PNG.
 *
 * @returns The number of files. @throws {OptionError} the folder holds files. @throws {DiskError} the disk is full.
 */
export async function writeFiles(folder: string, files: Iterable<SampleFile>): Promise<number> {
  await requireEmptyFolder(folder);
  let count = 0;
  for (const { path, text, picture } of files) {
    const inside = normalize(path);
    if (isAbsolute(inside) || inside.startsWith('..'))
      throw new OptionError(`a file must stay in its folder. Received ${path}.`);
    const place = join(folder, inside);
    const content = text ?? (await encodePng(picture.pixels, { ...picture, channels: 3 }));
    try {
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, content);
    } catch (error) {
      await rm(place, { force: true }).catch(() => {});
      throw diskError(place, error, 'to write it. Make room, remove the folder and run it again.');
    }
    count++;
  }
  return count;
}
