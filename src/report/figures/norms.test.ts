import { expect, test } from 'vitest';
import { jacobianNorm } from './jacobianNorm.ts';
import { weightNorms } from './weightNorms.ts';
import { exampleFullStudy } from '../../../test/helpers/exampleFullRecord.ts';
import { exampleStudy } from '../../../test/helpers/exampleRecord.ts';
import { readCurve } from '../../../test/helpers/figure.ts';
import { findAll, parseXml, textOf } from '../../../test/helpers/xml.ts';

const study = exampleFullStudy();
const titleOf = (svg: string) => textOf(findAll(parseXml(svg), 'title')[0]!);

test('the norm of each layer, read back from the axes, is that of the record', () => {
  const figures = weightNorms.draw(study);
  [study.baseline, study.chosen].forEach(({ history }, i) => {
    for (const layer of Object.keys(history[0]!.weightNorms))
      readCurve(figures[i]!.svg, layer).forEach(({ y }, epoch) =>
        expect(Math.abs(y - history[epoch]!.weightNorms[layer]!)).toBeLessThan(0.03),
      );
  });
});

test('the baseline and the chosen network have one scale', () => {
  const axes = weightNorms
    .draw(study)
    .map(({ svg }) => textOf(findAll(parseXml(svg), 'g', { 'data-axis': 'y' })[0]!));
  expect(axes[0]).toBe(axes[1]);
});

test('of many layers the largest have lines of their own, and all others one together', () => {
  const history = [1, 2].map((epoch) => ({
    ...study.baseline.history[0]!,
    epoch,
    weightNorms: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`l${i}`, (i + 1) * epoch])),
  }));
  const [{ data }] = weightNorms.drawDiagnosis!({ ...study.diagnosis, history }) as [
    ReturnType<typeof weightNorms.draw>[0],
  ];
  expect(data.columns.map(({ name }) => name)).toEqual([
    'Epoch',
    'l4',
    'l5',
    'l6',
    'l7',
    'l8',
    '4 others together',
  ]);
  expect(data.rows[1]!.at(-1)).toBeCloseTo(Math.hypot(2, 4, 6, 8), 12);
});

test('the titles say what grew most, and which network is less sensitive', () => {
  expect(weightNorms.draw(study).map(({ svg }) => titleOf(svg))).toEqual([
    'Baseline: the weights of all 4 layers grow, most in 7.dense from 5.4 to 16',
    'Chosen: the weights of all 4 layers grow, most in 7.dense from 5.4 to 8.92',
  ]);
  const [{ svg, caption }] = jacobianNorm.draw(study) as [ReturnType<typeof jacobianNorm.draw>[0]];
  expect(titleOf(svg)).toContain('The chosen network is less sensitive');
  expect(caption).toContain('by l2 0.001');
});

test('a record without Jacobian norms has no figure of them', () => {
  expect(jacobianNorm.draw(exampleStudy())).toEqual([]);
});
