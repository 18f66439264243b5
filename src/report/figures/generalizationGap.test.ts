import { expect, test } from 'vitest';
import { generalizationGap } from './generalizationGap.ts';
import { exampleRegression, exampleStudy } from '../../../test/helpers/exampleRecord.ts';
import { readCurve } from '../../../test/helpers/figure.ts';
import { findAll, parseXml, textOf } from '../../../test/helpers/xml.ts';

const study = exampleStudy();
const titleOf = (svg: string) => textOf(findAll(parseXml(svg), 'title')[0]!);

test('each curve, read back from the axes, is what was seen less what was not', () => {
  const [{ svg, data }] = generalizationGap.draw(study) as [ReturnType<typeof generalizationGap.draw>[0]];
  for (const [name, { history }] of [
    ['Baseline', study.baseline],
    ['Chosen', study.chosen],
  ] as const)
    readCurve(svg, name).forEach(({ x, y }, i) => {
      const { epoch, train, validation } = history[i]!;
      expect(x).toBeCloseTo(epoch, 0);
      expect(Math.abs(y - 100 * (train.accuracy! - validation!.accuracy!))).toBeLessThan(0.1);
    });
  expect(data.rows[4]).toEqual([
    5,
    ...[study.baseline, study.chosen].map(({ history }) =>
      expect.closeTo(history[4]!.train.accuracy! - history[4]!.validation!.accuracy!, 12),
    ),
  ]);
});

test('of a number to predict a larger miss on new examples is a gap above 0', () => {
  const [drawn] = generalizationGap.draw(exampleRegression());
  expect(Number(drawn!.data.rows.at(-1)![1])).toBeGreaterThan(0);
});

test('the title compares the weights that were kept', () => {
  expect(titleOf(generalizationGap.draw(study)[0]!.svg)).toBe(
    'The gap between known and new examples shrinks from +12.2 pp to +4.0 pp',
  );
  const swapped = { ...study, baseline: study.chosen, chosen: study.baseline };
  expect(titleOf(generalizationGap.draw(swapped)[0]!.svg)).toContain('grows from +4.0 pp to +12.2 pp');
});

test('where nothing was held out there is no figure; the stopping part stands for validation', () => {
  const without = study.baseline.history.map(({ validation: _, ...epoch }) => epoch);
  const finalist = { ...study.baseline, history: without };
  expect(generalizationGap.draw({ ...study, baseline: finalist, chosen: finalist })).toEqual([]);
  const stop = {
    ...finalist,
    history: study.baseline.history.map(({ validation, ...e }) => ({ ...e, stop: validation })),
  };
  expect(generalizationGap.draw({ ...study, baseline: stop, chosen: stop })).toHaveLength(1);
});
