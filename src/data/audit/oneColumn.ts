// shared within this room
import type { Target } from '../dataset.ts';
import type { TableColumn } from './check.ts';
import { randomKey, uniformAt } from '../../util/random.ts';

/**
 * How well one column alone predicts the target, from 0 (no better than a guess) to 1: the share of a guess's errors
 * that it takes away, or R².
 *
 * Classes: the better of a lookup of values (each row by the others) and, for numbers, a tree of few leaves, grown on
 * one half of the rows and scored on the other, both ways. Numbers: each row by the others with its value, or by the
 * neighbours on both sides of it.
 */
export function skillOf(column: TableColumn, target: Target, rows: Int32Array): number {
  if (target.kind === 'number')
    return numberSkill(
      column,
      Float64Array.from(rows, (i) => target.values[i]!),
      rows,
    );
  const labels = rows.map((i) => target.labels[i]!);
  const cells = Array.from(rows, (i) => column.cells[i]!);
  const lookup = lookupSkill(cells, labels, target.classes.length);
  if (column.kind === 'category') return lookup;
  return Math.max(lookup, treeSkill(cells as number[], labels, target.classes.length));
}

/** Whether each value of a column goes with one label and each label with one value. */
export function isRenamed(column: TableColumn, target: Target): boolean {
  const answers = target.kind === 'classes' ? target.labels : target.values;
  const [there, back] = [new Map<string | number, number>(), new Map<number, string | number>()];
  for (let i = 0; i < answers.length; i++) {
    const [cell, answer] = [column.cells[i]!, answers[i]!];
    if (!there.has(cell)) there.set(cell, answer);
    if (!back.has(answer)) back.set(answer, cell);
    if (there.get(cell) !== answer || !Object.is(back.get(answer), cell)) return false;
  }
  // Where every answer is different, so is every identifier.
  return there.size > 1 && there.size <= answers.length / 2;
}

const skill = (wrong: number, labels: Int32Array, classes: number): number => {
  const counts = countsOf(labels, classes);
  const guessed = labels.length - Math.max(...counts);
  return guessed === 0 ? 0 : 1 - wrong / guessed;
};

const countsOf = (labels: ArrayLike<number>, classes: number): Int32Array => {
  const counts = new Int32Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++;
  return counts;
};

function lookupSkill(cells: readonly (string | number)[], labels: Int32Array, classes: number): number {
  const tables = new Map<string | number, Int32Array>();
  cells.forEach((cell, i) => {
    if (!tables.has(cell)) tables.set(cell, new Int32Array(classes));
    tables.get(cell)![labels[i]!]!++;
  });
  const all = countsOf(labels, classes);
  let wrong = 0;
  cells.forEach((cell, i) => {
    const [table, own] = [tables.get(cell)!, labels[i]!];
    // Without the row itself; where nothing is left, the commonest class of the others.
    table[own]!--;
    all[own]!--;
    const known = table.some((n) => n > 0) ? table : all;
    if (known.indexOf(Math.max(...known)) !== own) wrong++;
    table[own]!++;
    all[own]!++;
  });
  return skill(wrong, labels, classes);
}

function treeSkill(cells: readonly number[], labels: Int32Array, classes: number): number {
  const half = randomKey('audit', 'halves');
  const sides = cells.map((_, i) => uniformAt(half, i) < 0.5);
  const leaves = Math.min(32, 2 * classes + 2);
  let wrong = 0;
  for (const side of [true, false]) {
    const of = (wanted: boolean) =>
      cells.flatMap((x, i) => (sides[i] === wanted && !Number.isNaN(x) ? [i] : []));
    const grown = of(side).sort((a, b) => cells[a]! - cells[b]!);
    if (grown.length === 0) return 0;
    const tree = growLeaves(
      grown.map((i) => cells[i]!),
      grown.map((i) => labels[i]!),
      classes,
      leaves,
    );
    const commonest = majority(countsOf(labels, classes));
    cells.forEach((x, i) => {
      if (sides[i] === side) return;
      const label = Number.isNaN(x) ? commonest : tree.find(({ to }) => x <= to)!.label;
      if (label !== labels[i]) wrong++;
    });
  }
  return skill(wrong, labels, classes);
}

const majority = (counts: Int32Array): number => counts.indexOf(Math.max(...counts));

/** A tree on one sorted column as a list of leaves from left to right, grown where Gini impurity falls most. */
function growLeaves(
  values: readonly number[],
  labels: readonly number[],
  classes: number,
  most: number,
): { to: number; label: number }[] {
  const leaves = [
    { from: 0, to: values.length, split: bestSplit(values, labels, classes, 0, values.length) },
  ];
  while (leaves.length < most) {
    const gains = leaves.map(({ split }) => split?.gain ?? 0);
    const next = gains.indexOf(Math.max(...gains));
    const { from, to, split } = leaves[next]!;
    if (!split || split.gain <= 1e-9) break;
    leaves.splice(
      next,
      1,
      { from, to: split.at, split: bestSplit(values, labels, classes, from, split.at) },
      { from: split.at, to, split: bestSplit(values, labels, classes, split.at, to) },
    );
  }
  return leaves.map(({ from, to }, k) => ({
    to: k === leaves.length - 1 ? Infinity : (values[to - 1]! + values[to]!) / 2,
    label: majority(countsOf(labels.slice(from, to), classes)),
  }));
}

function bestSplit(
  values: readonly number[],
  labels: readonly number[],
  classes: number,
  from: number,
  to: number,
): { at: number; gain: number } | undefined {
  const left = new Int32Array(classes);
  const right = countsOf(labels.slice(from, to), classes);
  let [squaresLeft, squaresRight] = [0, right.reduce((sum, n) => sum + n * n, 0)];
  const whole = squaresRight / (to - from);
  let best: { at: number; gain: number } | undefined;
  for (let i = from; i < to - 1; i++) {
    const c = labels[i]!;
    squaresLeft += 2 * left[c]!++ + 1;
    squaresRight -= 2 * right[c]!-- - 1;
    if (values[i] === values[i + 1]) continue;
    const gain = squaresLeft / (i + 1 - from) + squaresRight / (to - i - 1) - whole;
    if (!best || gain > best.gain) best = { at: i + 1, gain };
  }
  return best;
}

function numberSkill(column: TableColumn, answers: Float64Array, rows: Int32Array): number {
  const n = rows.length;
  const sums = new Map<string | number, { sum: number; count: number }>();
  const cells = Array.from(rows, (i) => column.cells[i]!);
  cells.forEach((cell, k) => {
    const entry = sums.get(cell) ?? { sum: 0, count: 0 };
    sums.set(cell, { sum: entry.sum + answers[k]!, count: entry.count + 1 });
  });
  const mean = answers.reduce((sum, y) => sum + y, 0) / n;
  const neighbours = new Map<string | number, number>();
  if (column.kind === 'number') {
    const sorted = [...sums.keys()].filter((x) => !Number.isNaN(x)).sort((a, b) => Number(a) - Number(b));
    const at = (k: number) => sums.get(sorted[k]!)!;
    sorted.forEach((x, k) => {
      const [before, after] = [k > 0 ? k - 1 : k + 1, k < sorted.length - 1 ? k + 1 : k - 1];
      if (sorted.length < 2) return;
      const [a, b] = [at(before), at(after)];
      const [xa, xb] = [Number(sorted[before]), Number(sorted[after])];
      const share = xb === xa ? 0 : (Number(x) - xa) / (xb - xa);
      neighbours.set(x, (1 - share) * (a.sum / a.count) + (share * b.sum) / b.count);
    });
  }
  let [errors, spread] = [0, 0];
  cells.forEach((cell, k) => {
    const { sum, count } = sums.get(cell)!;
    const y = answers[k]!;
    const predicted = count > 1 ? (sum - y) / (count - 1) : (neighbours.get(cell) ?? mean);
    errors += (y - predicted) ** 2;
    spread += (y - mean) ** 2;
  });
  return spread === 0 ? 0 : Math.max(0, 1 - errors / spread);
}
