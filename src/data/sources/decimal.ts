import { parseNumber } from '../classes.ts';

const powers = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** The least number that float32 rounds to infinity. */
const tooLarge = 2 ** 128 - 2 ** 103;

/**
 * The number that bytes `from` … `to` spell, exactly as `parseNumber` says it, or NaN where they spell none.
 *
 * Up to 15 digits and a power of ten to 22 are exact in float64, so that one division rounds rightly (Clinger 1990); up to
 * 19 digits the quotient is found with twice the precision. What lies beyond, or too near the middle between two numbers,
 * is left to the engine.
 */
export function decimalAt(bytes: Uint8Array, from: number, to: number): number {
  // Nearly all cells are short: digits, at most one point. That is found with less to ask for each byte.
  const first = bytes[from];
  const start = first === 0x2d || first === 0x2b ? from + 1 : from;
  const length = to - start;
  if (length > 0 && length <= 16) {
    let whole = 0;
    let point = -1;
    let at = start;
    for (; at < to; at++) {
      const digit = bytes[at]! - 0x30;
      if (digit >= 0 && digit <= 9) whole = whole * 10 + digit;
      else if (digit === -2 && point < 0) point = at;
      else break;
    }
    // With a point 15 digits at most, and one at least.
    if (at === to && (point < 0 ? length <= 15 : length > 1)) {
      const value = point < 0 ? whole : whole / powers[to - 1 - point]!;
      return first === 0x2d ? -value : value;
    }
  }
  return anyDecimalAt(bytes, from, to);
}

function anyDecimalAt(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const negative = bytes[at] === 0x2d;
  if (negative || bytes[at] === 0x2b) at++;
  let [high, low, lowPower] = [0, 0, 1];
  let [digits, seen, fraction] = [0, 0, 0];
  let isFraction = false;
  for (; at < to; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit >= 0 && digit <= 9) {
      seen++;
      if (isFraction) fraction++;
      if (digits === 0 && digit === 0) continue;
      digits++;
      if (digits <= 15) high = high * 10 + digit;
      else {
        low = low * 10 + digit;
        lowPower *= 10;
      }
    } else if (digit === -2 && !isFraction) isFraction = true;
    else break;
  }
  if (seen === 0) return NaN;
  let exponent = -fraction;
  if (at < to) {
    // Only an exponent may follow.
    if ((bytes[at]! | 0x20) !== 0x65) return NaN;
    let power = 0;
    at++;
    const sign = bytes[at];
    if (sign === 0x2d || sign === 0x2b) at++;
    if (at >= to || to - at > 6) return slow(bytes, from, to);
    for (; at < to; at++) {
      const digit = bytes[at]! - 0x30;
      if (!(digit >= 0 && digit <= 9)) return NaN;
      power = power * 10 + digit;
    }
    exponent += sign === 0x2d ? -power : power;
  }
  let value: number;
  if (high === 0) value = 0;
  else if (digits <= 15 && exponent >= -22 && exponent <= 22)
    value = exponent < 0 ? high / powers[-exponent]! : high * powers[exponent]!;
  else if (digits <= 19 && exponent >= -22 && exponent < 0)
    value = longQuotient(high, lowPower, low, powers[-exponent]!);
  else return slow(bytes, from, to);
  if (Number.isNaN(value)) return slow(bytes, from, to);
  if (value >= tooLarge) return NaN;
  return negative ? -value : value;
}

function slow(bytes: Uint8Array, from: number, to: number): number {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]!);
  return parseNumber(text) ?? NaN;
}

/** (high · power + low) / divisor rightly rounded, or NaN where that is too near a middle to tell. */
function longQuotient(high: number, power: number, low: number, divisor: number): number {
  const product = high * power;
  const lost = productError(high, power, product) + low;
  const sum = product + lost;
  const rest = lost - (sum - product);
  const quotient = sum / divisor;
  const back = quotient * divisor;
  const remainder = sum - back - productError(quotient, divisor, back) + rest;
  const correction = remainder / divisor;
  const result = quotient + correction;
  // The correction is right to some 2^-50 of itself: both ends must round alike.
  const doubt = correction * 2 ** -49;
  return quotient + (correction + doubt) === result && quotient + (correction - doubt) === result
    ? result
    : NaN;
}

/** What rounding took from a product: a·b − product, exactly (Dekker 1971). */
function productError(a: number, b: number, product: number): number {
  const [wideA, wideB] = [134217729 * a, 134217729 * b];
  const [highA, highB] = [wideA - (wideA - a), wideB - (wideB - b)];
  const [lowA, lowB] = [a - highA, b - highB];
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}
