import type { Augmentation } from '../../augmentations/augmentation.ts';
import type { Operation, OperationOption } from '../protocol.ts';

type Options = Readonly<Record<string, unknown>>;
type Strong = Augmentation & { atMagnitude?(magnitude: number): Options };

/** Round numbers on which sliders may end. */
const ends = [
  0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 0.9, 1, 1.5, 2, 3, 4, 5, 8, 10, 16, 20, 30, 45, 64, 90, 128,
  180, 255,
];

/**
 * An operation with what sliders can set: every option with its default, and ends that its own check accepts, wide enough
 * for the default and the strongest that policies use.
 */
export function operationOf(augmentation: Augmentation): Operation {
  const { name, explanation, defaults } = augmentation as Strong;
  const options = Object.entries(defaults as Options)
    .filter(([option]) => option !== 'probability')
    .flatMap(([option, value]) => optionOf(augmentation as Strong, option, value) ?? []);
  return {
    name,
    explanation,
    options: [...options, { name: 'probability', kind: 'number', value: 1, low: 0, high: 1, step: 0.05 }],
  };
}

function optionOf(augmentation: Strong, name: string, value: unknown): OperationOption | undefined {
  if (typeof value === 'boolean') return { name, kind: 'boolean', value, low: 0, high: 1, step: 1 };
  const accepts = (tried: unknown): boolean => {
    try {
      augmentation.check({ ...augmentation.defaults, [name]: tried } as never);
      return true;
    } catch {
      return false;
    }
  };
  if (Array.isArray(value) && value.length === 2) {
    const [low, high] = value as [number, number];
    const strong = augmentation.atMagnitude?.(1)[name] as readonly number[] | undefined;
    const reach = 2 * Math.max(...[low, high, ...(strong ?? [])].map(Math.abs)) || 1;
    const candidates = [...ends.map((end) => -end), ...ends].filter((end) => Math.abs(end) <= reach);
    const least = Math.min(low, ...candidates.filter((end) => end < low && accepts([end, high])));
    const most = Math.max(high, ...candidates.filter((end) => end > high && accepts([low, end])));
    return { name, kind: 'range', value: [low, high], low: least, high: most, step: stepOf(most - least) };
  }
  const isWhole = typeof value === 'number' && Number.isInteger(value) && !accepts(value + 0.5);
  if (value === 'auto' || typeof value === 'number') {
    const start = value === 'auto' ? 0 : value;
    const reach = value === 'auto' ? 16 : Math.max(1, 4 * Math.abs(value));
    const good = ends.filter((end) => end <= reach && accepts(end));
    if (good.length < 2) return undefined;
    const whole = isWhole || (value === 'auto' && !accepts(0.5));
    return {
      name,
      kind: 'number',
      value,
      low: Math.min(start || good[0]!, ...good),
      high: Math.max(start, ...good),
      step: whole ? 1 : stepOf(Math.max(...good) - Math.min(...good)),
    };
  }
  return undefined;
}

/** About a hundred places from end to end, on round numbers. */
function stepOf(span: number): number {
  const exact = span / 100;
  const power = 10 ** Math.floor(Math.log10(exact));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= exact * 0.999)!;
  return Number((step * power).toPrecision(1));
}
