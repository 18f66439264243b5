import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { loadSharp } from './loadSharp.ts';

/** The most pixels one picture may have before it is resized. */
const MAXIMUM_PIXELS = 100e6;
const FORMATS = ['png', 'jpeg', 'webp'];
const EXTENSIONS = ['.png', '.jpg', '.jpeg', '.webp'];

/** True where a file's extension is one of a picture that can be read. */
export function isImageName(name: string): boolean {
  return EXTENSIONS.includes(extname(name).toLowerCase());
}

/** What a picture's header says: its size as shown (turned as its camera says) and whether it has no colours. */
export interface ImageHeader {
  readonly height: number;
  readonly width: number;
  readonly grey: boolean;
  /** More than 1 where it is animated. */
  readonly frames: number;
}

/** @throws {Error} The file is not a readable PNG, JPEG or WebP header, or announces too many pixels. */
export async function readImageHeader(path: string): Promise<ImageHeader> {
  return headerOf(path);
}

async function headerOf(file: string | Buffer): Promise<ImageHeader> {
  if (file.length === 0) throw new Error('the file is empty');
  // The header alone is read here, so no limit is needed to read it.
  const sharp = await loadSharp();
  const metadata = await sharp(file, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (!metadata) throw new Error('the content is no picture, or its header is broken');
  const { format, space, autoOrient, width, height, pages = 1 } = metadata;
  // An extension proves nothing, and other formats (SVG, for one) may read further files.
  if (!FORMATS.includes(format)) throw new Error(`content is ${format}, not PNG, JPEG or WebP`);
  if (width * height * pages > MAXIMUM_PIXELS)
    throw new Error(
      `${width}x${height}${pages > 1 ? ` in ${pages} frames` : ''} are more than ${MAXIMUM_PIXELS / 1e6} million pixels`,
    );
  return { ...autoOrient, grey: space === 'b-w' || space === 'grey16', frames: pages };
}

/**
 * Decodes a picture to raw values 0 to 255, layout [channels, height, width]: turned as its camera says, transparent
 * parts on white, resized to cover the given size and cut at the centre. Of an animated one the first frame is taken.
 *
 * @throws {Error} The file is no PNG, JPEG or WebP, is truncated or broken, or has too many pixels.
 */
export async function decodeImage(
  path: string,
  { channels, height, width }: { readonly channels: number; readonly height: number; readonly width: number },
): Promise<{ planes: Uint8Array; frames: number }> {
  const file = await readFile(path);
  const { frames } = await headerOf(file);
  requireEnd(file);
  const sharp = await loadSharp();
  const image = sharp(file, { failOn: 'error', limitInputPixels: MAXIMUM_PIXELS });
  const raw = await image
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(width, height, { fit: 'cover' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (raw.info.channels !== channels)
    throw new Error(`expected ${channels} channels, decoded ${raw.info.channels}`);
  return { planes: planesOf(raw.data, channels), frames };
}

/**
 * A decoder that cuts a picture to size never reads what is cut off, and so does not see that the end is missing.
 */
function requireEnd(file: Buffer): void {
  const png = file[0] === 0x89;
  const jpeg = file[0] === 0xff;
  const endOfJpeg = file.lastIndexOf(Buffer.from([0xff, 0xd9]));
  const lastScan = file.lastIndexOf(Buffer.from([0xff, 0xda]));
  // Comparing with the last scan skips the end marker of an embedded thumbnail.
  if ((png && !file.includes('IEND')) || (jpeg && endOfJpeg < lastScan))
    throw new Error('the file is truncated: its end marker is missing');
}

function planesOf(interleaved: Uint8Array, channels: number): Uint8Array {
  const area = interleaved.length / channels;
  const planes = new Uint8Array(interleaved.length);
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < area; i++) planes[c * area + i] = interleaved[i * channels + c]!;
  return planes;
}
