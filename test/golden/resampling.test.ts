/** Geometric augmentations against torchvision and scipy: the pictures of resampling.json, which resampling.py wrote. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { GeometricAugmentation, ImageAugmentation } from '../../src/augmentations/image/augmentation.ts';
import { resample } from '../../src/augmentations/image/resample.ts';
import { makeGraph } from '../../src/graph/graph.ts';
import type { NdArray } from '../../src/graph/types.ts';
import { constant, input } from '../../src/graph/value.ts';
import { interpret } from '../../src/runtime/reference.ts';
import { thingsOf } from '../helpers/rooms.ts';

const golden = JSON.parse(readFileSync(new URL('resampling.json', import.meta.url), 'utf8')) as {
  readonly torchvision: string;
  readonly scipy: string;
  readonly picture: { readonly shape: readonly number[]; readonly data: readonly number[] };
  readonly cases: readonly {
    readonly name: string;
    readonly draws: Readonly<Record<string, number>>;
    readonly result: readonly number[];
  }[];
};
const geometric = (await thingsOf<ImageAugmentation>('augmentations/image'))
  .map(({ thing }) => thing)
  .filter((thing): thing is GeometricAugmentation => thing.kind === 'geometric');

test('the file says what wrote it, and has a case of every geometric augmentation', () => {
  for (const version of [golden.torchvision, golden.scipy]) expect(version).toMatch(/^\d+\.\d+/);
  expect(new Set(golden.cases.map(({ name }) => name))).toEqual(new Set(geometric.map(({ name }) => name)));
});

test.each(golden.cases)('$name $draws', ({ name, draws, result }) => {
  const { shape } = golden.picture;
  const picture: NdArray = { dtype: 'float32', shape, data: Float64Array.from(golden.picture.data) };
  const [channels, height, width] = shape.slice(1) as [number, number, number];
  const drawn = Object.fromEntries(Object.entries(draws).map(([key, value]) => [key, constant([value])]));
  const map = geometric.find((one) => one.name === name)!.map(drawn, { channels, height, width });
  const x = input('x', shape);
  const { y } = interpret(makeGraph('resample', [x], { y: resample(x, map, 1) }), { x: picture });
  // torchvision solves for a perspective in float32.
  result.forEach((expected, at) => expect(y!.data[at]).toBeCloseTo(expected, 4));
});
