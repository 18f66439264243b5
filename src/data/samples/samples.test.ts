import { describe, expect, test } from 'vitest';
import { OptionError } from '../../util/errors.ts';
import * as samples from './index.ts';
import { checkCount, type Sample, type SampleFile } from './sample.ts';

const all: readonly Sample[] = Object.values(samples);
const files = (sample: Sample, seed: number, count = sample.leastCount) => [...sample.make({ seed, count })];

/** Rows of a CSV file, without its header. */
const rowsOf = (file: SampleFile): string[][] =>
  file
    .text!.trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

describe.each(all.map((sample) => ({ name: sample.name, sample })))('$name', ({ name, sample }) => {
  test('is a pure function of seed and count, with paths that stay inside and differ', () => {
    expect(samples[name as keyof typeof samples]).toBe(sample);
    const made = files(sample, 1);
    // Byte by byte a deep comparison of thousands of numbers takes its time.
    const text = (list: readonly SampleFile[]) =>
      list
        .map(
          ({ path, text: rows, picture }) => path + (rows ?? Buffer.from(picture!.pixels).toString('base64')),
        )
        .join();
    expect(text(files(sample, 1))).toBe(text(made));
    expect(text(files(sample, 2))).not.toBe(text(made));
    const paths = made.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths)
      expect(path).toMatch(/^(train|test)(\/[a-z]+\/[a-z]+-\d+_\d{3}\.png|\.(csv|txt))$/);
  });

  test('refuses a count that makes no sense', () => {
    for (const count of [sample.leastCount - 1, 1.5, NaN, 2e6])
      expect(() => checkCount(sample, count)).toThrow(OptionError);
    checkCount(sample, sample.leastCount);
  });
});

describe('tables', () => {
  test.each(['moons', 'spirals', 'friedman'] as const)(
    '%s has as many rows as asked for, and half of them to test',
    (name) => {
      const [train, test] = files(samples[name], 3, 50);
      expect([rowsOf(train!).length, rowsOf(test!).length]).toEqual([50, 25]);
      expect(rowsOf(train!)[0]).not.toEqual(rowsOf(test!)[0]);
    },
  );

  test('moons lie on their half circles within four standard deviations', () => {
    for (const [x, y, label] of rowsOf(files(samples.moons, 1, 400)[0]!)) {
      const [cx, cy, side] = label === 'upper' ? [0, 0, 1] : [1, 0.5, -1];
      const [dx, dy] = [Number(x) - cx, Number(y) - cy];
      expect(Math.abs(Math.hypot(dx, dy) - 1)).toBeLessThan(4.5 * 0.25);
      expect(side * dy).toBeGreaterThan(-4.5 * 0.25);
    }
  });

  test('the number of friedman follows from five columns, with noise of 1', () => {
    const rest = rowsOf(files(samples.friedman, 1, 2000)[0]!).map((row) => {
      const [a, b, c, d, e] = row.map(Number) as [number, number, number, number, number];
      return Number(row[10]) - (10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e);
    });
    const mean = rest.reduce((sum, x) => sum + x, 0) / rest.length;
    const deviation = Math.sqrt(rest.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rest.length);
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.08);
  });
});

describe('reviews', () => {
  const linesOf = ({ text }: SampleFile) =>
    text!
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t') as [string, string]);
  const [training, testing] = files(samples.reviews, 4, 400).map(linesOf) as [
    [string, string][],
    [string, string][],
  ];

  test('are lines of label and text, both labels alike often, and half as many to test', () => {
    expect([training.length, testing.length]).toEqual([400, 200]);
    for (const lines of [training, testing]) {
      expect(lines.filter(([label]) => label === 'praise')).toHaveLength(lines.length / 2);
      expect(lines.every(([, text]) => /^[a-z' ,;]+$/.test(text))).toBe(true);
    }
  });

  test('cannot be told by a single word, and hold words in the test part that training never has', () => {
    const words = (lines: readonly [string, string][]) =>
      new Set(lines.flatMap(([, text]) => text.split(' ')));
    const known = words(training);
    expect([...words(testing)].filter((word) => !known.has(word)).sort()).toEqual(
      ['awful', 'feeble', 'gorgeous', 'shabby', 'superb', 'vigorous'].sort(),
    );
    for (const word of known) {
      const own = training.filter(([, text]) => text.split(' ').includes(word));
      const share = own.filter(([label]) => label === 'praise').length / own.length;
      if (own.length >= 20) expect(Math.abs(share - 0.5), word).toBeLessThan(0.35);
    }
  });
});

describe('flowers', () => {
  const made = files(samples.flowers, 5, 48);
  const variety = (path: string) => /([a-z]+-\d+)_/.exec(path)![1]!;

  test('keep the varieties of the test part out of training', () => {
    const of = (part: string) =>
      new Set(made.filter(({ path }) => path.startsWith(part)).map(({ path }) => variety(path)));
    const [train, test] = [of('train'), of('test')];
    expect([...test].filter((name) => train.has(name))).toEqual([]);
    expect([...test].filter((name) => name.startsWith('hibiscus'))).toHaveLength(2);
    expect(train.size).toBe(24);
  });

  test('show a blossom of the same colours within a variety, and of others between varieties', () => {
    // The mean colour of the middle, each picture against the means of all varieties.
    const middle = ({ picture }: SampleFile) => {
      const { pixels, width } = picture!;
      const mean = [0, 0, 0];
      for (let i = 14; i < 34; i++)
        for (let j = 14; j < 34; j++)
          for (let c = 0; c < 3; c++) mean[c]! += pixels[3 * (i * width + j) + c]! / 400;
      return mean;
    };
    const distance = (a: readonly number[], b: readonly number[]) =>
      Math.hypot(...a.map((x, c) => x - b[c]!));
    const train = made.filter(({ path }) => path.startsWith('train'));
    const middles = new Map(train.map((file) => [file, middle(file)]));
    const apart = (a: SampleFile, b: SampleFile) => distance(middles.get(a)!, middles.get(b)!);
    let nearer = 0;
    for (const file of train) {
      const others = train.filter((other) => other !== file);
      const nearest = others.reduce((best, other) => (apart(other, file) < apart(best, file) ? other : best));
      if (variety(nearest.path) === variety(file.path)) nearer++;
    }
    expect(nearer / train.length).toBeGreaterThan(0.5);
  });
});
