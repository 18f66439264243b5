import { expect, test } from 'vitest';
import { groupShift } from './groupShift.ts';
import { sampleSizes } from './sampleSizes.ts';
import { yardsticks } from './yardsticks.ts';
import { exampleFullStudy } from '../../../test/helpers/exampleFullRecord.ts';
import { exampleStudy } from '../../../test/helpers/exampleRecord.ts';
import { readAxis, readCurve } from '../../../test/helpers/figure.ts';
import { findAll, parseXml, textOf } from '../../../test/helpers/xml.ts';

const study = exampleFullStudy();
const { diagnosis } = study;
const titleOf = (svg: string) => textOf(findAll(parseXml(svg), 'title')[0]!);
const effect = (mean: number, low: number, high: number) => ({
  mean,
  interval: [low, high] as [number, number],
  pairs: 5,
});

test('the sizes of the data, read back, are the errors of the record, and twice as many stand at the hoped for error', () => {
  const [{ svg, data }] = sampleSizes.draw(study) as [ReturnType<typeof sampleSizes.draw>[0]];
  const { points, twice } = diagnosis.learningCurve!;
  const x = readAxis(svg, 'x', 'log');
  const path = findAll(parseXml(svg), 'path', { 'data-series': 'validation' })[0]!;
  const corners = path.attributes.d!.match(/[ML][^ML]+/g)!.map((step) => Number(step.slice(1).split(' ')[0]));
  expect(corners.map((at) => Math.round(x(at) / 5) * 5)).toEqual(points.map(({ examples }) => examples));
  readCurve(svg, 'Validation').forEach(({ y }, i) =>
    expect(y).toBeCloseTo(1 - points[i]!.validation.accuracy!, 2),
  );
  expect(data.rows.at(-1)!.slice(0, 3)).toEqual([480, '', expect.closeTo(0.882 + twice.mean, 12)]);
  expect(titleOf(svg)).toBe('More data would help: twice as many examples would bring about +4.1 pp');
});

test('what is not shown to help is not promised', () => {
  const learningCurve = { ...diagnosis.learningCurve!, twice: effect(0.003, -0.004, 0.01) };
  const [drawn] = sampleSizes.drawDiagnosis!({ ...diagnosis, learningCurve });
  expect(titleOf(drawn!.svg)).toBe('Twice as many examples are not shown to help: about +0.3 pp');
});

test.each([
  [effect(0.037, 0.02, 0.054), 'The network beats the simplest one by +3.7 pp'],
  [effect(-0.037, -0.054, -0.02), 'The simplest network is better by +3.7 pp'],
  [effect(0.01, -0.01, 0.03), 'The network is not shown to beat the simplest one'],
])('yardsticks: %#', (worth, title) => {
  const yardstick = { ...diagnosis.yardstick!, effect: worth };
  expect(titleOf(yardsticks.drawDiagnosis!({ ...diagnosis, yardstick })[0]!.svg)).toContain(title);
});

test('without a simplest network the guess is the yardstick', () => {
  const [drawn] = yardsticks.draw(exampleStudy());
  expect(titleOf(drawn!.svg)).toContain('The network beats a guess');
  expect(drawn!.data.rows).toHaveLength(2);
  const poor = { ...exampleStudy().diagnosis, validation: { loss: 3, accuracy: 0.1 } };
  expect(titleOf(yardsticks.drawDiagnosis!(poor)[0]!.svg)).toContain('no better than a guess');
});

test.each([
  [effect(0.042, 0.011, 0.073), 'New groups are harder: they cost +4.2 pp'],
  [effect(0.01, -0.01, 0.03), 'New groups are not shown to be harder'],
  [effect(-0.03, -0.05, -0.01), 'New groups are easier'],
])('new groups: %#', (lost, title) => {
  const shift = { ...diagnosis, groupShift: { ...diagnosis.groupShift!, lost } };
  expect(titleOf(groupShift.drawDiagnosis!(shift)[0]!.svg)).toContain(title);
});

test('data without groups have no figure of them', () => {
  expect(groupShift.draw(exampleStudy())).toEqual([]);
});
