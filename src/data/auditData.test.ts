import { describe, expect, it } from 'vitest';
import { spots, withCopies } from '../../test/helpers/alteredPictures.ts';
import { thingsOf } from '../../test/helpers/rooms.ts';
import { randomKey, uniformAt } from '../util/random.ts';
import { fromArrays, type Cell } from './arrays.ts';
import type { Check } from './audit/check.ts';
import { auditData, withoutTwins, type Finding } from './auditData.ts';
import type { Dataset } from './dataset.ts';

const draws = (seed: string) => {
  const key = randomKey('auditData', seed);
  let counter = 0;
  return () => uniformAt(key, counter++);
};

/** Rows of numbers and a category, of which two say something of the class; `more` adds cells to each. */
function rowsOf(
  size: number,
  more: (label: number, i: number, next: () => number) => Record<string, Cell> = () => ({}),
  seed = 'rows',
) {
  const next = draws(seed);
  const labels = Array.from({ length: size }, () => Math.floor(3 * next()));
  const rows = labels.map((label, i) => ({
    a: label + 2 * next(),
    b: 10 * next() - label,
    c: next(),
    town: ['Rome', 'Oslo', 'Lima'][Math.floor(3 * next())]!,
    ...more(label, i, next),
  }));
  return { rows, labels };
}

const table = (...args: Parameters<typeof rowsOf>): Dataset => {
  const { rows, labels } = rowsOf(...args);
  return fromArrays({ rows, labels: labels.map((label) => `kind${label}`) });
};

const audit = (data: Dataset, test?: Dataset): readonly Finding[] =>
  auditData({ train: data, ...(test && { test }) }).findings;
const brief = (findings: readonly Finding[]) =>
  findings.map(({ check, severity, count }) => `${severity} ${check} ${count}`);

describe('auditData', () => {
  it('has checks that bear their own names, and nothing to say of clean data', async () => {
    for (const { name, thing } of await thingsOf<Check>('data/audit')) expect(thing.name).toBe(name);
    for (let k = 0; k < 5; k++) expect(brief(audit(table(400, undefined, `clean${k}`)))).toEqual([]);
    const pictures = spots(120, draws('clean'), { side: 16 });
    expect(
      brief(
        audit(
          fromArrays({
            images: pictures.pixels,
            channels: 3,
            height: 16,
            width: 16,
            labels: Array.from({ length: 120 }, (_, i) => i % 2),
          }),
        ),
      ),
    ).toEqual([]);
  });

  it('finds the target under another name, scaled, by ranges or with a little noise', () => {
    const copies: Record<string, (label: number, i: number, next: () => number) => Cell> = {
      letter: (label) => 'xyz'[label]!,
      code: (label) => [70, -3, 12][label]!,
      scaled: (label, _, next) => 3.7 * label + next(),
      // Two ranges a class.
      ranges: (label, i) => label + (i % 2 ? 0.25 : 10.25) + (i % 7) / 100,
      nearly: (label, i) => (i % 200 === 0 ? 'xyz'[(label + 1) % 3]! : 'xyz'[label]!),
    };
    for (const [column, cell] of Object.entries(copies)) {
      const [first, ...rest] = audit(table(400, (label, i, next) => ({ [column]: cell(label, i, next) })));
      expect([first!.severity, first!.check, first!.examples], column).toEqual([
        'leak',
        'givenAway',
        [column],
      ]);
      expect(first!.message).toContain(`--columns ${column}=ignore`);
      expect(rest).toEqual([]);
    }
    // A good column is none that gives the answer away.
    expect(brief(audit(table(400, (label, _, next) => ({ good: label + 1.2 * next() }))))).toEqual([]);
  });

  it('finds a number to predict under another name', () => {
    const { rows } = rowsOf(300);
    const next = draws('number');
    const values = rows.map(({ a, c }) => 100 * a + 150 * c + 20 * next());
    const check = (cell: (y: number, i: number) => Cell) =>
      brief(
        audit(fromArrays({ rows: rows.map((row, i) => ({ ...row, copy: cell(values[i]!, i) })), values })),
      );
    expect(check((y) => y)).toEqual(['leak givenAway 1']);
    expect(check((y) => Math.log(y + 1000))).toEqual(['leak givenAway 1']);
    expect(check((y) => y + 200 * next())).toEqual([]);
  });

  it('names identifiers and constants', () => {
    const findings = audit(table(100, (_, i) => ({ row: i + 5, name: `n${i * 7}`, one: 1, same: 'x' })));
    expect(brief(findings)).toEqual(['warning identifiers 2', 'note constants 2']);
    expect(findings[0]!.examples).toEqual(['row', 'name']);
    expect(findings[1]!.examples).toEqual(['one', 'same']);
  });

  it('tells what conflicting labels cost', () => {
    const { rows, labels } = rowsOf(200);
    const torn = fromArrays({
      rows: [...rows, rows[0]!, rows[0]!, rows[1]!],
      labels: [...labels, 0, 1, labels[1]!],
    });
    const conflict = audit(torn).find(({ check }) => check === 'conflicts')!;
    expect([conflict.count, conflict.severity]).toEqual([3, 'note']);
    const wrong = new Set([labels[0], 0, 1]).size - 1;
    expect(conflict.message).toContain(`${(100 * (1 - wrong / 203)).toFixed(1)}%`);
    const values = [...labels.map(Number), 8, 9, labels[1]!];
    const numbers = audit(fromArrays({ rows: [...rows, rows[0]!, rows[0]!, rows[1]!], values }));
    expect(numbers.find(({ check }) => check === 'conflicts')!.message).toMatch(/R² above 0\.\d{3}/);
  });

  it('names classes with too few different examples', () => {
    const { rows, labels } = rowsOf(60);
    const more = fromArrays({
      rows: [...rows, ...Array.from({ length: 6 }, () => rows[0]!)],
      labels: [...labels, 7, 7, 7, 7, 7, 7],
    });
    const found = audit(more).find(({ check }) => check === 'rareLabels')!;
    expect(found.examples).toEqual(['7: 1']);
  });

  it('lists twins across parts, calls many of them a leak, and leaves them out', async () => {
    const pictures = spots(100, draws('across'), { side: 16 });
    const originals = Array.from({ length: 12 }, (_, k) => 3 * k);
    const { features, size } = await withCopies(pictures, originals, 'shifted');
    const at = (from: number, to: number) =>
      fromArrays({
        images: features.pixels.slice(from * 768, to * 768),
        channels: 3,
        height: 16,
        width: 16,
        labels: Array.from({ length: to - from }, (_, i) => i % 2),
      });
    const [train, test] = [at(0, 60), at(60, size)];
    const { findings, parts } = auditData({ train, test });
    expect(brief(findings)).toEqual(['leak duplicates 12']);
    expect(findings[0]!.examples[0]).toBe('example 1 = example 41');
    const { parts: kept, dropped } = withoutTwins(parts);
    expect(dropped).toBe(12);
    expect(kept.train.size).toBe(48);
    expect(brief(audit(kept.train, kept.test))).toEqual([]);
    // One of fifty-one: less than the score's own uncertainty.
    expect(brief(audit(at(0, 60), at(61, 101)))).toEqual(['warning duplicates 1']);
  });

  it('asks for the group where rows come in families, shown by a column or by their order', () => {
    const next = draws('families');
    const rows: Record<string, Cell>[] = [];
    const labels: string[] = [];
    for (let person = 0; person < 40; person++) {
      const own = Array.from({ length: 8 }, () => 4 * next());
      for (let visit = 0; visit < 6; visit++) {
        rows.push({
          person: `p${person}`,
          ...Object.fromEntries(own.map((x, c) => [`f${c}`, x + 0.8 * next()])),
        });
        labels.push(person % 2 ? 'ill' : 'well');
      }
    }
    const [found, ...rest] = audit(fromArrays({ rows, labels }));
    expect([found!.severity, found!.check, found!.examples]).toEqual(['warning', 'families', ['person']]);
    expect(found!.message).toContain('--group person');
    expect(rest).toEqual([]);
    const unnamed = rows.map(({ person: _, ...row }) => row);
    expect(audit(fromArrays({ rows: unnamed, labels }))[0]!.message).toContain('Neighbours in the file');
    const groups = rows.map(({ person }) => String(person));
    expect(audit(fromArrays({ rows: unnamed, labels, groups }))).toEqual([]);
  });
});
