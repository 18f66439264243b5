import { describe, expect, test } from 'vitest';
import { diagnosisOf } from './diagnose.ts';
import { diagnosisRecord } from './record.ts';
import { prices } from '../../test/helpers/examples.ts';
import { errors, labelled, scores, trialResult } from '../../test/helpers/trials.ts';

const facts = { description: 'made up', seed: 3, seconds: 1 };
const even = labelled(50, 50);

/** The diagnosis of trials with these accuracies in training and validation. */
const diagnosed = (...pairs: readonly (readonly [train: number, validation: number])[]) =>
  diagnosisOf(
    even,
    pairs.map(([train, validation]) => trialResult(scores(train), scores(validation))),
    facts,
  );

describe('the verdict on classes', () => {
  test.each([
    [
      'overfits',
      'by heart, and far less elsewhere',
      [
        [1, 0.82],
        [1, 0.78],
        [1, 0.8],
      ],
    ],
    [
      'overfits',
      'not by heart, but a gap beyond the interval',
      [
        [0.95, 0.8],
        [0.94, 0.81],
        [0.96, 0.8],
      ],
    ],
    [
      'fits',
      'the same on both sides',
      [
        [0.97, 0.97],
        [0.96, 0.97],
        [0.97, 0.96],
      ],
    ],
    [
      'fits',
      'better on validation: a gap of the other sign is no overfitting',
      [
        [0.9, 0.99],
        [0.91, 1],
        [0.92, 0.99],
      ],
    ],
    [
      'fits',
      'a gap too small to treat',
      [
        [1, 0.985],
        [1, 0.985],
        [1, 0.986],
      ],
    ],
    [
      'fits',
      'a gap within the interval',
      [
        [0.98, 0.7],
        [0.98, 0.99],
        [0.98, 0.99],
      ],
    ],
    [
      'underfits',
      'little learned on either side',
      [
        [0.6, 0.58],
        [0.61, 0.6],
        [0.62, 0.59],
      ],
    ],
    [
      'noise',
      'by heart, and a guess elsewhere',
      [
        [1, 0.5],
        [1, 0.47],
        [1, 0.52],
      ],
    ],
    [
      'noise',
      'by heart, and worse than a guess elsewhere',
      [
        [1, 0.4],
        [1, 0.38],
        [1, 0.41],
      ],
    ],
  ] as const)('%s: %s', (verdict, _, pairs) => {
    const record = diagnosed(...pairs);
    expect(record.verdict).toBe(verdict);
    expect(diagnosisRecord.parse(record)).toEqual(record);
  });

  test('a guess is the commonest class: 90% right says little where 90% are of one class', () => {
    const results = [0.91, 0.89, 0.9].map((accuracy) => trialResult(scores(1), scores(accuracy)));
    expect(diagnosisOf(labelled(90, 10), results, facts)).toMatchObject({
      verdict: 'noise',
      guess: { accuracy: 0.9 },
    });
    expect(diagnosisOf(even, results, facts)).toMatchObject({
      verdict: 'overfits',
      guess: { accuracy: 0.5 },
    });
  });

  test('nor is it noise where the probabilities know of the rare class what the answers do not show', () => {
    const said = (calibratedLoss: number) =>
      diagnosisOf(
        labelled(180, 20),
        [0.91, 0.89, 0.9].map((accuracy) => trialResult(scores(1), { accuracy, loss: 0.9, calibratedLoss })),
        facts,
      );
    // The shares of the classes alone lose 0.325.
    expect(said(0.2).verdict).toBe('overfits');
    expect(said(0.2).evidence.join(' ')).toContain(
      'their loss is 0.2, that of the shares of the classes is 0.325',
    );
    expect(said(0.31).verdict).toBe('noise');
    expect(said(0.31).evidence.join(' ')).not.toContain('its probabilities know more');
  });
});

test('a leak is the verdict whatever the scores, and stands in the record with all findings', () => {
  const finding = {
    check: 'givenAway',
    severity: 'leak',
    message: 'Column "b" says it.',
    examples: ['b'],
    count: 1,
  } as const;
  const note = {
    ...finding,
    check: 'constants',
    severity: 'note',
    message: 'Column "c" is constant.',
  } as const;
  const results = [0.99, 1, 1].map((accuracy) => trialResult(scores(1), scores(accuracy)));
  const record = diagnosisOf(even, results, { ...facts, audit: [finding, note] });
  expect(record.verdict).toBe('leak');
  expect(record.evidence[0]).toBe(finding.message);
  expect(diagnosisRecord.parse(record).audit).toEqual([finding, note]);
  expect(diagnosisOf(even, results, { ...facts, audit: [note] }).verdict).toBe('fits');
});

test('gap, interval and means are those of the pairs', () => {
  const record = diagnosed([1, 0.8], [1, 0.7], [0.97, 0.7]);
  expect(record.generalizationGap).toBeCloseTo(0.77 / 3, 12);
  expect(record.train.accuracy).toBeCloseTo(0.99, 12);
  expect(record.validation.accuracy).toBeCloseTo(2.2 / 3, 12);
  // Folds of 20 examples, right in 73.3%, vary by 0.00978; the seen variance of 0.2, 0.3, 0.27 counts a tenth of that.
  const variance = ((20 * ((2.2 / 3) * (0.8 / 3))) / 20 + 2 * 0.0513160144 ** 2) / 22;
  expect((record.interval[1] - record.interval[0]) / 2).toBeCloseTo(
    2.0738730679 * Math.sqrt(variance / 3),
    6,
  );
  expect(record).toMatchObject({
    parameters: 1000,
    seed: 3,
    data: { kind: 'table', rows: 100, features: [1] },
  });
});

describe('the verdict on a number', () => {
  const data = prices(60);
  const deviation = diagnosisOf(data, [trialResult(errors(1), errors(1))], facts).guess.rmse!;
  const of = (train: number, validation: number) =>
    diagnosisOf(
      data,
      [0.99, 1, 1.01].map((wobble) =>
        trialResult(
          errors(train * deviation * wobble, deviation),
          errors(validation * deviation * wobble, deviation),
        ),
      ),
      facts,
    ).verdict;

  test.each([
    ['overfits', 0.05, 0.5],
    ['fits', 0.1, 0.1],
    ['fits', 0.15, 0.1],
    ['underfits', 0.8, 0.82],
    ['noise', 0.01, 1.1],
  ] as const)('%s: rmse %d of a guess in training, %d in validation', (verdict, train, validation) => {
    expect(of(train, validation)).toBe(verdict);
  });
});

test('the evidence says when validation loss turned, and only where it did', () => {
  const turn = (losses: readonly number[]) =>
    diagnosisOf(even, [trialResult(scores(1), scores(0.8), { losses })], facts).evidence.join(' ');
  expect(turn([0.9, 0.5, 0.4, 0.6, 0.8])).toContain('lowest around epoch 3 of 5 and rose by 100%');
  expect(turn([0.9, 0.5, 0.4, 0.41, 0.42])).not.toContain('rose');
});

describe('labels that cannot be learned', () => {
  const known = (n: number, ...validation: readonly number[]) =>
    diagnosisOf(
      labelled(n, n),
      validation.map((accuracy) => trialResult(scores(1), scores(accuracy))),
      facts,
    ).verdict;

  test('a little better than a guess is luck where few were seen, and is not where many were', () => {
    // Three of five folds of 100: 60 examples, of which half ± 13.6 points are right by luck.
    expect(known(50, 0.6, 0.6, 0.6)).toBe('noise');
    expect(known(5000, 0.6, 0.6, 0.6)).toBe('overfits');
  });

  test('equal inputs with different labels: not learned, and no fault of the network', () => {
    const results = [0.7, 0.71, 0.7].map((accuracy) =>
      trialResult(scores(accuracy), scores(accuracy - 0.02)),
    );
    const conflicts = (count: number) =>
      diagnosisOf(even, results, {
        ...facts,
        audit: [{ check: 'conflicts', severity: 'warning', message: 'Torn.', examples: [], count }],
      }).verdict;
    expect(conflicts(60)).toBe('noise');
    expect(conflicts(5)).toBe('underfits');
  });
});

describe('new groups', () => {
  const results = [0.7, 0.72, 0.71].map((accuracy) => trialResult(scores(1), scores(accuracy)));
  const verdictOf = (within: number, mean: number, margin: number) => {
    const record = diagnosisOf(even, results, {
      ...facts,
      groupShift: {
        within: scores(within),
        lost: { mean, interval: [mean - margin, mean + margin], pairs: 3 },
      },
    });
    expect(record.evidence.join(' ')).toContain('On new groups it is right in 71.0%');
    return record.verdict;
  };

  test('that cost most of the gap are a shift; less, or what may be luck, is not', () => {
    expect(verdictOf(0.97, 0.26, 0.05)).toBe('shift');
    expect(verdictOf(0.8, 0.09, 0.05)).toBe('overfits');
    expect(verdictOf(0.97, 0.26, 0.3)).toBe('overfits');
  });
});

test('the simplest network and the learning curve are told, and do not change the verdict', () => {
  const record = diagnosisOf(
    even,
    [0.8, 0.79, 0.81].map((accuracy) => trialResult(scores(1), scores(accuracy))),
    {
      ...facts,
      yardstick: {
        architecture: 'linear',
        parameters: 4,
        train: scores(0.9),
        validation: scores(0.85),
        effect: { mean: -0.05, interval: [-0.08, -0.02], pairs: 3 },
      },
      learningCurve: {
        points: [25, 50, 100].map((examples) => ({ examples, train: scores(1), validation: scores(0.7) })),
        twice: { mean: 0.03, interval: [0.01, 0.05], pairs: 3 },
      },
    },
  );
  expect(record.verdict).toBe('overfits');
  expect(record.evidence.join(' ')).toMatch(
    /one layer, is right in 85\.0% .* the large network is worse \(−5\.0 points.*With 25, 50, 100 training examples.*Twice as many would bring about \+3\.0 points/,
  );
  expect(diagnosisRecord.parse(record)).toEqual(record);
});
