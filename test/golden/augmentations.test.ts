/**
 * Pixel augmentations at fixed strengths against torchvision: the cases of augmentations.json, which augmentations.py
 * wrote.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { act, applied, program } from '../helpers/augment.ts';
import { keyArray } from '../helpers/layers.ts';
import { runtimeDifference } from '../helpers/numeric.ts';
import type { ImageAugmentation } from '../../src/augmentations/image/augmentation.ts';
import * as augmentations from '../../src/augmentations/image/index.ts';

const golden = JSON.parse(readFileSync(new URL('augmentations.json', import.meta.url), 'utf8')) as {
  readonly torchvision: string;
  readonly height: number;
  readonly width: number;
  readonly pictures: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly name: string;
    readonly options: Readonly<Record<string, readonly number[]>>;
    readonly channels: number;
    readonly y: readonly number[];
  }[];
};
const things = augmentations as unknown as Readonly<Record<string, ImageAugmentation>>;

/** What draws more than a strength: nothing to compare at a fixed one. */
const drawing = new Set(['noise', 'saltAndPepper', 'cutout']);

test('every pixel augmentation of one strength has golden cases, of a torchvision that the file names', () => {
  expect(golden.torchvision).toMatch(/^\d+\.\d+\.\d+/);
  const expected = Object.values(things).flatMap(({ name, kind }) =>
    kind === 'pixel' && !drawing.has(name) ? [name] : [],
  );
  expect([...new Set(golden.cases.map(({ name }) => name))].sort()).toEqual(expected.sort());
});

test.each(golden.cases)('$name $options of $channels channels', async ({ name, options, channels, y }) => {
  const [mean, deviation] = [[110, 125.5, 90].slice(0, channels), [70, 61.25, 55.5].slice(0, channels)];
  const area = golden.height * golden.width;
  const channelAt = (at: number) => Math.floor(at / area) % channels;
  const raw = golden.pictures[channels]!;
  const pictures = {
    dtype: 'float32' as const,
    shape: [2, channels, golden.height, golden.width],
    data: Float64Array.from(raw, (x, at) => (x - mean[channelAt(at)]!) / deviation[channelAt(at)]!),
  };
  const one = applied(things[name]!, { ...options, probability: 1 });
  const scale = { mean, deviation };
  const result = act(pictures, [one], 1, scale);
  const worst = Array.from(result.data).reduce(
    (most, x, at) => Math.max(most, Math.abs(x * deviation[channelAt(at)]! + mean[channelAt(at)]! - y[at]!)),
    0,
  );
  // Of 255; torchvision turns hues in float32, whatever it is given.
  expect(worst).toBeLessThan(name === 'hue' ? 5e-4 : 1e-6);
  const graph = program(pictures.shape, [one], scale);
  expect(await runtimeDifference(graph, { pictures, key: keyArray(1) })).toBeLessThan(1e-5);
});
