import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import sharp from 'sharp';

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
}

/** @throws {Error} The file is not a readable PNG, JPEG or WebP header. */
export async function readImageHeader(path: string): Promise<ImageHeader> {
  const { format, space, autoOrient } = await sharp(path, { limitInputPixels: MAXIMUM_PIXELS }).metadata();
  // An extension proves nothing, and other formats (SVG, for one) may read further files.
  if (!FORMATS.includes(format)) throw new Error(`content is ${format}, not PNG, JPEG or WebP`);
  return { ...autoOrient, grey: space === 'b-w' || space === 'grey16' };
}

/**
 * Decodes a picture to raw values 0 to 255, layout [channels, height, width]: turned as its camera says, transparent
 * parts on white, resized to cover the given size and cut at the centre.
 *
 * @throws {Error} The file is no PNG, JPEG or WebP, is truncated or broken, or has too many pixels.
 */
export async function decodeImage(
  path: string,
  { channels, height, width }: { readonly channels: number; readonly height: number; readonly width: number },
): Promise<Uint8Array> {
  await readImageHeader(path);
  const file = await readFile(path);
  requireEnd(file);
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
  return planesOf(raw.data, channels);
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
