import type { ImageFeatures } from '../../data/dataset.ts';
import { encodePng } from '../../data/sources/writeFiles.ts';

/** Picture `n` as PNG in a data address. */
export async function pictureAddress(features: ImageFeatures, n: number): Promise<string> {
  const { pixels, channels, height, width } = features;
  const area = height * width;
  const start = n * channels * area;
  const shown = channels < 3 ? 1 : 3;
  const interleaved = new Uint8Array(shown * area);
  for (let channel = 0; channel < shown; channel++)
    for (let at = 0; at < area; at++)
      interleaved[at * shown + channel] = pixels[start + channel * area + at]!;
  const png = await encodePng(interleaved, { height, width, channels: shown });
  return `data:image/png;base64,${png.toString('base64')}`;
}
