import { fromArrays, type Cell } from '../../src/data/arrays.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { randomKey, uniformAt } from '../../src/util/random.ts';

const draw = (seed: string) => {
  const key = randomKey('examples', seed);
  let counter = 0;
  return () => uniformAt(key, counter++);
};

/** Points of three clouds that overlap a little, as rows of two numbers. */
export function clouds(size: number, seed = 'clouds', classes = 3): Dataset {
  const next = draw(seed);
  const labels = Array.from({ length: size }, (_, i) => i % classes);
  return fromArrays({
    columns: ['x', 'y'],
    rows: labels.map((label) => {
      const angle = (2 * Math.PI * label) / classes;
      return [Math.cos(angle) + 1.6 * (next() - 0.5), Math.sin(angle) + 1.6 * (next() - 0.5)];
    }),
    labels: labels.map((label) => `c${label}`),
    classes: Array.from({ length: classes }, (_, i) => `c${i}`),
  });
}

/** A number that follows from two others, with noise, far from standard units. */
export function prices(size: number, seed = 'prices'): Dataset {
  const next = draw(seed);
  const rows = Array.from({ length: size }, () => [next(), next()] as const);
  return fromArrays({
    columns: ['area', 'age'],
    rows: rows.map(([a, b]) => [50 + 100 * a, 80 * b]),
    values: rows.map(([a, b]) => 1000 * (3 * a - b * b + 0.2 * next()) + 5000),
    name: 'price',
  });
}

/** Small pictures: a bright bar, upright or lying, somewhere on grain. */
export function bars(size: number, seed = 'bars', channels = 1): Dataset {
  const next = draw(seed);
  const [height, width] = [8, 9];
  const images: number[] = [];
  for (let n = 0; n < size; n++) {
    const place = 1 + Math.floor(6 * next());
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++)
          images.push(Math.floor(((n % 2 ? j : i) === place ? 120 : 0) + 135 * next()));
  }
  return fromArrays({
    images,
    channels,
    height,
    width,
    labels: Array.from({ length: size }, (_, n) => (n % 2 ? 'upright' : 'lying')),
  });
}

/** Arrows that point up, down, or are crosses, with grain and at places that differ by a pixel. */
export function arrows(size: number): Dataset {
  const side = 12;
  const next = draw('arrows');
  const images: number[] = [];
  const labels = Array.from({ length: size }, (_, n) => (['up', 'down', 'cross'] as const)[n % 3]!);
  for (const label of labels) {
    const [top, left] = [Math.floor(2 * next()), Math.floor(2 * next())];
    for (let i = 0; i < side; i++)
      for (let j = 0; j < side; j++) {
        const [y, x] = [i - top - 2, Math.abs(j - left - 5)];
        const row = label === 'down' ? 7 - y : y;
        const ink =
          y >= 0 && y < 8 && (label === 'cross' ? x === 0 || y === 4 : x === 0 || (row < 4 && x === row));
        images.push(Math.floor((ink ? 180 : 20) + 50 * next()));
      }
  }
  return fromArrays({ images, channels: 1, height: side, width: side, labels });
}

/** Rows with numbers, some missing, and two columns of categories. */
export function people(size: number, seed = 'people'): Dataset {
  const next = draw(seed);
  const rows: Cell[][] = [];
  const labels: string[] = [];
  for (let i = 0; i < size; i++) {
    const [age, income] = [20 + 60 * next(), 1e4 + 9e4 * next()];
    const [town, job] = [Math.floor(3 * next()), Math.floor(2 * next())];
    rows.push([next() < 0.15 ? null : age, income, ['Rome', 'Oslo', 'Lima'][town]!, ['cook', 'smith'][job]!]);
    labels.push(age / 80 + income / 1e5 + town / 2 + next() > 2 ? 'yes' : 'no');
  }
  return fromArrays({ columns: ['age', 'income', 'town', 'job'], rows, labels, classes: ['no', 'yes'] });
}
