import type { ClassTarget } from './dataset.ts';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The number a text spells in plain decimal or exponent syntax and float32 can hold, else undefined. */
export function parseNumber(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(Math.fround(value)) ? value : undefined;
}

/** Distinct labels in the order of class indices: by value where all are numbers, else by code unit. */
export function sortedClasses(labels: Iterable<string>): string[] {
  const distinct = [...new Set(labels)];
  if (distinct.every((label) => parseNumber(label) !== undefined))
    return distinct.sort((a, b) => Number(a) - Number(b) || compareText(a, b));
  return distinct.sort(compareText);
}

/** Order by code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A class target from label texts. `unknown` is called (and must throw) for a label that `classes` does not hold.
 */
export function classTarget(
  labels: readonly string[],
  classes: readonly string[],
  unknown: (label: string, index: number) => never,
): ClassTarget {
  const indexOf = new Map(classes.map((name, i) => [name, i]));
  return {
    kind: 'classes',
    classes,
    labels: Int32Array.from(labels, (label, i) => indexOf.get(label) ?? unknown(label, i)),
  };
}
