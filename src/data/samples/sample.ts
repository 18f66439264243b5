// shared within this room
import { OptionError } from '../../util/errors.ts';
import { randomKey, uniformAt } from '../../util/random.ts';

/** A picture, red, green and blue interleaved, values 0 to 255. */
export interface SamplePicture {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** A file of a sample set: where it stands in the set's folder, and what is in it. */
export type SampleFile = { readonly path: string } & (
  | { readonly text: string; readonly picture?: undefined }
  | { readonly picture: SamplePicture; readonly text?: undefined }
);

export interface SampleOptions {
  /** Of everything random: the same seed makes the same bytes. */
  readonly seed: number;
  /** Examples to train on. */
  readonly count: number;
}

/** A made-up data set. */
export interface Sample {
  readonly name: string;
  /** One sentence for people: what is in it and what it shows. */
  readonly explanation: string;
  /** How many examples to train on, where nobody says, and the fewest that make sense. */
  readonly defaultCount: number;
  readonly leastCount: number;
  /** What to put after `hibiscus study` once it is written to `folder`. */
  readonly use: (folder: string) => string;
  /** Its files, one by one. A pure function of the options. */
  readonly make: (options: SampleOptions) => Iterable<SampleFile>;
}

/** @throws {OptionError} `count` is too small, too large or no whole number. */
export function checkCount({ name, leastCount }: Sample, count: number): void {
  if (!Number.isInteger(count) || count < leastCount || count > 1_000_000)
    throw new OptionError(
      `${name}: count must be a whole number from ${leastCount} to 1000000. Received ${count}.`,
    );
}

/** Random numbers of one place, one after another. */
export interface Draws {
  /** In [0, 1). */
  unit(): number;
  /** In [low, high). */
  between(low: number, high: number): number;
  /** Normally distributed, mean 0, standard deviation 1. */
  normal(): number;
  pick<T>(values: readonly T[]): T;
}

export function drawsOf(...key: readonly (number | string)[]): Draws {
  const from = randomKey('sample', ...key);
  let counter = 0;
  const unit = () => uniformAt(from, counter++);
  return {
    unit,
    between: (low, high) => low + (high - low) * unit(),
    // Box and Muller; 1 − u is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    pick: (values) => values[Math.floor(unit() * values.length)]!,
  };
}

/** A CSV file of numbers and words without commas. */
export function csvText(header: readonly string[], rows: readonly (readonly (number | string)[])[]): string {
  const cell = (value: number | string) => (typeof value === 'number' ? value.toFixed(5) : value);
  return `${[header.join(','), ...rows.map((row) => row.map(cell).join(','))].join('\n')}\n`;
}

/** A set of one table: a part to train on and a test part of half its size. */
export const twoTables = (
  header: readonly string[],
  { seed, count }: SampleOptions,
  row: (draws: Draws, index: number) => readonly (number | string)[],
): SampleFile[] =>
  (['train', 'test'] as const).map((part) => {
    const draws = drawsOf(seed, part);
    const size = part === 'train' ? count : Math.max(2, Math.round(count / 2));
    const rows = Array.from({ length: size }, (_, i) => row(draws, i));
    return { path: `${part}.csv`, text: csvText(header, rows) };
  });

/** How a set of two tables is studied. */
export const useTables = (folder: string): string => `${folder}/train.csv --test ${folder}/test.csv`;
