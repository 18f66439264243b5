import { twoTables, useTables, type Sample } from './sample.ts';

/**
 * Two half circles that reach into each other, with noise of 0.25: what a line cannot part, and a network that is too
 * large parts too finely. Columns x, y and label.
 */
export const moons: Sample = Object.freeze({
  name: 'moons',
  explanation: 'two half circles of noisy points that reach into each other (2 numbers, 2 classes)',
  defaultCount: 200,
  leastCount: 4,
  use: useTables,
  make: (options) =>
    twoTables(['x', 'y', 'label'], options, (draws, i) => {
      const angle = Math.PI * draws.unit();
      const upper = i % 2 === 0;
      const [x, y] = upper
        ? [Math.cos(angle), Math.sin(angle)]
        : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
      return [x + 0.25 * draws.normal(), y + 0.25 * draws.normal(), upper ? 'upper' : 'lower'];
    }),
} satisfies Sample);
