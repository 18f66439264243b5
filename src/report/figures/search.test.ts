import { describe, expect, test } from 'vitest';
import { leaveOneOut } from './leaveOneOut.ts';
import { searchHistory } from './searchHistory.ts';
import { searchSpace } from './searchSpace.ts';
import { searchSteps } from './searchSteps.ts';
import { exampleFullStudy, exampleSearch } from '../../../test/helpers/exampleFullRecord.ts';
import { exampleStudy } from '../../../test/helpers/exampleRecord.ts';
import { findAll, parseXml, textOf } from '../../../test/helpers/xml.ts';

const study = exampleFullStudy();
const search = study.search!;
const titleOf = (svg: string) => textOf(findAll(parseXml(svg), 'title')[0]!);

test('a study without a search has none of its figures', () => {
  for (const figure of [leaveOneOut, searchHistory, searchSpace])
    expect(figure.draw(exampleStudy())).toEqual([]);
});

describe('searchSteps', () => {
  test('count a training by its share of a full one, and what was known before as nothing', () => {
    const steps = searchSteps(search);
    const known = steps.filter(({ spent }) => spent === 0);
    expect(known.map(({ configuration }) => configuration.origin)).toEqual(['baseline', 'start', 'start']);
    // 15 of 60 epochs on one pair, then 30 on two.
    expect(steps[3]!.spent).toBeCloseTo(15 / 60, 12);
    const [before, second] = [
      steps.findIndex(({ rung }, i) => i > 2 && rung === 1) - 1,
      steps.findIndex(({ rung }, i) => i > 2 && rung === 1),
    ];
    expect(steps[second]!.spent - steps[before]!.spent).toBeCloseTo((2 * 30) / 60, 12);
  });

  test('the best so far falls and only counts full trainings', () => {
    const steps = searchSteps(search);
    const full = steps.filter(({ rung }) => rung === 2).map(({ loss }) => loss);
    expect(steps.at(-1)!.best).toBe(Math.min(...full));
    steps.reduce((before, { best }) => {
      expect(best!).toBeLessThanOrEqual(before);
      return best!;
    }, Infinity);
  });
});

test('searchHistory draws a mark for each training', () => {
  const [{ svg, data }] = searchHistory.draw(study) as [ReturnType<typeof searchHistory.draw>[0]];
  const steps = searchSteps(search).length;
  const marks = [...findAll(parseXml(svg), 'circle'), ...findAll(parseXml(svg), 'polygon')];
  expect(marks).toHaveLength(steps + search.rungs.length);
  expect(data.rows).toHaveLength(steps);
  expect(titleOf(svg)).toMatch(/^The search brings the loss from 0\.271 to 0\.227, for \d+ full trainings$/);
});

test('searchSpace leads the best mixture through its own values', () => {
  const [{ svg, data }] = searchSpace.draw(study) as [ReturnType<typeof searchSpace.draw>[0]];
  const root = parseXml(svg);
  const [best] = findAll(root, 'path', { class: 'hib-chosen' });
  expect(best!.attributes.d!.match(/[ML]/g)).toHaveLength(search.axes.length + 1);
  const lines = findAll(root, 'path').length;
  expect(lines).toBe(search.configurations.length);
  const winner = search.configurations.find(({ number }) => number === search.winner.number)!;
  const row = data.rows.find(([number]) => number === winner.number)!;
  expect(row[2]).toBe(String(winner.changes.dropout));
  // Numbers stand in their order, whatever the search lists first.
  expect(titleOf(svg)).toMatch(/^The best of 40 mixtures uses (?:\d of|all) 4 remedies/);
});

test('a search of 500 mixtures stays light', () => {
  for (const figure of [searchHistory, searchSpace])
    expect(figure.draw({ ...study, search: exampleSearch(500) })[0]!.svg.length).toBeLessThan(250_000);
});

test('leaveOneOut tells what is needed, best first, and that a part failed', () => {
  const [{ svg, data }] = leaveOneOut.draw(study) as [ReturnType<typeof leaveOneOut.draw>[0]];
  expect(titleOf(svg)).toBe('2 of the 3 parts of the mixture are needed, most of all shift by +3.3 pp');
  expect(data.rows.map(([name]) => name)).toEqual(['shift', 'dropout', 'l2']);
  const none = { mean: 0, interval: [0, 0] as [number, number], pairs: 0 };
  const failed = { ...search.parts[0]!, effect: none, lossEffect: none, reason: 'The loss is not a number.' };
  const [drawn] = leaveOneOut.draw({ ...study, search: { ...search, parts: [failed] } });
  expect(textOf(parseXml(drawn!.svg))).toContain('not measured');
  expect(drawn!.data.rows[0]!.at(-1)).toBe('The loss is not a number.');
});
