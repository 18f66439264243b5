// shared within this room
import type { Dataset } from '../dataset.ts';
import { columnsOf, type TableColumn } from './check.ts';
import { permutation, randomKey } from '../../util/random.ts';

/** A way in which examples may come in families, and what a quick learner makes of it. */
export interface FamilyEvidence {
  readonly by: 'column' | 'name' | 'order';
  /** The column. */
  readonly name?: string;
  /** Families among the examples looked at. */
  readonly families: number;
  /** Share of examples whose nearest neighbour is of their own family, and what chance would give. */
  readonly together: number;
  readonly byChance: number;
  /** Accuracy (or R² for a number) of the nearest neighbour in other parts of a random split and of a split by family. */
  readonly random: Scored;
  readonly block: Scored;
  /** Random minus block, in pairs, with a 99% interval. */
  readonly drop: Scored;
}

export interface Scored {
  readonly mean: number;
  readonly interval: readonly [number, number];
}

export interface Relatives {
  readonly evidence: readonly FamilyEvidence[];
  /** Columns that name families: the nearest neighbour often has the same value, and that helps it. */
  readonly familyColumns: ReadonlySet<string>;
}

/** Distances times columns that are computed at most. */
const mostWork = 3e8;
const mostExamples = 2000;
/** Neighbours in the file that are taken along where not all are looked at. */
const run = 100;
const folds = 5;
/** Runs into which the order of a class is cut, for the interval. */
const runsOfClass = 20;
const leastFamilies = 10;

/** A partition of the examples, by which they may belong together. */
interface Families {
  readonly by: FamilyEvidence['by'];
  readonly name?: string;
  readonly family: Int32Array;
}

/**
 * Looks for families: columns whose values each have several rows, file names with one prefix, neighbours in the file.
 *
 * A nearest-neighbour learner is scored on a random split and on one that cuts no family. Where rows of a family are
 * alike, the random split lets it look the answer up, and only the other tells how it does on new families.
 */
export function findRelatives(data: Dataset): Relatives {
  const none: Relatives = { evidence: [], familyColumns: new Set() };
  if (data.groups || data.size < 4 * leastFamilies) return none;
  const columns = columnsOf(data).filter((column) => mayNameFamilies(column, data));
  const named = new Set(columns.map(({ name }) => name));
  const all = vectorsOf(data, named);
  if (all.width === 0) return none;
  const most = Math.floor(Math.sqrt(mostWork / all.width));
  const looked = inChunks(data, Math.min(mostExamples, most));
  const at = (family: Int32Array) => looked.map((i) => family[i]!);
  const proposed: Families[] = [
    ...columns.map((column) => ({
      by: 'column' as const,
      name: column.name,
      family: at(numbered(column.cells)),
    })),
    ...prefixFamilies(data).map((family) => ({ by: 'name' as const, family: at(family) })),
    { by: 'order', family: orderFamilies(data, looked) },
  ];
  const candidates = proposed.flatMap((families) => {
    const fold = new Set(families.family).size >= leastFamilies && dealt(data, looked, families.family);
    return fold ? [{ ...families, fold }] : [];
  });

  const order = permutation(looked.length, randomKey('audit', 'folds'));
  const random = Int32Array.from(order, (place) => place % folds);
  const foldsOf = candidates.map(({ fold }) => fold);
  const own = Int32Array.from(looked, (_, k) => k);
  const [nearest, nearestRandom, ...nearestBlock] = nearestOutside(all, looked, [own, random, ...foldsOf]);
  const randomScores = scoresOf(data, looked, nearestRandom!);
  const evidence = candidates.map(({ by, name, family }, k) => {
    const blockScores = scoresOf(data, looked, nearestBlock[k]!);
    return {
      by,
      ...(name !== undefined && { name }),
      families: new Set(family).size,
      together: shareOf(family, (f, i) => family[nearest![i]!] === f),
      byChance: chanceOf(family),
      random: scored(randomScores, family),
      block: scored(blockScores, family),
      drop: scored(
        randomScores.map((score, i) => score - blockScores[i]!),
        family,
        2.576,
      ),
    };
  });
  return {
    evidence,
    familyColumns: new Set(
      evidence.flatMap(({ by, name, together, byChance, drop }) =>
        by === 'column' && together >= 0.25 && together >= 5 * byChance && drop.interval[0] > 0
          ? [name!]
          : [],
      ),
    ),
  };
}

/** Whether each value of a column has several rows, many values do, and numbers stand together in the file. */
function mayNameFamilies({ kind, cells }: TableColumn, { size, target }: Dataset): boolean {
  const distinct = new Set<string | number>(cells).size;
  const classes = target.kind === 'classes' ? target.classes.length : 0;
  if (distinct < Math.max(leastFamilies, 2 * classes) || distinct > size / 2) return false;
  if (kind === 'category') return true;
  if (!cells.every(Number.isInteger)) return false;
  let runs = 1;
  for (let i = 1; i < size; i++) if (cells[i] !== cells[i - 1]) runs++;
  return runs === distinct;
}

/** Equal values as equal small numbers. */
function numbered(cells: ArrayLike<string | number>): Int32Array {
  const numbers = new Map<string | number, number>();
  return Int32Array.from({ length: cells.length }, (_, i) => {
    const cell = cells[i]!;
    if (!numbers.has(cell)) numbers.set(cell, numbers.size);
    return numbers.get(cell)!;
  });
}

/** File names up to their last underscore, as `--group prefix` takes them: "plant12_003.jpg" is of "plant12". */
function prefixFamilies({ origins, features }: Dataset): Int32Array[] {
  if (!origins || features.kind !== 'image') return [];
  const names = origins.map((origin) => origin.replace(/^.*[\\/]/, '').replace(/\.\w+$/, ''));
  if (!names.every((name) => name.includes('_'))) return [];
  const prefixes = names.map((name) => name.slice(0, name.lastIndexOf('_')));
  const family = numbered(prefixes);
  return new Set(family).size <= origins.length / 2 ? [family] : [];
}

/** Runs of neighbours in the file, within each class, since a file may be sorted by class. */
function orderFamilies({ target }: Dataset, looked: Int32Array): Int32Array {
  const labels = looked.map((i) => (target.kind === 'classes' ? target.labels[i]! : 0));
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const seen = new Map<number, number>();
  return labels.map((label) => {
    const place = seen.get(label) ?? 0;
    seen.set(label, place + 1);
    return label * runsOfClass + Math.floor((place * runsOfClass) / sizes.get(label)!);
  });
}

/**
 * A fold for each family, so that every class stands in several: the families of a class, in the order of their first
 * example, are dealt out in fifths, which keeps neighbours together. Undefined where a class has too few families.
 */
function dealt({ target }: Dataset, looked: Int32Array, family: Int32Array): Int32Array | undefined {
  const byClass = new Map<number, Set<number>>();
  looked.forEach((i, k) => {
    const label = target.kind === 'classes' ? target.labels[i]! : 0;
    if (!byClass.has(label)) byClass.set(label, new Set());
    byClass.get(label)!.add(family[k]!);
  });
  const foldOf = new Map<number, number>();
  for (const members of byClass.values()) {
    if (members.size < folds) return undefined;
    [...members].forEach((f, place) => {
      if (!foldOf.has(f)) foldOf.set(f, Math.floor((place * folds) / members.size));
    });
  }
  return family.map((f) => foldOf.get(f)!);
}

/** All examples, or runs of neighbours, so that families stay whole. */
function inChunks({ size }: Dataset, most: number): Int32Array {
  if (size <= most) return Int32Array.from({ length: size }, (_, i) => i);
  const runs = permutation(Math.floor(size / run), randomKey('audit', 'chunks')).subarray(
    0,
    Math.floor(most / run),
  );
  return Int32Array.from(
    Array.from(runs, (r) => Array.from({ length: run }, (_, k) => r * run + k)).flat(),
  ).sort();
}

interface Vectors {
  readonly width: number;
  at(i: number): Float32Array;
}

/** Examples as short vectors: standardised columns and marks of categories, small pictures, counts of tokens. */
/** How often each word occurs, words that fall together counted as one. */
function wordCounts(wordsAt: (i: number) => Int32Array): Vectors {
  const width = 128;
  return {
    width,
    at: (i) => {
      const counts = new Float32Array(width);
      for (const word of wordsAt(i)) counts[word % width]!++;
      return counts;
    },
  };
}

function vectorsOf(data: Dataset, without: ReadonlySet<string>): Vectors {
  const { features } = data;
  if (features.kind === 'image') {
    const { pixels, channels, height, width } = features;
    const side = Math.min(8, height, width);
    return {
      width: side * side * channels,
      at: (i) => {
        const small = new Float32Array(side * side * channels);
        for (let c = 0; c < channels; c++)
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++)
              small[(c * side + Math.floor((y * side) / height)) * side + Math.floor((x * side) / width)]! +=
                pixels[((i * channels + c) * height + y) * width + x]!;
        return small;
      },
    };
  }
  if (features.kind === 'tokens') {
    const { ids, length } = features;
    return wordCounts((i) => ids.subarray(i * length, (i + 1) * length).filter((id) => id !== 0));
  }
  if (features.kind === 'text') {
    const { tokens, offsets } = features;
    return wordCounts((i) => tokens.subarray(offsets[i], offsets[i + 1]));
  }
  const columns = columnsOf(data).filter(({ name }) => !without.has(name));
  const parts = columns.map((column) => {
    if (column.kind === 'category') {
      const codes = numbered(column.cells);
      const values = Math.max(...codes) + 1;
      // Two categories that differ are as far apart as two numbers by one standard deviation.
      return values > 30
        ? undefined
        : { width: values, put: (v: Float32Array, o: number, i: number) => (v[o + codes[i]!] = 0.7) };
    }
    const present = column.cells.filter((x) => !Number.isNaN(x));
    const mean = present.reduce((sum, x) => sum + x, 0) / present.length;
    const deviation = Math.sqrt(present.reduce((sum, x) => sum + (x - mean) ** 2, 0) / present.length);
    if (!(deviation > 0)) return undefined;
    return {
      width: 1,
      put: (v: Float32Array, o: number, i: number) => {
        const x = column.cells[i]!;
        v[o] = Number.isNaN(x) ? 0 : (x - mean) / deviation;
      },
    };
  });
  const kept = parts.filter((part) => part !== undefined);
  const width = kept.reduce((sum, part) => sum + part.width, 0);
  return {
    width,
    at: (i) => {
      const vector = new Float32Array(width);
      let offset = 0;
      for (const part of kept) {
        part.put(vector, offset, i);
        offset += part.width;
      }
      return vector;
    },
  };
}

/** For each partition and each example its nearest neighbour in another part; -1 where there is none. */
function nearestOutside(
  vectors: Vectors,
  looked: Int32Array,
  partitions: readonly Int32Array[],
): Int32Array[] {
  const { width } = vectors;
  const n = looked.length;
  const flat = new Float32Array(n * width);
  looked.forEach((i, k) => flat.set(vectors.at(i), k * width));
  const nearest = partitions.map(() => new Int32Array(n).fill(-1));
  const least = partitions.map(() => new Float64Array(n).fill(Infinity));
  for (let a = 0; a < n; a++)
    for (let b = a + 1; b < n; b++) {
      let distance = 0;
      for (let k = 0; k < width; k++) {
        const difference = flat[a * width + k]! - flat[b * width + k]!;
        distance += difference * difference;
      }
      for (let p = 0; p < partitions.length; p++) {
        if (partitions[p]![a] === partitions[p]![b]) continue;
        if (distance < least[p]![a]!) [least[p]![a], nearest[p]![a]] = [distance, b];
        if (distance < least[p]![b]!) [least[p]![b], nearest[p]![b]] = [distance, a];
      }
    }
  return nearest;
}

/** 1 where the neighbour has the right class, else 0; for numbers 1 − (error / standard deviation)², at least −1. */
function scoresOf({ target }: Dataset, looked: Int32Array, nearest: Int32Array): Float64Array {
  if (target.kind === 'classes')
    return Float64Array.from(nearest, (near, k) =>
      Number(near >= 0 && target.labels[looked[near]!] === target.labels[looked[k]!]),
    );
  const values = looked.length === 0 ? [] : Array.from(looked, (i) => target.values[i]!);
  const mean = values.reduce((sum, y) => sum + y, 0) / values.length;
  const variance = values.reduce((sum, y) => sum + (y - mean) ** 2, 0) / values.length;
  return Float64Array.from(nearest, (near, k) =>
    Math.max(-1, 1 - ((near < 0 ? mean : values[near]!) - values[k]!) ** 2 / (variance || 1)),
  );
}

/** Mean with an interval (95%, by `z`) that takes examples of one family as one observation. */
function scored(scores: Float64Array, family: Int32Array, z = 1.96): Scored {
  const mean = scores.reduce((sum, x) => sum + x, 0) / scores.length;
  const sums = new Map<number, number>();
  scores.forEach((x, i) => sums.set(family[i]!, (sums.get(family[i]!) ?? 0) + x - mean));
  const squares = [...sums.values()].reduce((sum, x) => sum + x * x, 0);
  const margin = (z * Math.sqrt((squares * sums.size) / (sums.size - 1))) / scores.length;
  return { mean, interval: [mean - margin, mean + margin] };
}

const shareOf = (values: Int32Array, holds: (value: number, i: number) => boolean): number =>
  values.reduce((sum, value, i) => sum + Number(holds(value, i)), 0) / values.length;

/** Chance that two examples are of one family. */
function chanceOf(family: Int32Array): number {
  const counts = new Map<number, number>();
  for (const f of family) counts.set(f, (counts.get(f) ?? 0) + 1);
  return (
    [...counts.values()].reduce((sum, c) => sum + c * (c - 1), 0) / (family.length * (family.length - 1))
  );
}
