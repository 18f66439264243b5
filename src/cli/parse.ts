import { InvalidArgumentError } from 'commander';
import type { DataFlags } from './options.ts';
import { columnKinds, type ColumnKind } from '../data/sources/columnKinds.ts';
import { nearest } from '../util/errors.ts';

/** A whole number in a range, for commander. */
export const wholeNumber =
  (low: number, high = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < low || value > high)
      throw new InvalidArgumentError(
        `It must be a whole number from ${low}${high < Number.MAX_SAFE_INTEGER ? ` to ${high}` : ''}. Received "${text}".`,
      );
    return value;
  };

/** Seconds from "90s", "5m", "1h" or "90". */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(s|m|h)?$/.exec(text.trim());
  const seconds = match
    ? Number(match[1]) * { s: 1, m: 60, h: 3600 }[(match[2] ?? 's') as 's' | 'm' | 'h']
    : NaN;
  if (!(seconds > 0))
    throw new InvalidArgumentError(`It must be a time such as 90s, 5m or 1h. Received "${text}".`);
  return seconds;
}

/** A text with something in it. */
export function nonEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** The parts between commas. */
export const commaList = (text: string): string[] => text.split(',').map((part) => part.trim());

/** Kinds of columns, such as "zip=category,id=ignore". A name may hold "=". */
export function columnKindList(text: string): NonNullable<DataFlags['columns']> {
  const kinds: [string, ColumnKind][] = [];
  for (const part of commaList(text)) {
    const [, name, kind] = /^(.+)=([^=]*)$/.exec(part) ?? [];
    if (name === undefined || kind === undefined)
      throw new InvalidArgumentError(`It must be column=kind, separated by commas. Received "${part}".`);
    if (!columnKinds.includes(kind as ColumnKind)) {
      const near = nearest(kind, columnKinds);
      throw new InvalidArgumentError(
        `The kind of a column must be one of ${columnKinds.join(', ')}. Received "${part}".${near === undefined ? '' : ` Did you mean ${name}=${near}?`}`,
      );
    }
    kinds.push([name, kind as ColumnKind]);
  }
  return Object.fromEntries(kinds);
}

/** A picture's size, such as 32 or 32x48. */
export function pixels(text: string): NonNullable<DataFlags['imageSize']> {
  const match = /^(\d+)(?:x(\d+))?$/.exec(text.trim());
  if (!match)
    throw new InvalidArgumentError(
      `It must be a size such as 32 or 32x48 (height by width). Received "${text}".`,
    );
  return { height: Number(match[1]), width: Number(match[2] ?? match[1]) };
}

/** One of some words. */
export function oneOf<T extends string>(...values: readonly T[]) {
  return (text: string): T => {
    if (!values.includes(text as T))
      throw new InvalidArgumentError(`It must be one of ${values.join(', ')}. Received "${text}".`);
    return text as T;
  };
}
