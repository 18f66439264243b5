/** What figures of exhibits say, read back from the drawings. */
import { describe, expect, test } from 'vitest';
import { augmentedExamples } from './augmentedExamples.ts';
import { confidentMistakes } from './confidentMistakes.ts';
import { confusionMatrix } from './confusionMatrix.ts';
import { droppedNeurons } from './droppedNeurons.ts';
import { duplicatePairs } from './duplicatePairs.ts';
import { reliabilityDiagram } from './reliabilityDiagram.ts';
import { weightHistograms } from './weightHistograms.ts';
import { exampleExhibits } from '../../../test/helpers/exampleExhibits.ts';
import { exampleFullStudy } from '../../../test/helpers/exampleFullRecord.ts';
import { exampleRegression, exampleStudy } from '../../../test/helpers/exampleRecord.ts';
import { findAll, parseXml, textOf } from '../../../test/helpers/xml.ts';
import type { StudyFigure } from './figure.ts';
import type { Exhibits } from '../../study/exhibits/record.ts';
import { studyPage } from '../page.ts';

const exhibits = exampleExhibits();
const study = exampleFullStudy();
const withExhibits = (more: Partial<Exhibits>) => ({ ...study, exhibits: { ...exhibits, ...more } });
const drawn = (figure: StudyFigure, record = study) =>
  figure.draw(record).map((one) => ({ ...one, root: parseXml(one.svg) }));
const only = (figure: StudyFigure, record = study) => drawn(figure, record)[0]!;
const titleOf = (one: ReturnType<typeof only>) => textOf(findAll(one.root, 'title')[0]!);

const all = [
  augmentedExamples,
  confidentMistakes,
  confusionMatrix,
  droppedNeurons,
  duplicatePairs,
  reliabilityDiagram,
  weightHistograms,
];

test('nothing is drawn of a record without exhibits', () => {
  for (const figure of all) expect(figure.draw(exampleStudy())).toEqual([]);
});

describe('confusionMatrix', () => {
  test('each number stands in its cell, and the title names the commonest mistake', () => {
    const one = only(confusionMatrix);
    const { matrix } = exhibits.confusion!;
    for (const cell of findAll(one.root, 'text').filter(({ attributes }) => attributes['data-cell'])) {
      const [i, j] = cell.attributes['data-cell']!.split('-').map(Number) as [number, number];
      expect(Number(textOf(cell))).toBe(matrix[i]![j]);
    }
    expect(findAll(one.root, 'text').filter(({ attributes }) => attributes['data-cell'])).toHaveLength(
      matrix.flat().filter((n) => n > 0).length,
    );
    expect(titleOf(one)).toBe(`3 is taken for 5 most often: ${matrix[3]![5]} of 40`);
  });

  test('without a mistake it says so', () => {
    const confusion = { ...exhibits.confusion!, pairs: [] };
    expect(titleOf(only(confusionMatrix, withExhibits({ confusion })))).toBe(
      'All 400 sealed examples are recognised',
    );
  });
});

test('confidentMistakes: pictures as PNG that hold the pixels of the record', async () => {
  const one = only(confidentMistakes);
  expect(titleOf(one)).toBe('The surest mistake: 3 taken for 5, 99.8% sure');
  const images = findAll(one.root, 'image');
  expect(images).toHaveLength(5);
  const { default: sharp } = await import('sharp');
  for (const [i, { attributes }] of images.entries()) {
    const file = Buffer.from(attributes.href!.replace('data:image/png;base64,', ''), 'base64');
    const pixels = await sharp(file).toColourspace('b-w').raw().toBuffer();
    expect(pixels.toString('base64')).toBe((exhibits.mistakes![i]!.example as { pixels: string }).pixels);
  }
});

test('confidentMistakes: of numbers the misses; examples that are not at hand stand by where they come from', () => {
  const mistakes = [{ origin: 'row <7>', truth: 10, predicted: 14 }];
  const one = only(confidentMistakes, { ...exampleRegression(), exhibits: { mistakes } });
  expect(titleOf(one)).toBe('The largest miss: 14 where 10 is right');
  expect(textOf(one.root)).toContain('said 14 (+4)');
  expect(textOf(one.root)).toContain('row <7>');
});

test('reliabilityDiagram: a mark for each bin with examples, at its place', () => {
  const one = only(reliabilityDiagram);
  const { final, before } = exhibits.reliability!;
  for (const [series, bins] of [
    ['chosen', final.bins],
    ['baseline', before!.bins],
  ] as const) {
    const marks = findAll(one.root, 'circle', { 'data-series': series });
    const points = bins.filter(({ count }) => count > 0);
    expect(marks).toHaveLength(points.length);
    const right = (i: number) => [Number(marks[i]!.attributes.cy), points[i]!.accuracy!] as const;
    // Higher where more is right.
    points.forEach((_, i) =>
      points.forEach((__, j) => {
        if (right(i)[1] > right(j)[1] + 0.01) expect(right(i)[0]).toBeLessThan(right(j)[0]);
      }),
    );
  }
  expect(titleOf(one)).toMatch(/^A temperature of 1\.5 .* the calibration error: .*% before, .*% after$/);
});

test('weightHistograms: an outline of each layer of both networks', () => {
  const one = only(weightHistograms);
  for (const series of ['chosen', 'baseline'])
    expect(
      findAll(one.root, 'path', { 'data-series': series }).map(({ attributes }) => attributes['data-layer']),
    ).toEqual(['0.conv2d', '4.dense', '7.dense']);
  expect(titleOf(one)).toContain('smaller weights than the baseline');
});

test('droppedNeurons: the neurons that are on are those of the masks', () => {
  const one = only(droppedNeurons);
  const { masks } = exhibits.dropout!.layers[0]!;
  masks.forEach((mask, step) => {
    const [panel] = findAll(one.root, 'g', { 'data-panel': `Step ${step + 1}` });
    const neurons = findAll(panel!, 'circle').filter(({ attributes }) => attributes['data-on'] !== undefined);
    expect(neurons.map(({ attributes }) => Number(attributes['data-on']))).toEqual(mask);
    // A neuron that is off has no connections.
    expect(findAll(panel!, 'line')).toHaveLength(mask.filter((on) => on).length * (8 + 8));
  });
  const [average] = findAll(one.root, 'g', { 'data-panel': 'Average of 4' });
  const shares = findAll(average!, 'circle').flatMap(({ attributes }) =>
    attributes['data-on'] === undefined ? [] : [Number(attributes['data-on'])],
  );
  expect(shares).toEqual(masks[0]!.map((_, unit) => masks.reduce((sum, mask) => sum + mask[unit]!, 0) / 4));
});

describe('augmentedExamples', () => {
  test('pictures: each original beside its four draws', () => {
    const [shift, rotate] = drawn(augmentedExamples);
    expect(findAll(shift!.root, 'image')).toHaveLength(2 * 5);
    expect(textOf(rotate!.root)).toContain('drawn anew each time: degrees');
  });

  test.each(['text', 'row'] as const)('%s: what was changed is marked, and nothing else', (kind) => {
    const [one] = drawn(augmentedExamples, withExhibits(exampleExhibits(kind)));
    const marked = findAll(one!.root, undefined).filter(({ attributes }) =>
      attributes.class?.includes('hib-changed'),
    );
    const words = marked.map(textOf);
    if (kind === 'text') expect(words).toEqual(['good', 'bad', 'good', 'bad', 'good', 'bad', 'good', 'bad']);
    // Of the five columns that are shown the second and the fourth, in each draw.
    else expect(words).toHaveLength(2 * 4 * 2);
  });
});

test('duplicatePairs: both examples of each pair, and what is wrong with them', () => {
  const one = only(duplicatePairs);
  expect(findAll(one.root, 'image')).toHaveLength(6);
  expect(titleOf(one)).toBe(
    '3 pairs of examples that are there twice: 1 with one in the test part, 1 with different answers',
  );
  expect(textOf(one.root)).toContain('3 and 5');
});

test('the page may show pictures that it holds, and no others', () => {
  const page = studyPage(study);
  expect(page).toMatch(/Content-Security-Policy" content="default-src 'none'[^"]*; img-src data:;/);
  expect(page).toContain('href="data:image/png;base64,');
  parseXml(page);
});
