// Data sets of which it is known what is wrong with them, made anew for each seed.
import { fromArrays } from '../src/data/arrays.ts';
import { joinDatasets, subset, type Dataset } from '../src/data/dataset.ts';
import { recipe, type Recipe } from '../src/recipe/schema.ts';
import { permutation, randomKey, uniformAt } from '../src/util/random.ts';

export type Verdict = 'overfits' | 'fits' | 'underfits' | 'noise' | 'leak' | 'shift';

/** One planted case: what a diagnosis is given, and what it must say. */
export interface PlantedCase {
  readonly data: Dataset;
  /** A test part, whose inputs the audit compares with the data. */
  readonly test?: Dataset;
  readonly baseline?: Recipe;
  readonly truth: Verdict;
}

/** Draws of one case. */
class Draws {
  private at = 0;
  constructor(private readonly key: number) {}
  uniform(): number {
    return uniformAt(this.key, this.at++);
  }
  below(n: number): number {
    return Math.floor(n * this.uniform());
  }
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

type Labels = readonly number[];

/** What a kind of data must be able to do for the cases. */
interface Kind {
  /** Examples whose class is plain: a network generalises. */
  clean(draws: Draws, labels: Labels): Inputs;
  /** Examples of which a few tell the rule badly: much noise beside it. */
  hard(draws: Draws, labels: Labels): Inputs;
  /** Examples that know their group and nothing of a class. */
  grouped(draws: Draws, groups: readonly number[]): Inputs;
  /** A network that cannot learn `clean`: too small or too slow. */
  readonly weak: Recipe;
  /** How many examples `clean` and `hard` need. */
  readonly sizes: { readonly clean: number; readonly hard: number };
}

type Inputs =
  | { readonly rows: readonly (readonly number[])[] }
  | { readonly images: number[]; readonly height: number; readonly width: number }
  | { readonly texts: readonly string[] };

const side = 10;

/** A grey bar, upright or lying, on grain; `contrast` from 0 (none) to 1. */
function picture(draws: Draws, label: number, contrast: number, base: readonly number[] = []): number[] {
  const place = draws.below(side);
  return Array.from({ length: side * side }, (_, i) => {
    const onBar = (label ? i % side : Math.floor(i / side)) === place;
    const value = (base[i] ?? 60) + (onBar ? 150 * contrast : 0) + 30 * draws.normal();
    return Math.round(Math.max(0, Math.min(255, value)));
  });
}

const words = [
  'garden',
  'river',
  'window',
  'paper',
  'engine',
  'morning',
  'letter',
  'bridge',
  'market',
  'winter',
].flatMap((word) => ['red', 'old', 'far', 'new', 'tall', 'calm'].map((other) => `${other}${word}`));
const telling = [
  ['dreadful', 'broken', 'wasted'],
  ['splendid', 'bright', 'kind'],
] as const;

/** Words at random with `marks` of the class's own, each of the other class with the chance `wrong`. */
function sentence(draws: Draws, label: number, marks: number, wrong: number, own = words): string {
  const chosen = Array.from({ length: 8 }, () => draws.pick(own));
  for (let k = 0; k < marks; k++)
    chosen.splice(
      draws.below(chosen.length + 1),
      0,
      draws.pick(telling[draws.uniform() < wrong ? 1 - label : label]!),
    );
  return chosen.join(' ');
}

const still = { name: 'adam', learningRate: 1e-5 } as const;

export const kinds: Readonly<Record<'table' | 'image' | 'text', Kind>> = {
  table: {
    sizes: { clean: 360, hard: 120 },
    // Their sum tells the class, with room between; none of the three does alone.
    clean: (draws, labels) => ({
      rows: labels.map((label) => {
        const row = [draws.normal(), draws.normal(), draws.normal()];
        const sum = row.reduce((a, b) => a + b);
        const shift = ((label ? 1 : -1) * (1.5 + Math.abs(sum)) - sum) / 3;
        return row.map((value) => value + shift);
      }),
    }),
    hard: (draws, labels) => ({
      rows: labels.map((label) => [
        (label ? 0.7 : -0.7) + draws.normal(),
        ...Array.from({ length: 24 }, () => draws.normal()),
      ]),
    }),
    grouped: (draws, groups) => {
      const centres = new Map(
        groups.map((group) => [group, Array.from({ length: 6 }, () => 3 * draws.normal())]),
      );
      return {
        rows: groups.map((group) => centres.get(group)!.map((centre) => centre + 0.3 * draws.normal())),
      };
    },
    weak: recipe({ architecture: { name: 'mlp', size: 8 }, optimizer: still, epochs: 10 }),
  },
  image: {
    sizes: { clean: 300, hard: 100 },
    clean: (draws, labels) => pictures(labels.map((label) => picture(draws, label, 1))),
    hard: (draws, labels) => pictures(labels.map((label) => picture(draws, label, 0.55))),
    grouped: (draws, groups) => {
      const scenes = new Map(
        groups.map((group) => [group, Array.from({ length: side * side }, () => 40 + 160 * draws.uniform())]),
      );
      return pictures(groups.map((group) => picture(draws, 0, 0, scenes.get(group)!)));
    },
    weak: recipe({ architecture: { name: 'convnet', size: 2 }, optimizer: still, epochs: 10 }),
  },
  text: {
    sizes: { clean: 300, hard: 120 },
    clean: (draws, labels) => ({ texts: labels.map((label) => sentence(draws, label, 2, 0)) }),
    hard: (draws, labels) => ({ texts: labels.map((label) => sentence(draws, label, 2, 0.25)) }),
    grouped: (draws, groups) => {
      const habits = new Map(
        groups.map((group) => [group, Array.from({ length: 5 }, () => draws.pick(words))]),
      );
      return { texts: groups.map((group) => sentence(draws, 0, 0, 0, habits.get(group)!)) };
    },
    weak: recipe({ architecture: { name: 'bagOfEmbeddings', size: 2 }, optimizer: still, epochs: 10 }),
  },
};

const pictures = (all: readonly (readonly number[])[]): Inputs => ({
  images: all.flat(),
  height: side,
  width: side,
});

/** Labels 0 and 1 of `n` examples, as many of each but for chance. */
const labelsOf = (draws: Draws, n: number): number[] => Array.from({ length: n }, () => draws.below(2));

function dataOf(inputs: Inputs, labels: Labels, groups?: readonly number[]): Dataset {
  const answers = { labels: [...labels], ...(groups && { groups: groups.map(String) }) };
  if (!('rows' in inputs)) return fromArrays({ ...inputs, ...answers });
  return fromArrays({ rows: inputs.rows, columns: inputs.rows[0]!.map((_, j) => `x${j}`), ...answers });
}

/** What can be planted, and whether it can be in such data. */
export const planted: Readonly<Record<string, (kind: Kind, draws: Draws) => PlantedCase | undefined>> = {
  clean(kind, draws) {
    const labels = labelsOf(draws, kind.sizes.clean);
    return { data: dataOf(kind.clean(draws, labels), labels), truth: 'fits' };
  },
  overfit(kind, draws) {
    const labels = labelsOf(draws, kind.sizes.hard);
    return { data: dataOf(kind.hard(draws, labels), labels), truth: 'overfits' };
  },
  underfit(kind, draws) {
    const labels = labelsOf(draws, kind.sizes.clean);
    return { data: dataOf(kind.clean(draws, labels), labels), baseline: kind.weak, truth: 'underfits' };
  },
  randomLabels(kind, draws) {
    const shown = labelsOf(draws, 200);
    return { data: dataOf(kind.clean(draws, shown), labelsOf(draws, 200)), truth: 'noise' };
  },
  // What is wrong is learned by heart: a gap that remedies can narrow.
  flippedLabels(kind, draws) {
    const labels = labelsOf(draws, kind.sizes.clean);
    const inputs = kind.clean(draws, labels);
    const order = permutation(labels.length, randomKey(draws.below(2 ** 31), 'flips'));
    const flipped = new Set(order.slice(0, Math.round(0.2 * labels.length)));
    return {
      data: dataOf(
        inputs,
        labels.map((label, i) => (flipped.has(i) ? 1 - label : label)),
      ),
      truth: 'overfits',
    };
  },
  copiedTarget(kind, draws) {
    const labels = labelsOf(draws, kind.sizes.hard);
    const inputs = kind.hard(draws, labels);
    if (!('rows' in inputs)) return undefined;
    const place = draws.below(20);
    const scale = draws.pick([1, -1, 7]);
    return {
      data: dataOf(
        { rows: inputs.rows.map((row, i) => row.toSpliced(place, 0, scale * labels[i]!)) },
        labels,
      ),
      truth: 'leak',
    };
  },
  repeatedAcross(kind, draws) {
    const labels = labelsOf(draws, kind.sizes.hard);
    const inputs = kind.hard(draws, labels);
    const data = dataOf(inputs, labels);
    const own = labelsOf(draws, 40);
    const fresh = dataOf(kind.hard(draws, own), own);
    // Every other test example stands in training too.
    const test = mixed(fresh, data, draws);
    return { data, test, truth: 'leak' };
  },
  groupShift(kind, draws) {
    // Twenty groups of nine, each of one class: what tells the groups apart tells the class of the known ones alone.
    const groups = Array.from({ length: 180 }, (_, i) => i % 20);
    const classes = permutation(20, randomKey(draws.below(2 ** 31), 'classes'));
    const labels = groups.map((group) => classes[group]! % 2);
    return { data: dataOf(kind.grouped(draws, groups), labels, groups), truth: 'shift' };
  },
};

/** The examples of `own`, every other one replaced by one of `other`. */
function mixed(own: Dataset, other: Dataset, draws: Draws): Dataset {
  const joined = joinDatasets(own, other);
  return subset(
    joined,
    Int32Array.from({ length: own.size }, (_, i) => (i % 2 ? i : own.size + draws.below(other.size))),
  );
}

export const draws = (...parts: readonly (string | number)[]): Draws =>
  new Draws(randomKey('planted', ...parts));
