import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawRemedyEffects } from './remedyEffects.ts';
import { exampleRegression, exampleStudy } from '../../../test/helpers/exampleRecord.ts';
import { lookOf, readAxis, readBar } from '../../../test/helpers/figure.ts';
import { findAll, parseXml, textOf } from '../../../test/helpers/xml.ts';

const { remedies, combined } = exampleStudy();
const rowsOf = (svg: string) => findAll(parseXml(svg), 'g').filter((group) => group.attributes['data-row']);
const titleOf = (svg: string) => textOf(findAll(parseXml(svg), 'title')[0]!);
const words = { keep: 'helps', drop: 'no effect shown', harm: 'harms' };

describe('drawRemedyEffects', () => {
  test('each row, read back through the axis, is the effect of its remedy; best first, all together last', () => {
    const svg = drawRemedyEffects({ remedies, combined });
    const axis = readAxis(svg, 'x');
    const expected = [...remedies].sort((a, b) => b.effect.mean - a.effect.mean).concat(combined);
    const rows = rowsOf(svg);
    expect(rows).toHaveLength(expected.length);
    rows.forEach((row, i) => {
      const { name, effect, decision } = expected[i]!;
      const bar = readBar(row, axis);
      expect(bar.text).toContain(name);
      expect(bar.mean).toBeCloseTo(effect.mean * 100, 1);
      expect(bar.low).toBeCloseTo(effect.interval[0] * 100, 1);
      expect(bar.high).toBeCloseTo(effect.interval[1] * 100, 1);
      expect(bar.look).toBe(lookOf(svg, words[decision]));
    });
  });

  test('a number to predict has its own unit', () => {
    const study = exampleRegression();
    const svg = drawRemedyEffects(study);
    const bar = readBar(rowsOf(svg)[0]!, readAxis(svg, 'x'));
    expect(bar.mean).toBeCloseTo(4.5, 1);
    expect(textOf(parseXml(svg))).not.toMatch(/ pp|percent/);
  });

  test('decisions differ in shape, not only in colour', () => {
    const svg = drawRemedyEffects({ remedies });
    const legend = findAll(parseXml(svg), 'g').filter((group) => group.attributes['data-legend']);
    const shapes = legend.map((entry) => {
      const [sign] = [...findAll(entry, 'circle'), ...findAll(entry, 'polygon')];
      return `${sign!.name}${sign!.attributes.class?.includes('ring')}`;
    });
    expect(new Set(shapes).size).toBe(3);
  });

  test.each([
    [remedies, '2 of 5 remedies help, most of all augment by +4.1 pp; 1 harms'],
    [remedies.filter(({ decision }) => decision === 'drop'), 'None of 2 remedies is shown to help'],
    [remedies.filter(({ name }) => name === 'dropout'), '1 of 1 remedy helps, dropout by +1.1 pp'],
    [remedies.filter(({ decision }) => decision === 'harm'), 'The one remedy tried harms'],
    [
      remedies.filter(({ decision }) => decision === 'drop').slice(0, 1),
      'The one remedy tried is not shown to help',
    ],
    [[], 'No remedies were tried'],
  ])('the title states the finding: %#', (some, title) => {
    expect(titleOf(drawRemedyEffects({ remedies: some }))).toBe(title);
  });

  test('no pairs: says so and draws no interval', () => {
    const none = { ...remedies[0]!, effect: { mean: 0, interval: [0, 0] as [number, number], pairs: 0 } };
    const [row] = rowsOf(drawRemedyEffects({ remedies: [none] }));
    expect(textOf(row!)).toContain('not measured');
    expect(findAll(row!, 'line')).toEqual([]);
  });

  test('any effects and names: well-formed, without NaN, the same twice', () => {
    const effect = fc.record({
      mean: fc.double(),
      interval: fc.tuple(fc.double(), fc.double()),
      pairs: fc.integer({ min: 0, max: 9 }),
    });
    const remedy = fc
      .record({
        name: fc.string({ maxLength: 300 }),
        effect,
        decision: fc.constantFrom('keep' as const, 'drop' as const, 'harm' as const),
      })
      .map((more) => ({ ...remedies[0]!, ...more }));
    fc.assert(
      fc.property(fc.array(remedy, { maxLength: 5 }), (some) => {
        const svg = drawRemedyEffects({ remedies: some });
        parseXml(svg);
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
        expect(drawRemedyEffects({ remedies: some })).toBe(svg);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
