import { drawsOf, type Draws } from '../../../../data/samples/sample.ts';
import type { Arrays } from '../../../../data/arrays.ts';
import type { TaskData } from './task.ts';

export type Shape = 'moons' | 'circles' | 'spirals';

/** A point of the plane and the number of its class. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: number;
}

export interface PointOptions {
  readonly shape: Shape;
  /** Training points. */
  readonly count: number;
  /** Standard deviation of what each coordinate is off by, in the units of the plane. */
  readonly noise: number;
  readonly seed: number;
}

export interface PointParts {
  readonly train: readonly Point[];
  readonly validation: readonly Point[];
  readonly test: readonly Point[];
}

/** Held-out points cost nothing where they are made up; many make the scores exact. */
export const heldOutPoints = { validation: 200, test: 1000 } as const;

/** The plane that is drawn: both axes run from −1 to 1. */
export const planeEnds = [-1, 1] as const;

/** What the classes are called. */
export const pointClasses = ['A', 'B', 'C'] as const;

/** Where a point of a class lies before noise, in the plane that is drawn. */
const places: Readonly<Record<Shape, (draws: Draws, label: number) => readonly [number, number]>> = {
  moons: (draws, label) => {
    const angle = Math.PI * draws.unit();
    const [x, y] =
      label === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return [(x - 0.5) * 0.5, (0.25 - y) * 0.5 + 0.01];
  },
  circles: (draws, label) => {
    const angle = 2 * Math.PI * draws.unit();
    const radius = label === 0 ? 0.3 * Math.sqrt(draws.unit()) : draws.between(0.48, 0.7);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  },
  spirals: (draws, label) => {
    // By the root, so that an arm is as dense outside as inside.
    const radius = Math.sqrt(draws.between(0.02, 1));
    const angle = 2 * Math.PI * (1.1 * radius + label / 3);
    return [0.8 * radius * Math.cos(angle), 0.8 * radius * Math.sin(angle)];
  },
};

/** How many classes a shape has. */
export const classCount = (shape: Shape): number => (shape === 'spirals' ? 3 : 2);

/** Training, validation and test points, each drawn apart: a pure function of the options. */
export function pointParts({ shape, count, noise, seed }: PointOptions): PointParts {
  const part = (name: string, size: number): Point[] => {
    const draws = drawsOf(seed, 'playground', shape, name);
    return Array.from({ length: size }, (_, i) => {
      const label = i % classCount(shape);
      const [x, y] = places[shape](draws, label);
      return { x: x + noise * draws.normal(), y: y + noise * draws.normal(), label };
    });
  };
  return {
    train: part('train', count),
    validation: part('validation', heldOutPoints.validation),
    test: part('test', heldOutPoints.test),
  };
}

/** Points as the engine takes them. */
export function pointTask(parts: PointParts, classes: number): TaskData {
  const arrays = (points: readonly Point[]): Arrays => ({
    columns: ['x', 'y'],
    rows: points.map(({ x, y }) => [x, y]),
    labels: points.map(({ label }) => pointClasses[label]!),
    classes: pointClasses.slice(0, classes),
  });
  return { train: arrays(parts.train), validation: arrays(parts.validation), test: arrays(parts.test) };
}
