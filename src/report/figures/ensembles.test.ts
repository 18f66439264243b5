import { expect, test } from 'vitest';
import { calibration } from './calibration.ts';
import { ensembleEconomics } from './ensembleEconomics.ts';
import { exampleFullStudy } from '../../../test/helpers/exampleFullRecord.ts';
import { exampleStudy } from '../../../test/helpers/exampleRecord.ts';
import { readAxis } from '../../../test/helpers/figure.ts';
import { findAll, parseXml, textOf } from '../../../test/helpers/xml.ts';

const study = exampleFullStudy();
const ensembles = study.ensembles!;
const titleOf = (svg: string) => textOf(findAll(parseXml(svg), 'title')[0]!);

test('each ensemble stands at its gain, with its interval', () => {
  const [{ svg }] = ensembleEconomics.draw(study) as [ReturnType<typeof ensembleEconomics.draw>[0]];
  const y = readAxis(svg, 'y');
  const rows = findAll(parseXml(svg), 'g').filter(({ attributes }) => attributes['data-row'] !== undefined);
  rows.forEach((row, i) => {
    const [bar] = findAll(row, 'line');
    const ends = [bar!.attributes.y1, bar!.attributes.y2].map((at) => y(Number(at)));
    ensembles.rows[i]!.effect.interval.forEach((end, k) => expect(ends[k]).toBeCloseTo(100 * end, 1));
  });
  expect(titleOf(svg)).toBe('independentFull gains +2.1 pp at 4× the cost of one network');
});

test('that none helps, and that one network is kept all the same, is said', () => {
  const title = (rows: typeof ensembles.rows) =>
    titleOf(
      ensembleEconomics.draw({ ...study, ensembles: { ...ensembles, rows, chosen: undefined } })[0]!.svg,
    );
  expect(title(ensembles.rows.slice(2, 4))).toBe(
    'None of 2 ensembles is shown to be better than one network',
  );
  expect(title(ensembles.rows)).toContain('3 of 5 ensembles help, and one network is kept');
});

test('a study without ensembles and calibration has no figure of them', () => {
  expect([...ensembleEconomics.draw(exampleStudy()), ...calibration.draw(exampleStudy())]).toEqual([]);
});

test('calibration says whether the temperature is kept, and which way it goes', () => {
  const kept = calibration.draw(study)[0]!;
  expect(titleOf(kept.svg)).toBe('Making the network less sure lowers its log loss from 0.243 to 0.211');
  const worse = { ...study.calibration!, lossAfter: 0.25, kept: false };
  expect(titleOf(calibration.draw({ ...study, calibration: worse })[0]!.svg)).toContain('does not help');
});
