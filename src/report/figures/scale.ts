// shared within this room

/** A tick of an axis: where it stands in the data, and what is written beside it. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** A map from data to coordinates, with the ticks of its axis. */
export interface Scale {
  readonly domain: readonly [number, number];
  readonly ticks: readonly Tick[];
  /** Absent for a linear one. */
  readonly form?: 'log';
  /** Coordinate of a value. */
  at(value: number): number;
}

export interface LinearOptions {
  /** What must be inside; values that are not finite are left out. */
  readonly values: readonly number[];
  /** Coordinates of the lower and the upper end. */
  readonly range: readonly [number, number];
  /** Values outside make no sense, such as an accuracy over 1; the axis ends there. */
  readonly bounds?: readonly [number, number];
  /** Ends the axis on ticks. Default true. */
  readonly nice?: boolean;
  /** Ticks at whole numbers only. Default false. */
  readonly integer?: boolean;
  /** About how many steps between ticks. Default 5. */
  readonly steps?: number;
  /** Writes a tick, given the distance between ticks. */
  readonly label: (value: number, step: number) => string;
}

/** Larger numbers would overflow when subtracted. */
const largest = 1e300;
const smallest = 1e-100;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Linear scale with ticks at 1, 2 or 5 times a power of ten. */
export function linearScale(options: LinearOptions): Scale {
  const { range, integer = false, steps = 5, bounds = [-largest, largest] } = options;
  const values = options.values.filter(Number.isFinite).map((value) => clamp(value, bounds[0], bounds[1]));
  let low = values.reduce((a, b) => Math.min(a, b), Infinity);
  let high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (low > high) [low, high] = [0, 1];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low < Math.max(smallest, size * 1e-9)) {
    // All equal: room on both sides, as much as the bounds allow.
    const room = size < smallest ? 1 : integer ? Math.max(1, size * 1e-6) : size / 2;
    low = clamp(low - room, bounds[0], bounds[1]);
    high = clamp(high + room, bounds[0], bounds[1]);
  }
  const step = niceStep((high - low) / steps, integer);
  // A hair of tolerance, so that 0.30000000000000004 still is the tick 0.3.
  if (options.nice ?? true) {
    low = clamp(Math.floor(low / step + 1e-9) * step, bounds[0], bounds[1]);
    high = clamp(Math.ceil(high / step - 1e-9) * step, bounds[0], bounds[1]);
  }
  const ticks: Tick[] = [];
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.min(20, Math.floor(high / step + 1e-9) - first + 1);
  for (let i = 0; i < count; i++) {
    const value = Number(((first + i) * step).toPrecision(12));
    ticks.push({ value, label: options.label(value, step) });
  }
  return { domain: [low, high], ticks, at: between(low, high, range, (value) => value) };
}

/** Logarithmic scale for counts; values below 1 stand at 1. */
export function logScale(options: {
  readonly values: readonly number[];
  readonly range: readonly [number, number];
  readonly label: (value: number) => string;
}): Scale {
  const values = options.values.filter(Number.isFinite).map((value) => clamp(value, 1, largest));
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const [first, last] = least > most ? [1, 10] : [least, most];
  // At least half a decade in all, so that one size stands in the middle.
  const room = Math.max(0.08, (0.6 - Math.log10(last / first)) / 2);
  const low = first / 10 ** room;
  const high = last * 10 ** room;
  const decades = Math.log10(high / low);
  const factors = decades > 3.5 ? [1] : decades > 2 ? [1, 3] : [1, 2, 5];
  const stride = Math.max(1, Math.ceil(decades / 6));
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++)
    for (const factor of power % stride === 0 ? factors : [])
      if (factor * 10 ** power >= low && factor * 10 ** power <= high) found.push(factor * 10 ** power);
  const ticks = found.map((value) => ({ value, label: options.label(value) }));
  return {
    domain: [low, high],
    ticks,
    form: 'log',
    at: between(low, high, options.range, (x) => Math.log10(x)),
  };
}

/** The step 1, 2 or 5 times a power of ten that is at least `rough`. */
function niceStep(rough: number, integer: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10;
  const step = Number((factor * power).toPrecision(6));
  return integer ? Math.max(1, step) : step;
}

function between(
  low: number,
  high: number,
  [from, to]: readonly [number, number],
  form: (value: number) => number,
): (value: number) => number {
  const start = form(low);
  const length = form(high) - start;
  return (value) => from + ((form(clamp(value, low, high)) - start) / length) * (to - from);
}

/** Decimals that tell ticks at this distance apart. */
const decimalsOf = (step: number): number => clamp(-Math.floor(Math.log10(step) + 1e-9), 0, 8);

const minusText = (text: string): string => text.replace(/^-/, '−');

/** Tick of a share: "85%". */
export const percentTick = (value: number, step: number): string =>
  `${minusText((value * 100).toFixed(decimalsOf(step * 100)))}%`;

/** Tick of a difference of shares in percentage points: "+2", "0", "−1". */
export const pointsTick = (value: number, step: number): string =>
  value === 0 ? '0' : `${value > 0 ? '+' : ''}${minusText((value * 100).toFixed(decimalsOf(step * 100)))}`;

/** Tick of a number, with an exponent where it is very large or very small. */
export function numberTick(value: number, step: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || step < 1e-4)) {
    const digits = clamp(Math.ceil(Math.log10(size / step) - 1e-9), 0, 9);
    return minusText(value.toExponential(digits).replace('e+', 'e'));
  }
  return minusText(value.toFixed(decimalsOf(step)));
}

/** Tick of a signed number. */
export const signedTick = (value: number, step: number): string =>
  value === 0 ? '0' : `${value > 0 ? '+' : ''}${numberTick(value, step)}`;
