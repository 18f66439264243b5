import { twoTables, useTables, type Sample } from './sample.ts';

/**
 * A number to predict from ten, of which five matter.
 *
 *     y = 10 sin(π x₀ x₁) + 20 (x₂ − ½)² + 10 x₃ + 5 x₄ + ε,   x ~ U(0, 1),   ε ~ N(0, 1)
 *
 * @see Friedman 1991, "Multivariate adaptive regression splines", Annals of Statistics 19:1-67.
 */
export const friedman: Sample = Object.freeze({
  name: 'friedman',
  explanation: 'a number that follows from five of ten columns, with noise (regression)',
  defaultCount: 300,
  leastCount: 4,
  use: useTables,
  make: (options) =>
    twoTables([...Array.from({ length: 10 }, (_, j) => `x${j}`), 'y'], options, (draws) => {
      const x = Array.from({ length: 10 }, () => draws.unit());
      const [a, b, c, d, e] = x as [number, number, number, number, number];
      const y = 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + draws.normal();
      return [...x, y];
    }),
} satisfies Sample);
