import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawComparison } from './comparison.ts';
import { exampleRegression, exampleStudy } from '../../../test/helpers/exampleRecord.ts';
import { readAxis, readBar } from '../../../test/helpers/figure.ts';
import { findAll, parseXml, textOf } from '../../../test/helpers/xml.ts';

const study = exampleStudy();
const titleOf = (svg: string) => textOf(findAll(parseXml(svg), 'title')[0]!);
const improvement = (low: number, high: number, pairs = 100) => ({
  mean: (low + high) / 2,
  interval: [low, high] as [number, number],
  pairs,
});

describe('drawComparison', () => {
  test('each row, read back through the axis, is the test error and its interval', () => {
    for (const [record, errorOf] of [
      [study, (value: number) => 1 - value],
      [exampleRegression(), (value: number) => value],
    ] as const) {
      const svg = drawComparison(record);
      const axis = readAxis(svg, 'x');
      for (const [name, finalist] of [
        ['Baseline', record.baseline],
        ['Chosen', record.chosen],
      ] as const) {
        const bar = readBar(findAll(parseXml(svg), 'g', { 'data-row': name })[0]!, axis);
        const ends = finalist.interval.map(errorOf).sort((a, b) => a - b);
        const scale = ends[1]!;
        expect(bar.mean! / scale).toBeCloseTo(
          errorOf(finalist.test.accuracy ?? finalist.test.rmse!) / scale,
          2,
        );
        expect(bar.low! / scale).toBeCloseTo(ends[0]! / scale, 2);
        expect(bar.high! / scale).toBeCloseTo(1, 2);
        expect(bar.text.startsWith(name)).toBe(true);
      }
    }
  });

  test.each([
    [improvement(0.04, 0.06), 'Test error falls from 12.1% to 6.7%'],
    [improvement(-0.01, 0.06), 'Test error is 12.1% and 6.7%: no difference is shown'],
    [improvement(-0.06, -0.04), 'Test error rises from 12.1% to 6.7%: the chosen network is worse'],
    [improvement(0, 0, 0), 'Test error is 12.1% for the baseline and 6.7% for the chosen network'],
  ])('the title states the finding: %#', (effect, title) => {
    expect(titleOf(drawComparison({ ...study, improvement: effect }))).toBe(title);
  });

  test('any scores: well-formed, without NaN, the same twice', () => {
    const finalist = fc
      .record({
        test: fc.record({ loss: fc.double(), accuracy: fc.double(), n: fc.nat() }),
        interval: fc.tuple(fc.double(), fc.double()),
      })
      .map((more) => ({ ...study.baseline, ...more }));
    fc.assert(
      fc.property(finalist, finalist, (baseline, chosen) => {
        const data = { baseline, chosen, improvement: study.improvement };
        const svg = drawComparison(data);
        parseXml(svg);
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
        expect(drawComparison(data)).toBe(svg);
      }),
      { seed: 9, numRuns: 200 },
    );
  });
});
