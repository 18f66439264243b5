/** How numbers are written in reports: one place, so that one number reads the same in a figure, a table and a sentence. */

const minus = '−';

/** Swaps the hyphen of a negative number for a minus sign. */
const signText = (text: string): string => text.replace(/^-/, minus);

/** A share in hundredths; a number too large for that stays finite. */
const hundred = (share: number): number => Math.min(1e300, Math.max(-1e300, share * 100));

/** Whether a text such as "-0.00" says zero. */
const isZero = (text: string): boolean => !/[1-9]/.test(text);

/**
 * A share as a percentage with one decimal: 0.881 is "88.1%".
 *
 * What is not quite all is never printed as all: 0.9999 is ">99.9%", 0.0001 is "<0.1%".
 */
export function percent(share: number): string {
  const value = hundred(share);
  const text = value.toFixed(1);
  if (value < 100 && text === '100.0') return '>99.9%';
  if (value > 0 && isZero(text)) return '<0.1%';
  return `${isZero(text) ? '0.0' : signText(text)}%`;
}

/** A difference of shares in percentage points, signed, without a unit: 0.023 is "+2.3". */
export const pointsValue = (difference: number): string => signed(hundred(difference).toFixed(1));

/** A difference of shares with its unit: 0.023 is "+2.3 pp". */
export const points = (difference: number): string => `${pointsValue(difference)} pp`;

/**
 * A number with at most three significant digits, thousands separated: 0.12345 is "0.123", 105866.4 is "105,866".
 * Very large and very small numbers take an exponent.
 */
export function number(value: number): string {
  const size = Math.abs(value);
  if (size < 1e-300) return '0';
  if (size >= 1e12 || size < 1e-4) return signText(value.toExponential(1).replace('e+', 'e'));
  if (size >= 999.5) return count(value);
  return signText(String(Number(value.toPrecision(3))));
}

/** A number with its sign: 0.35 is "+0.35". */
export const signedNumber = (value: number): string =>
  number(value) === '0' || value < 0 ? number(value) : `+${number(value)}`;

/** A whole number with thousands separated: 105866 is "105,866". */
export const count = (value: number): string =>
  signText(Math.round(value).toFixed(0)).replace(/\B(?=(\d{3})+$)/g, ',');

/** A count in short for an axis: 105866 is "106k". */
export function shortCount(value: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const)
    if (value >= size) return `${Number((value / size).toPrecision(3))}${unit}`;
  return String(Number(value.toPrecision(3)));
}

/** The two ends of an interval, each written by `write`, with the unit once: "+1.0 to +3.6 pp". */
export function intervalText(
  [low, high]: readonly [number, number],
  write: (value: number) => string,
  unit = '',
): string {
  return `${write(low)} to ${write(high)}${unit}`;
}

/** Seconds as people say them: "0.4 s", "38 s", "2 min 5 s", "1 h 3 min". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${count(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** "1 epoch", "3 epochs", "105,866 parameters". */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

function signed(text: string): string {
  if (isZero(text)) return text.replace('-', '');
  return text.startsWith('-') ? signText(text) : `+${text}`;
}
