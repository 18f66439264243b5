import { readdirSync, readFileSync } from 'node:fs';
import type { ElementType, NdArray } from '../../src/graph/types.ts';
import { storage } from '../../src/graph/value.ts';
import * as layers from '../../src/layers/index.ts';
import type { Layer } from '../../src/layers/layer.ts';

/** A tensor as the scripts write it. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype?: 'int32';
}

/** One pass through a layer, as `case` of common.py records it. */
export interface GoldenCase {
  readonly options: Readonly<Record<string, unknown>>;
  readonly training: boolean;
  readonly x: Numbers;
  readonly parameters: Readonly<Record<string, Numbers>>;
  readonly y: Numbers;
  readonly weights: Numbers;
  readonly gradients: Readonly<Record<string, Numbers>>;
  readonly updates?: Readonly<Record<string, Numbers>>;
}

export interface GoldenFile {
  readonly name: string;
  readonly torch: string;
  readonly cases: readonly GoldenCase[];
}

const folder = new URL('../golden/layers/', import.meta.url);

/** The golden files of layers, found by looking. */
export const goldenLayers: readonly GoldenFile[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => ({
    name: file.slice(0, -'.json'.length),
    ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<GoldenFile, 'name'>),
  }));

/** The layer of a name with options from a golden file; options that are layers themselves are built first. */
export function buildLayer(name: string, options: Readonly<Record<string, unknown>>): Layer {
  const factory = (layers as unknown as Record<string, ((...options: unknown[]) => Layer) | undefined>)[name];
  if (!factory) throw new Error(`test/golden/layers/${name}.json: src/layers has no ${name}`);
  const { layers: inner, ...rest } = built(options) as { layers?: Layer[] };
  if (!inner) return factory(rest);
  // Layers made of layers take them one after another, behind their options if they have any.
  return Object.keys(rest).length > 0 ? factory(rest, ...inner) : factory(...inner);
}

function built(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(built);
  if (typeof value !== 'object' || value === null) return value;
  const { layer, options } = value as { layer?: string; options?: Record<string, unknown> };
  if (typeof layer === 'string') return buildLayer(layer, options ?? {});
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, built(inner)]));
}

/** The numbers as a tensor of the reference interpreter. */
export const array = ({ shape, data, dtype }: Numbers, type: ElementType = dtype ?? 'float32'): NdArray => ({
  dtype: type,
  shape,
  data: storage(type, data),
});
