import type { Dataset } from './dataset.ts';
import { twinsOf } from './twins.ts';
import { DisjointSets } from '../util/disjointSets.ts';
import { DataError, OptionError } from '../util/errors.ts';
import { permutation, randomKey, uniformAt } from '../util/random.ts';

/** One fold of a cross-validation: what trains and what is held out, as sorted indices. */
export interface Fold {
  readonly train: Int32Array;
  readonly held: Int32Array;
}

/** A fold of a repeated cross-validation, with its place in it (both from 0). */
export interface RepeatedFold extends Fold {
  readonly repeat: number;
  readonly fold: number;
}

/**
 * Splits a dataset into named parts, stratified by class (a number to predict: by quantile bins).
 *
 * Examples of one group, and duplicates (exact or near, see `twinsOf`), never stand in two parts. A class with at least as many independent
 * examples as there are parts has one in every part; without groups and duplicates its share of a part is within one
 * example of the exact proportion, unless that rule moves it further. The result is a pure function of (data, parts, seed).
 *
 * @param options.parts Fraction of the examples in each part, each in (0, 1], summing to 1.
 * @param options.seed Integer.
 * @returns The sorted indices of each part, under the names of `parts`.
 * @throws {OptionError} Fractions outside (0, 1] or not summing to 1.
 * @throws {DataError} Fewer independent groups of examples than parts: a part would be empty.
 * @example splitDataset(data, { parts: { train: 0.8, validation: 0.2 }, seed: 1 }).train
 */
export function splitDataset<Name extends string>(
  dataset: Dataset,
  options: { readonly parts: Readonly<Record<Name, number>>; readonly seed: number },
): Record<Name, Int32Array> {
  const names = Object.keys(options.parts) as Name[];
  const fractions = names.map((name) => options.parts[name]);
  checkFractions(options.parts);
  const units = independentUnits(dataset, fractions);
  requireUnits(units.length, names.length, 'parts');
  const members = assign(units, fractions, randomKey(options.seed, 'split'));
  return Object.fromEntries(names.map((name, k) => [name, members[k]!])) as Record<Name, Int32Array>;
}

/**
 * Stratified, group-aware k-fold cross-validation: every example is held out exactly once.
 *
 * @param options.folds Number of folds, an integer of at least 2.
 * @param options.seed Integer.
 * @throws {OptionError} `folds` is not an integer of at least 2.
 * @throws {DataError} Fewer independent groups of examples than folds.
 * @example for (const { train, held } of kFolds(data, { folds: 5, seed: 1 })) fit(subset(data, train));
 */
export function kFolds(dataset: Dataset, options: { readonly folds: number; readonly seed: number }): Fold[] {
  return repeatedFolds(dataset, { ...options, repeats: 1 }).map(({ train, held }) => ({ train, held }));
}

/**
 * k-fold cross-validation several times over, each time with other folds. The first repeat is `kFolds` of the same seed.
 *
 * @param options.folds Number of folds, an integer of at least 2.
 * @param options.repeats Number of repeats, an integer of at least 1.
 * @param options.seed Integer.
 * @throws {OptionError} `folds` or `repeats` out of range.
 * @throws {DataError} Fewer independent groups of examples than folds.
 * @example repeatedFolds(data, { folds: 5, repeats: 3, seed: 1 }).length // 15
 */
export function repeatedFolds(
  dataset: Dataset,
  options: { readonly folds: number; readonly repeats: number; readonly seed: number },
): RepeatedFold[] {
  const { folds, repeats, seed } = options;
  requireInteger('folds', folds, 2);
  requireInteger('repeats', repeats, 1);
  const fractions = new Array<number>(folds).fill(1 / folds);
  const units = independentUnits(dataset, fractions);
  requireUnits(units.length, folds, 'folds');
  return Array.from({ length: repeats }, (_, repeat) => {
    const held = assign(units, fractions, randomKey(seed, 'folds', repeat));
    return held.map((indices, fold) => ({
      repeat,
      fold,
      train: complement(indices, dataset.size),
      held: indices,
    }));
  }).flat();
}

/**
 * A random sample that keeps the class proportions (a number to predict: its quantiles). It never splits anything, so
 * groups may be sampled in part. Every class keeps one example at least where `size` allows.
 *
 * @param options.size Number of examples, an integer of at least 1; all of them where the dataset has fewer.
 * @param options.seed Integer.
 * @returns Sorted indices.
 * @throws {OptionError} `size` is not an integer of at least 1.
 * @example subset(mnist, stratifiedSample(mnist, { size: 300, seed: 1 }))
 */
export function stratifiedSample(
  dataset: Dataset,
  options: { readonly size: number; readonly seed: number },
): Int32Array {
  requireInteger('size', options.size, 1);
  const size = Math.min(options.size, dataset.size);
  const strata = strataOf(dataset, size / Math.max(1, dataset.size));
  const members = new Map<number, number[]>();
  for (const i of permutation(dataset.size, randomKey(options.seed, 'sample'))) {
    const stratum = members.get(strata[i]!);
    if (stratum) stratum.push(i);
    else members.set(strata[i]!, [i]);
  }
  const lists = [...members.values()];
  const quotas = sampleQuotas(
    lists.map((list) => list.length),
    size,
  );
  return Int32Array.from(lists.flatMap((list, c) => list.slice(0, quotas[c]))).sort();
}

/** How many of each stratum make up `size`: one each where that is possible, the rest to the largest shortfall. */
function sampleQuotas(counts: readonly number[], size: number): number[] {
  const total = sum(counts);
  const quotas = counts.map((): number => (size >= counts.length ? 1 : 0));
  for (let left = size - sum(quotas); left > 0; left--) {
    let best = -1;
    let bestShortfall = -Infinity;
    for (let c = 0; c < counts.length; c++) {
      const shortfall = (size * counts[c]!) / total - quotas[c]!;
      if (quotas[c]! < counts[c]! && shortfall > bestShortfall) {
        best = c;
        bestShortfall = shortfall;
      }
    }
    quotas[best]!++;
  }
  return quotas;
}

/** Examples that must stay together, and how many of each stratum they hold. */
interface Unit {
  readonly members: readonly number[];
  /** Pairs of stratum and count. */
  readonly strata: readonly (readonly [number, number])[];
}

/** The finest partition in which neither a group nor a family of twins is cut. */
function independentUnits(dataset: Dataset, fractions: readonly number[]): Unit[] {
  const sets = new DisjointSets(dataset.size);
  for (const family of [dataset.twins ?? twinsOf(dataset).family, dataset.groups ?? []]) {
    const first = new Map<number | string, number>();
    family.forEach((name: number | string, i: number) => {
      const before = first.get(name);
      if (before === undefined) first.set(name, i);
      else sets.join(before, i);
    });
  }
  const unitOfRoot = new Int32Array(dataset.size).fill(-1);
  const members: number[][] = [];
  for (let i = 0; i < dataset.size; i++) {
    const r = sets.find(i);
    if (unitOfRoot[r]! >= 0) members[unitOfRoot[r]!]!.push(i);
    else unitOfRoot[r] = members.push([i]) - 1;
  }
  const strata = strataOf(dataset, Math.min(...fractions));
  // Most units are one example: those of one stratum share its count.
  const single = new Map<number, Unit['strata']>();
  const strataOfOne = (stratum: number) => {
    const known = single.get(stratum) ?? [[stratum, 1]];
    single.set(stratum, known);
    return known;
  };
  return members.map((indices) => ({
    members: indices,
    strata:
      indices.length === 1 ? strataOfOne(strata[indices[0]!]!) : [...counted(indices.map((i) => strata[i]!))],
  }));
}

/** The class of each example; for a number to predict its quantile bin, with bins so wide that each part sees each. */
function strataOf({ target, size }: Dataset, smallestFraction: number): Int32Array {
  if (target.kind === 'classes') return target.labels;
  const bins = Math.max(1, Math.min(10, Math.floor(size * smallestFraction)));
  const order = Int32Array.from({ length: size }, (_, i) => i);
  order.sort((a, b) => target.values[a]! - target.values[b]! || a - b);
  const strata = new Int32Array(size);
  order.forEach((i, rank) => (strata[i] = Math.floor((rank * bins) / size)));
  return strata;
}

/**
 * Gives every unit to a part: greedy, larger units first, each to the part that lacks its classes most.
 *
 * 1. Reserve: a class with as many units as there are parts puts one (of its smaller ones) into each part.
 * 2. Fill: a unit goes where it fits below the exact share of all its classes. One that overshoots a share by less
 *    than one example is a matter of rounding and waits; one that overshoots by more goes where the squares of what
 *    is lacking shrink most, at once, so that the smaller ones after it can even it out.
 * 3. Round: those that waited go to the part that is shortest of examples in all.
 */
function assign(units: readonly Unit[], fractions: readonly number[], key: number): Int32Array[] {
  const parts = fractions.map((_, k) => k);
  const order = assignmentOrder(units, key);
  const total = units.reduce((sum, unit) => sum + unit.members.length, 0);
  const classTotals = sumStrata(units);
  const lacking = fractions.map((fraction) => classTotals.map((count) => count * fraction));
  const lackingInAll = fractions.map((fraction) => total * fraction);
  const partOf = new Int32Array(units.length).fill(-1);
  const ties = randomKey(key, 'ties');

  const put = (u: number, k: number) => {
    partOf[u] = k;
    lackingInAll[k]! -= units[u]!.members.length;
    for (const [stratum, count] of units[u]!.strata) lacking[k]![stratum]! -= count;
  };
  /** The least overall room a unit leaves in part k over its classes; negative where it overshoots. */
  const room = (u: number, k: number) =>
    Math.min(...units[u]!.strata.map(([stratum, count]) => lacking[k]![stratum]! - count));
  const relief = (u: number, k: number) =>
    units[u]!.strata.reduce((sum, [c, count]) => sum + (count * lacking[k]![c]!) / classTotals[c]!, 0) +
    (units[u]!.members.length * lackingInAll[k]!) / total;
  /** Ties are broken by chance: the jitter is far below any real difference between two scores. */
  const best = (candidates: readonly number[], u: number, score: (k: number) => number) => {
    const jittered = candidates.map((k) => score(k) + 1e-7 * uniformAt(ties, u * parts.length + k));
    return candidates[jittered.indexOf(Math.max(...jittered))]!;
  };

  reserve(units, order, parts, partOf, (u, candidates) =>
    put(
      u,
      best(candidates, u, (k) => room(u, k)),
    ),
  );

  const waiting: number[] = [];
  for (const u of order) {
    if (partOf[u] !== -1) continue;
    const fitting = parts.filter((k) => room(u, k) >= -1e-9);
    if (fitting.length > 0)
      put(
        u,
        best(fitting, u, (k) => relief(u, k)),
      );
    else if (parts.some((k) => room(u, k) > -1 + 1e-9)) waiting.push(u);
    else
      put(
        u,
        best(parts, u, (k) => relief(u, k)),
      );
  }
  for (const u of waiting) {
    const rounding = parts.filter((k) => room(u, k) > -1 + 1e-9);
    if (rounding.length > 0)
      put(
        u,
        best(rounding, u, (k) => lackingInAll[k]!),
      );
    else
      put(
        u,
        best(parts, u, (k) => relief(u, k)),
      );
  }
  return parts.map((k) =>
    Int32Array.from(units.flatMap((unit, u) => (partOf[u] === k ? unit.members : []))).sort(),
  );
}

/**
 * Puts one unit of each class into each part, rarest class first, where the class has units enough; then one of any
 * class into a part still empty. `put(u, candidates)` chooses among the parts that lack the class.
 */
function reserve(
  units: readonly Unit[],
  order: Int32Array,
  parts: readonly number[],
  partOf: Int32Array,
  put: (u: number, candidates: readonly number[]) => void,
): void {
  const unitsOf = new Map<number, number[]>();
  // From the end of the order: small units leave the most freedom to the rest.
  for (const u of [...order].reverse())
    for (const [stratum] of units[u]!.strata) {
      const list = unitsOf.get(stratum);
      if (list) list.push(u);
      else unitsOf.set(stratum, [u]);
    }
  const everyUnit = [...order].reverse();
  const rarestFirst = [...unitsOf.values()].sort((a, b) => a.length - b.length);
  for (const list of [...rarestFirst, everyUnit]) {
    if (list.length < parts.length) continue;
    const without = new Set(parts);
    for (const u of list) without.delete(partOf[u]!);
    for (const u of list) {
      if (without.size === 0) break;
      if (partOf[u] !== -1) continue;
      put(u, [...without]);
      without.delete(partOf[u]!);
    }
  }
}

/** Large units first, by powers of two, in random order among those of like size (else a seed would change little). */
function assignmentOrder(units: readonly Unit[], key: number): Int32Array {
  const magnitude = (u: number) => Math.floor(Math.log2(units[u]!.members.length));
  return permutation(units.length, key).sort((a, b) => magnitude(b) - magnitude(a));
}

function sumStrata(units: readonly Unit[]): number[] {
  const totals: number[] = [];
  for (const { strata } of units)
    for (const [stratum, count] of strata) totals[stratum] = (totals[stratum] ?? 0) + count;
  return Array.from(totals, (count) => count ?? 0);
}

function counted(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function complement(indices: Int32Array, size: number): Int32Array {
  const inside = new Set(indices);
  return Int32Array.from({ length: size }, (_, i) => i).filter((i) => !inside.has(i));
}

function checkFractions(parts: Readonly<Record<string, number>>): void {
  for (const [name, fraction] of Object.entries(parts))
    if (!(fraction > 0 && fraction <= 1))
      throw new OptionError(
        `split: the fraction of a part must be in (0, 1]. Received ${name}=${fraction}.` +
          (fraction === 0 ? ' Leave the part out instead.' : ''),
      );
  const whole = sum(Object.values(parts));
  if (!(Math.abs(whole - 1) <= 1e-9))
    throw new OptionError(
      `split: the fractions of the parts must sum to 1. Received ${JSON.stringify(parts)}, which sum to ${whole}.`,
    );
}

function requireUnits(units: number, needed: number, what: 'parts' | 'folds'): void {
  if (units >= needed) return;
  throw new DataError(
    `split: ${needed} ${what} need at least ${needed} independent groups of examples, else one would be empty ` +
      `(examples of one group, and duplicates, stay together). Received ${units}. ` +
      `Add data or ask for fewer ${what}.`,
  );
}

function requireInteger(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new OptionError(`split: ${name} must be an integer of at least ${least}. Received ${value}.`);
}
