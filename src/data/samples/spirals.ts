import { twoTables, useTables, type Sample } from './sample.ts';

const arms = ['first', 'second', 'third'] as const;

/** Three arms of a spiral, one and a quarter turns each, with noise. Columns x, y and label. */
export const spirals: Sample = Object.freeze({
  name: 'spirals',
  explanation: 'three arms of a spiral, wound into one another (2 numbers, 3 classes)',
  defaultCount: 300,
  leastCount: 6,
  use: useTables,
  make: (options) =>
    twoTables(['x', 'y', 'label'], options, (draws, i) => {
      const arm = i % arms.length;
      // By the root, so that an arm is as dense outside as inside.
      const radius = Math.sqrt(draws.between(0.02, 1));
      const angle = 2 * Math.PI * (1.25 * radius + arm / arms.length);
      return [
        radius * Math.cos(angle) + 0.05 * draws.normal(),
        radius * Math.sin(angle) + 0.05 * draws.normal(),
        arms[arm]!,
      ];
    }),
} satisfies Sample);
