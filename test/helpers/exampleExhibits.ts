import { confusion } from '../../src/study/exhibits/confusion.ts';
import type { Exhibits, ShownExample } from '../../src/study/exhibits/record.ts';
import { reliability } from '../../src/study/exhibits/reliability.ts';
import { randomKey, uniformAt } from '../../src/util/random.ts';

/** Exhibits as a study of digits, of texts or of rows leaves them. Made up, and always the same. */

export type ExampleKind = 'picture' | 'text' | 'row';

const draw = (...parts: readonly (string | number)[]) => uniformAt(randomKey('exhibits', ...parts), 0);

/** An example; what is made of another has changed parts. */
export function exampleOf(kind: ExampleKind, seed: number, isChanged = false): ShownExample {
  const changed = isChanged && { changed: true as const };
  if (kind === 'picture') {
    const bytes = Array.from({ length: 36 }, (_, i) => Math.floor(256 * draw('pixel', seed, i)));
    return { kind, channels: 1, height: 6, width: 6, pixels: btoa(String.fromCharCode(...bytes)) };
  }
  if (kind === 'row')
    return {
      kind,
      cells: ['age', 'income', 'town', 'job', 'a', 'b', 'c'].map((column, j) => ({
        column,
        text: j === 2 ? '' : String(Math.floor(1000 * draw('cell', seed, j))),
        ...(j % 2 === 1 && changed),
      })),
      columns: 9,
    };
  return {
    kind,
    runs: [
      { text: 'The room was ' },
      { text: ['good', 'bad'][seed % 2]!, ...changed },
      { text: ', as ever.' },
    ],
    ...(seed % 3 === 0 && { cut: true as const }),
  };
}

export function exampleExhibits(kind: ExampleKind = 'picture'): Exhibits {
  const labels = Array.from({ length: 400 }, (_, n) => n % 10);
  const answers = labels.map((label, n) =>
    label === 3 && n % 4 === 3 ? 5 : n % 17 === 0 ? (label + 1) % 10 : label,
  );
  const predictions = Float32Array.from(
    answers.flatMap((answer, n) => {
      const sure = 0.4 + 0.59 * draw('sure', n);
      return Array.from({ length: 10 }, (_, k) => (k === answer ? sure : (1 - sure) / 9));
    }),
  );
  const layer = (path: string, shape: number[], wide: number) => {
    const count = shape.reduce((size, dim) => size * dim, 1);
    const bins = new Array<number>(31).fill(0);
    for (let i = 0; i < count; i++)
      bins[Math.floor(15.5 + wide * 15 * (draw(path, i, 0) + draw(path, i, 1) - 1))]!++;
    return { path, shape, count, limit: 0.5, bins, norm: wide * Math.sqrt(count) * 0.2, zeroShare: 0.01 };
  };
  const layers = (wide: number) => [
    layer('0.conv2d.kernel', [8, 1, 3, 3], wide),
    layer('4.dense.kernel', [72, 16], wide),
    layer('7.dense.kernel', [16, 10], wide),
  ];
  const mask = (step: number) =>
    Array.from({ length: 12 }, (_, unit) => (draw('mask', step, unit) < 0.5 ? 1 : 0)) as (0 | 1)[];
  return {
    confusion: confusion(predictions, 10, labels),
    mistakes: [0.998, 0.97, 0.93, 0.9, 0.85].map((probability, i) => ({
      origin: `t10k-images:${100 + i}`,
      truth: 3,
      predicted: 5,
      probability,
      example: exampleOf(kind, i),
    })),
    reliability: reliability(predictions, 10, labels, 1.5),
    weights: { nearZero: 0.001, baseline: layers(1), chosen: layers(0.6), omitted: 0 },
    augmented: {
      use: 'chosen',
      originals: [1, 2].map((seed) => ({
        origin: `train:${seed}`,
        truth: seed,
        example: exampleOf(kind, seed),
      })),
      operations: ['shift', 'rotate'].map((name, k) => ({
        name,
        probability: k === 0 ? 1 : 0.5,
        draws: [1, 2].map((seed) =>
          [0, 1, 2, 3].map((d) => ({
            example: exampleOf(kind, 10 * seed + d, true),
            drawn: (kind === 'picture'
              ? k === 0
                ? { x: 0.05, y: -0.0312 }
                : { degrees: 9.87 - d }
              : {}) as Record<string, number>,
          })),
        ),
      })),
      omitted: [],
    },
    dropout: {
      of: 'chosen',
      rate: 0.5,
      inputs: 72,
      outputs: 10,
      layers: [
        {
          path: '6.dropout',
          units: 16,
          masks: [0, 1, 2, 3].map(mask),
          kept: Array.from({ length: 12 }, (_, unit) => 0.4 + 0.2 * draw('kept', unit)),
          keptShare: 0.502,
        },
      ],
      steps: 200,
    },
    duplicates: [
      ['training', 'test', 1, 1],
      ['training', 'training', 3, 5],
      ['training', 'training', 7, 7],
    ].map(([first, second, a, b], i) => ({
      relation: i === 1 ? ('near' as const) : ('equal' as const),
      examples: [
        { part: first as 'training', origin: `train:${i}`, truth: a as number, example: exampleOf(kind, i) },
        { part: second as 'test', origin: `other:${i}`, truth: b as number, example: exampleOf(kind, i) },
      ],
    })),
  };
}
