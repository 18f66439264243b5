/** Pictures as they come twice into a data set: recompressed, shifted, a little brighter. */
import sharp from 'sharp';
import type { ImageFeatures } from '../../src/data/dataset.ts';

type Alteration = (
  pixels: Uint8Array,
  features: ImageFeatures,
  k: number,
) => Promise<Uint8Array> | Uint8Array;

/** The same pixels, [channels, height, width] to [height, width, channels] and back. */
function interleaved(pixels: Uint8Array, channels: number, back = false): Uint8Array {
  const area = pixels.length / channels;
  const other = new Uint8Array(pixels.length);
  for (let c = 0; c < channels; c++)
    for (let p = 0; p < area; p++)
      if (back) other[c * area + p] = pixels[p * channels + c]!;
      else other[p * channels + c] = pixels[c * area + p]!;
  return other;
}

/** Through JPEG of quality 50 to 90. */
const recompressed: Alteration = async (pixels, { channels, height, width }, k) => {
  const raw = { width, height, channels: channels as 1 | 3 };
  const jpeg = await sharp(interleaved(pixels, channels), { raw })
    .jpeg({ quality: 50 + (k % 41) })
    .toBuffer();
  const decoded = await sharp(jpeg)
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
  return interleaved(decoded, channels, true);
};

/** By 2 pixels in one of eight directions; what comes in at the edge repeats it, or is black. */
const shifted: Alteration = (pixels, { height, width }, k) => {
  const directions = [-1, 0, 1]
    .flatMap((y) => [-1, 0, 1].map((x) => [y, x]))
    .filter(([y, x]) => y !== 0 || x !== 0);
  const [dy, dx] = directions[k % 8]!.map((step) => 2 * step) as [number, number];
  const isBlack = k % 16 < 8;
  const inside = (at: number, length: number) => Math.max(0, Math.min(length - 1, at));
  return pixels.map((_, at) => {
    const [c, y, x] = [Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width];
    const [fromY, fromX] = [inside(y - dy, height), inside(x - dx, width)];
    if (isBlack && (fromY !== y - dy || fromX !== x - dx)) return 0;
    return pixels[(c * height + fromY) * width + fromX]!;
  });
};

/** By 10%, brighter or darker. */
const brightened: Alteration = (pixels, _, k) =>
  pixels.map((value) => Math.min(255, Math.round(value * (k % 2 ? 1.1 : 0.9))));

export const alterations = { recompressed, shifted, brightened } as const;

/** Pictures with altered copies of some of them at the end, and which is whose copy: [original, copy]. */
export async function withCopies(
  features: ImageFeatures,
  originals: readonly number[],
  alteration: keyof typeof alterations,
): Promise<{ features: ImageFeatures; size: number; planted: [number, number][] }> {
  const length = features.channels * features.height * features.width;
  const size = features.pixels.length / length;
  const pixels = new Uint8Array((size + originals.length) * length);
  pixels.set(features.pixels);
  for (const [k, original] of originals.entries()) {
    const own = features.pixels.slice(original * length, (original + 1) * length);
    pixels.set(await alterations[alteration](own, features, k), (size + k) * length);
  }
  return {
    features: { ...features, pixels },
    size: size + originals.length,
    planted: originals.map((original, k) => [original, size + k]),
  };
}

/** Made pictures that differ as photographs do: soft spots of colour on a slope, with grain. */
export function spots(
  count: number,
  draw: () => number,
  { channels = 3, side = 32 }: { channels?: 1 | 3; side?: number } = {},
): ImageFeatures {
  const pixels = new Uint8Array(count * channels * side * side);
  for (let n = 0; n < count; n++) {
    const made = Array.from({ length: 6 }, () => ({
      y: side * draw(),
      x: side * draw(),
      radius: side * (0.08 + 0.25 * draw()),
      colour: Array.from({ length: channels }, () => 160 * (draw() - 0.5)),
    }));
    const [slopeY, slopeX] = [60 * (draw() - 0.5), 60 * (draw() - 0.5)];
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++) {
          let value = 120 + (slopeY * y + slopeX * x) / side + 12 * (draw() - 0.5);
          for (const spot of made)
            value += spot.colour[c]! * Math.exp(-((y - spot.y) ** 2 + (x - spot.x) ** 2) / spot.radius ** 2);
          pixels[((n * channels + c) * side + y) * side + x] = Math.max(0, Math.min(255, value));
        }
  }
  return { kind: 'image', pixels, channels, height: side, width: side };
}
