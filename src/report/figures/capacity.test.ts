import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacity, drawCapacity } from './capacity.ts';
import { exampleStudy } from '../../../test/helpers/exampleRecord.ts';
import { lookOf, readAxis } from '../../../test/helpers/figure.ts';
import { findAll, parseXml, textOf } from '../../../test/helpers/xml.ts';

const sizes = exampleStudy().capacity;
const titleOf = (svg: string) => textOf(findAll(parseXml(svg), 'title')[0]!);

describe('drawCapacity', () => {
  test('each point, read back by the labels of axes and legend, is the error of its name', () => {
    const svg = drawCapacity({ capacity: sizes });
    const [x, y] = [readAxis(svg, 'x', 'log'), readAxis(svg, 'y')];
    const ascending = [...sizes].reverse();
    for (const [name, part] of [
      ['Training', 'train'],
      ['Validation', 'validation'],
    ] as const) {
      const look = lookOf(svg, name);
      const dots = findAll(parseXml(svg), 'circle', { class: look });
      expect(dots).toHaveLength(sizes.length);
      dots.forEach((dot, i) => {
        expect(x(Number(dot.attributes.cx)) / ascending[i]!.parameters).toBeCloseTo(1, 2);
        expect(y(Number(dot.attributes.cy))).toBeCloseTo(1 - ascending[i]![part].accuracy!, 3);
      });
    }
  });

  test('marks the chosen size', () => {
    const svg = drawCapacity({ capacity: sizes });
    const [line] = findAll(parseXml(svg), 'line', { class: 'hib-mark' });
    expect(readAxis(svg, 'x', 'log')(Number(line!.attributes.x1)) / 26_506).toBeCloseTo(1, 2);
    expect(textOf(parseXml(svg))).toContain('The chosen size: 26,506 parameters');
  });

  test('triangles stand for sizes with fewer words, beside the line', () => {
    const fewer = [
      ...sizes,
      { ...sizes[1]!, parameters: 6_658, epochs: 160, wordMinCount: 2, chosen: false },
    ];
    const svg = drawCapacity({ capacity: fewer });
    const triangles = findAll(parseXml(svg), 'polygon', { 'data-series': 'validation' });
    expect(triangles).toHaveLength(1);
    expect(findAll(parseXml(svg), 'circle', { 'data-series': 'validation' })).toHaveLength(sizes.length);
    expect(textOf(parseXml(svg))).toContain('Fewer words');
    expect(textOf(parseXml(svg))).toContain('words that occur 2 times or more');
    const [drawn] = capacity.draw({ ...exampleStudy(), capacity: fewer });
    expect(drawn!.caption).toContain('triangles');
    const place = drawn!.data.columns.findIndex(({ field }) => field === 'wordMinCount');
    expect(drawn!.data.rows.map((row) => row[place])).toEqual([1, 1, 1, 2, 1]);
    // Where all sizes leave them out there is nothing to tell apart.
    const all = sizes.map((size) => ({ ...size, wordMinCount: 2 }));
    expect(textOf(parseXml(drawCapacity({ capacity: all })))).not.toContain('Fewer words');
  });

  test('tells of a second descent, where there is one', () => {
    const effect = (mean: number) => ({ mean, interval: [mean / 2, 2 * mean] as [number, number], pairs: 5 });
    const parameters = { before: 1_690, peak: 6_658, after: 105_866 };
    const secondDescent = { parameters, rise: effect(0.25), fall: effect(0.125) };
    const captionOf = (more: object) => capacity.draw({ ...exampleStudy(), ...more })[0]!.caption;
    expect(captionOf({ secondDescent })).toContain(
      'with 6,658 parameters it is 0.25 above that with 1,690 and 0.125 above that with 105,866.',
    );
    expect(captionOf({})).not.toContain('descent');
  });

  test('squares stand for the simplest kind of network, beside the line', () => {
    const simple = { ...sizes[1]!, architecture: 'linear', size: 1, parameters: 7_850, epochs: 160 };
    const all = [...sizes, { ...simple, chosen: false }];
    const svg = drawCapacity({ capacity: all });
    const squares = findAll(parseXml(svg), 'polygon', { 'data-series': 'validation' });
    expect(squares).toHaveLength(1);
    expect(findAll(parseXml(svg), 'circle', { 'data-series': 'validation' })).toHaveLength(sizes.length);
    expect(textOf(parseXml(svg))).toContain('Simplest kind of network');
    expect(textOf(parseXml(svg))).not.toContain('Trained for longer');
    expect(textOf(parseXml(svg))).toContain('7,850 parameters of the simplest kind, linear, for 160 epochs');
    const [drawn] = capacity.draw({ ...exampleStudy(), capacity: all });
    expect(drawn!.caption).toContain('Squares');
    const place = drawn!.data.columns.findIndex(({ name }) => name === 'Simplest kind');
    expect(drawn!.data.rows.map((row) => row[place])).toEqual(['', '', 'linear', '', '']);
    expect(textOf(parseXml(drawCapacity({ capacity: sizes })))).not.toContain('Simplest kind');
  });

  test('rings stand for sizes that trained for longer, beside the line through those that did not', () => {
    const longer = [
      ...sizes,
      ...[26_506, 6_658].map((parameters) => ({ ...sizes[1]!, parameters, epochs: 160, chosen: false })),
    ];
    const svg = drawCapacity({ capacity: longer });
    const dots = findAll(parseXml(svg), 'circle', { 'data-series': 'validation' });
    const isRing = (dot: (typeof dots)[number]) => dot.attributes.class!.includes('hib-ring');
    const x = readAxis(svg, 'x', 'log');
    expect(dots.filter(isRing).map((dot) => Math.round(x(Number(dot.attributes.cx)) / 100))).toEqual([
      67, 265,
    ]);
    expect(dots.filter((dot) => !isRing(dot))).toHaveLength(sizes.length);
    const paths = findAll(parseXml(svg), 'path', { class: 'hib-validation' });
    const curve = paths.map(({ attributes }) => attributes.d!).find((d) => d.includes('L'));
    expect(curve!.match(/[ML]/g)).toHaveLength(sizes.length);
    expect(textOf(parseXml(svg))).toContain('Trained for longer');
    expect(textOf(parseXml(drawCapacity({ capacity: sizes })))).not.toContain('Trained for longer');
    const [drawn] = capacity.draw({ ...exampleStudy(), capacity: longer });
    expect(drawn!.caption).toContain('rings are sizes that trained for longer');
    expect(drawn!.data.columns[1]!.name).toBe('Epochs, where longer');
    expect(drawn!.data.rows.map((row) => row[1])).toEqual(['', '', 160, '', 160, '']);
  });

  const choose = (parameters: number, more = {}) =>
    sizes.map((size) => ({
      ...size,
      chosen: size.parameters === parameters,
      ...(size.parameters === parameters && more),
    }));
  const lost = { effect: { mean: -0.03, interval: [-0.04, -0.02] as [number, number], pairs: 9 } };
  test.each([
    [
      sizes,
      '26,506 parameters were chosen, fewer than the best (105,866), and no loss is shown: validation error 6.5%',
    ],
    [
      choose(26_506, lost),
      '26,506 parameters were chosen, fewer than the best (105,866), at a loss that is shown',
    ],
    [choose(105_866), '105,866 parameters have the lowest error: validation error 6.2%'],
    [choose(0), 'The lowest error is at 105,866 parameters: validation error 6.2%'],
    [
      sizes.slice(0, 1).map((size) => ({ ...size, chosen: true })),
      'One size was measured, 105,866 parameters',
    ],
    [[], 'Sizes were not compared'],
  ])('the title states the finding: %#', (some, title) => {
    expect(titleOf(drawCapacity({ capacity: some }))).toContain(title);
  });

  test('any sizes: well-formed, without NaN, the same twice', () => {
    const scores = fc.record(
      { loss: fc.double(), accuracy: fc.double(), rmse: fc.double() },
      { requiredKeys: ['loss'] },
    );
    const size = fc.record({
      size: fc.constant(1),
      parameters: fc.oneof(fc.double(), fc.integer({ min: 0, max: 1e9 })),
      train: scores,
      validation: scores,
      chosen: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(size, { maxLength: 6 }), (some) => {
        const svg = drawCapacity({ capacity: some });
        parseXml(svg);
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
        expect(drawCapacity({ capacity: some })).toBe(svg);
      }),
      { seed: 8, numRuns: 200 },
    );
  });
});
