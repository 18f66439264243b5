import { subset, type Dataset, type ImageFeatures } from '../../data/dataset.ts';
import { stratifiedSample } from '../../data/split.ts';

/** Examples a probe looks at, at most: what helps shows on these. */
const mostExamples = 2000;

/** Height and width of pictures in a probe, at most. */
const mostPixels = 48;

/**
 * What a probe works on: at most 2,000 examples, and pictures of at most 48 pixels a side, averaged over whole squares.
 * Strengths are shares of a picture, so they mean the same on a smaller one.
 */
export function probeData(data: Dataset, seed: number): Dataset {
  const few =
    data.size > mostExamples ? subset(data, stratifiedSample(data, { size: mostExamples, seed })) : data;
  const { features } = few;
  if (features.kind !== 'image') return few;
  const factor = Math.ceil(Math.max(features.height, features.width) / mostPixels);
  return factor > 1 ? { ...few, features: reduced(features, few.size, factor) } : few;
}

/** Means of squares of `factor` by `factor` pixels; what does not fill one at the right and the bottom is left out. */
function reduced(features: ImageFeatures, size: number, factor: number): ImageFeatures {
  const { channels, pixels } = features;
  const step = Math.min(factor, features.height, features.width);
  const [height, width] = [Math.floor(features.height / step), Math.floor(features.width / step)];
  const out = new Uint8Array(size * channels * height * width);
  for (let plane = 0, at = 0; plane < size * channels; plane++)
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++) {
        let sum = 0;
        for (let y = i * step; y < (i + 1) * step; y++)
          for (let x = j * step; x < (j + 1) * step; x++)
            sum += pixels[(plane * features.height + y) * features.width + x]!;
        out[at++] = Math.round(sum / (step * step));
      }
  return { ...features, pixels: out, height, width };
}
