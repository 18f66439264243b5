const day = 86_400_000;
const iso =
  /^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const dayFirst = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Days since 1970-01-01 (UTC) that a text names, with the time of day as a fraction, else undefined.
 *
 * Understood: `2024-01-31`, also with `/` or `.`, alone or with a time (`T08:30`, ` 08:30:15.25`) and a zone (`Z`,
 * `+01:00`; none is UTC); `2024-01`; and `31.01.2024`. Forms that could be read in two ways, such as 01/02/2024, are not.
 *
 * @example daysOfDate('1970-01-02T12:00') // 1.5
 */
export function daysOfDate(text: string): number | undefined {
  const year = iso.exec(text);
  if (year) {
    const [, y, separator, m, d, hour, minute, second, fraction, zone] = year;
    // 2024.01 is a number, 2024/1 may be a fraction or a season.
    if (d === undefined && (separator !== '-' || hour !== undefined)) return undefined;
    return daysOf(+y!, +m!, +(d ?? 1), [hour, minute, second, fraction], zone);
  }
  const parts = dayFirst.exec(text);
  if (!parts) return undefined;
  const [, d, m, y, hour, minute, second] = parts;
  return daysOf(+y!, +m!, +d!, [hour, minute, second]);
}

function daysOf(
  year: number,
  month: number,
  date: number,
  [hour = '0', minute = '0', second = '0', fraction = '0']: readonly (string | undefined)[],
  zone = 'Z',
): number | undefined {
  const whole = new Date(0);
  whole.setUTCFullYear(year, month - 1, date);
  if (whole.getUTCMonth() !== month - 1 || whole.getUTCDate() !== date) return undefined;
  if (+hour > 23 || +minute > 59 || +second > 59) return undefined;
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  const shift = offset ? (offset[1] === '-' ? -1 : 1) * (60 * +offset[2]! + +(offset[3] ?? 0)) : 0;
  const seconds = 3600 * +hour + 60 * (+minute - shift) + +second + Number(`0.${fraction}`);
  return (whole.getTime() + 1000 * seconds) / day;
}

const pairs = [
  ['false', 'true'],
  ['no', 'yes'],
  ['f', 't'],
  ['n', 'y'],
  ['off', 'on'],
] as const;

/** 0 or 1 for a word of yes or no in any case (true, yes, t, y, on, and their opposites), else undefined. */
export function booleanOf(text: string): 0 | 1 | undefined {
  const word = text.toLowerCase();
  if (word === '0' || word === '1') return word === '1' ? 1 : 0;
  for (const [no, yes] of pairs) if (word === no || word === yes) return word === yes ? 1 : 0;
  return undefined;
}

/** Whether these texts are the two words of one pair, such as yes and no, and nothing else. */
export function isBooleanPair(texts: readonly string[]): boolean {
  const words = new Set(texts.map((text) => text.toLowerCase()));
  return words.size === 2 && pairs.some((pair) => pair.every((word) => words.has(word)));
}
