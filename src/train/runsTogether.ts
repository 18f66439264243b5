import type { Scan } from '../graph/scan.ts';
import type { Tensor, Tensors } from '../runtime/runtime.ts';
import { elementCount } from '../util/shape.ts';

// How the feeds and results of several runs of one training program become those of the batched one, and back.

/** The feeds of a batched training program, made of those of each run. All hold the same number of steps. */
export function stackedFeeds(
  { carried, perStep, shared }: Scan,
  runs: readonly Tensors[],
  examples: Examples,
): Record<string, Tensor> {
  const { tensors, starts } = examples.of(runs.map((feeds) => shared.map((name) => feeds[name]!)));
  const feeds: Record<string, Tensor> = Object.fromEntries(shared.map((name, i) => [name, tensors[i]!]));
  for (const name of Object.keys(carried)) feeds[name] = stacked(runs.map((run) => run[name]!));
  for (const name of perStep) {
    const parts = runs.map((run) => run[name]!);
    const [steps, ...shape] = parts[0]!.shape as [number, ...number[]];
    const width = elementCount(shape);
    const data = blank(parts[0]!, runs.length * steps * width);
    for (let step = 0; step < steps; step++)
      parts.forEach((part, k) => {
        const start = name === 'indices' ? starts[k]! : 0;
        const to = (step * runs.length + k) * width;
        for (let i = 0; i < width; i++) data[to + i] = part.data[step * width + i]! + start;
      });
    feeds[name] = { ...parts[0]!, shape: [steps, runs.length, ...shape], data } as Tensor;
  }
  return feeds;
}

/** The results of run k of `count` in those of the batched program: carried ones as they lie inside, and collected ones. */
export function resultsOf({ carried, collected }: Scan, results: Tensors, k: number, count: number): Tensors {
  const mine: Record<string, Tensor> = {};
  for (const name of Object.values(carried)) {
    const { shape, data } = results[name]!;
    const width = data.length / count;
    mine[name] = {
      ...results[name]!,
      shape: shape.slice(1),
      data: data.slice(k * width, (k + 1) * width),
    } as Tensor;
  }
  for (const name of collected) {
    const { shape, data } = results[name]!;
    const [steps, , ...rest] = shape as [number, number, ...number[]];
    const width = elementCount(rest);
    const part = blank(results[name]!, steps * width);
    for (let i = 0; i < part.length; i++)
      part[i] = data[(Math.floor(i / width) * count + k) * width + (i % width)]!;
    mine[name] = { ...results[name]!, shape: [steps, ...rest], data: part } as Tensor;
  }
  return mine;
}

/** Steps `from` to `to` of what is fed per step; all else as it is. */
export function stepsOf(
  { perStep }: Scan,
  feeds: Tensors,
  from: number,
  to?: number,
): Record<string, Tensor> {
  const part: Record<string, Tensor> = { ...feeds };
  for (const name of perStep) {
    const { shape, data } = feeds[name]!;
    const steps = shape[0]!;
    const width = data.length / steps;
    const end = to ?? steps;
    const cut = data.subarray(from * width, end * width);
    part[name] = { ...feeds[name]!, shape: [end - from, ...shape.slice(1)], data: cut } as Tensor;
  }
  return part;
}

/** The pieces of a collected output, end to end. */
export const endToEnd = (pieces: readonly Tensor[]): Tensor =>
  pieces.length === 1
    ? pieces[0]!
    : ({ ...concatenated(pieces), shape: [rowsOf(pieces), ...pieces[0]!.shape.slice(1)] } as Tensor);

/** The examples of several runs, and where in them those of each run begin. */
export interface Examples {
  of(runs: readonly (readonly Tensor[])[]): {
    readonly tensors: readonly Tensor[];
    readonly starts: readonly number[];
  };
}

/** Lays the examples of runs end to end, once; runs with equal examples share them. */
export function examplesEndToEnd(): Examples {
  let known: readonly (readonly Tensor[])[] = [];
  let laid: ReturnType<Examples['of']> = { tensors: [], starts: [] };
  const isKnown = (runs: typeof known) =>
    runs.length === known.length &&
    runs.every((run, k) => run.every(({ data }, i) => data === known[k]![i]!.data));
  return {
    of(runs) {
      if (isKnown(runs)) return laid;
      const distinct: (readonly Tensor[])[] = [];
      const places = runs.map((run) => {
        const found = distinct.findIndex((other) => run.every((tensor, i) => isEqual(tensor, other[i]!)));
        return found >= 0 ? found : distinct.push(run) - 1;
      });
      const starts: number[] = [];
      let rows = 0;
      for (const [first] of distinct) {
        starts.push(rows);
        rows += first!.shape[0]!;
      }
      known = runs;
      laid = {
        tensors: runs[0]!.map((_, i) => endToEnd(distinct.map((run) => run[i]!))),
        starts: places.map((place) => starts[place]!),
      };
      return laid;
    },
  };
}

const isEqual = (a: Tensor, b: Tensor): boolean =>
  a.data === b.data ||
  (a.data.length === b.data.length && a.data.every((x: number, i: number) => x === b.data[i]));

const rowsOf = (tensors: readonly Tensor[]): number => tensors.reduce((sum, { shape }) => sum + shape[0]!, 0);

const stacked = (tensors: readonly Tensor[]): Tensor =>
  ({ ...concatenated(tensors), shape: [tensors.length, ...tensors[0]!.shape] }) as Tensor;

/** An array of the type of a tensor's elements. */
const blank = ({ data }: Tensor, length: number): Tensor['data'] =>
  new (data.constructor as new (length: number) => Tensor['data'])(length);

function concatenated(tensors: readonly Tensor[]): Tensor {
  const data = blank(
    tensors[0]!,
    tensors.reduce((sum, part) => sum + part.data.length, 0),
  );
  let end = 0;
  for (const part of tensors) {
    data.set(part.data, end);
    end += part.data.length;
  }
  return { ...tensors[0]!, data } as Tensor;
}
