import { exampleExhibits } from './exampleExhibits.ts';
import { exampleHistory, exampleStudy } from './exampleRecord.ts';
import { studyRecord, type StudyRecord } from '../../src/study/record.ts';

/**
 * A study's record with everything that a study can hold: the search, ensembles, calibration, sizes of the data, groups,
 * exhibits, and curves with norms. Made up, and always the same.
 */
export function exampleFullStudy(more: Partial<StudyRecord> = {}): StudyRecord {
  const study = exampleStudy();
  const baseline = fullHistory(exampleHistory(), 1);
  const chosen = fullHistory(exampleHistory({ epochs: 48, gap: 0.04, rise: 0.001 }), 0.35);
  const scores = (accuracy: number) => ({ loss: (1 - accuracy) * 3, accuracy });
  return studyRecord.parse({
    ...study,
    diagnosis: {
      ...study.diagnosis,
      history: baseline,
      evidence: [
        'On what it was trained on the network is right in 100.0%, on what it never saw in 88.2% (means of 9 splits).',
        'The gap is +11.8 percentage points, 95% interval +10.1 to +13.5.',
        'Always guessing the commonest class is right in 11.3%.',
        'The simplest network, one layer, is right in 84.5% of what it never saw: the large network is better (+3.7 points, 95% interval +2.0 to +5.4).',
        'With 60, 120, 240 training examples it is right in 71.2%, 82.0%, 88.2%. Twice as many would bring about +4.1 points if that went on, 95% interval +2.6 to +5.6.',
        'On new groups it is right in 88.2%; where the same groups stand on both sides of a split, in 92.4%: new groups cost +4.2 points, 95% interval +1.1 to +7.3.',
      ],
      yardstick: {
        architecture: 'linear',
        parameters: 7850,
        train: scores(0.981),
        validation: scores(0.845),
        effect: effect(0.037, 0.017),
      },
      learningCurve: {
        points: [
          { examples: 60, train: scores(1), validation: scores(0.712) },
          { examples: 120, train: scores(1), validation: scores(0.82) },
          { examples: 240, train: scores(1), validation: scores(0.882) },
        ],
        twice: effect(0.041, 0.015),
      },
      groupShift: { within: scores(0.924), lost: effect(0.042, 0.031) },
    },
    baseline: { ...study.baseline, history: baseline },
    chosen: {
      ...study.chosen,
      history: chosen,
      recipe: { ...study.chosen.recipe, penalties: { l1: 0, l2: 0.001 } },
    },
    exhibits: exampleExhibits(),
    search: exampleSearch(40),
    pruning: {
      ...{ from: 16, size: 8, parameters: 26_506, validation: scores(0.931), decision: 'drop' },
      ...{ effect: effect(-0.004, 0.011), lossEffect: effect(-0.02, 0.04) },
    },
    ensembles: {
      single: ensembleRow('single', 1, 0, 0),
      rows: [
        ensembleRow('independent', 4, 0.012, 0.009),
        ensembleRow('independentFull', 4, 0.021, 0.008),
        ensembleRow('monteCarlo', 30, 0.004, 0.006),
        ensembleRow('snapshots', 4, -0.018, 0.009),
        ensembleRow('swa', 1, 0.008, 0.006),
      ],
      chosen: 'independentFull',
      asked: true,
    },
    calibration: {
      temperature: 1.42,
      lossBefore: 0.243,
      lossAfter: 0.211,
      effect: effect(0.032, 0.011),
      kept: true,
    },
    ...more,
  });
}

/** Ends of an interval on both sides of a mean. */
function effect(mean: number, half: number, pairs = 9) {
  return { mean, interval: [mean - half, mean + half] as [number, number], pairs };
}

const decisionOf = (mean: number, half: number) => (mean > half ? 'keep' : mean < -half ? 'harm' : 'drop');

/** The curves with the norms of the weights and of the Jacobian. */
function fullHistory(history: ReturnType<typeof exampleHistory>, growth: number) {
  return history.map((epoch, i) => ({
    ...epoch,
    weightNorms: {
      '0.conv2d': 2.1 + 0.8 * growth * Math.log1p(i),
      '3.conv2d': 4.2 + 1.4 * growth * Math.log1p(i),
      '7.dense': 5.4 + 2.6 * growth * Math.log1p(i),
      '9.dense': 2.9 + 0.4 * growth * Math.log1p(i),
    },
    jacobianNorm: 1.2 + 2.4 * growth * Math.log1p(i / 3),
  }));
}

function ensembleRow(name: string, cost: number, mean: number, half: number) {
  return {
    name,
    explanation: `${name}, as an example`,
    members: cost,
    trainingSteps: 480,
    trainingCost: name === 'independentFull' ? cost : 1,
    predictionCost: cost,
    parameters: 26_506 * (name === 'monteCarlo' ? 1 : cost),
    scores: { loss: 0.21 - mean, accuracy: 0.935 + mean },
    effect: effect(mean, half),
    lossEffect: effect(mean * 3, half * 3),
    calibratedEffect: effect(mean * 2, half * 2),
    decision: decisionOf(mean, half),
  };
}

/** A search over four remedies: blocks of twelve mixtures, of which a third goes on from rung to rung. */
export function exampleSearch(mixtures: number): NonNullable<StudyRecord['search']> {
  const axes = [
    { name: 'dropout', values: [0, 0.1, 0.2, 0.35, 0.5, 0.65] },
    { name: 'l2', values: [0, 0.0001, 0.001, 0.01] },
    {
      name: 'shift',
      values: [null, { name: 'shift', xRange: [-0.05, 0.05] }, { name: 'shift', xRange: [-0.1, 0.1] }],
    },
    { name: 'size', values: [16, 8, 4] },
  ];
  const rungs = [
    { epochs: 15, pairs: 1 },
    { epochs: 30, pairs: 2 },
    { epochs: 60, pairs: 5 },
  ];
  // Numbers that look drawn and are not.
  const draw = (i: number, k: number) => Math.abs(Math.sin(i * 12.9898 + k * 78.233) * 43758.5453) % 1;
  const configurations = Array.from({ length: mixtures }, (_, number) => {
    const origin = number === 0 ? 'baseline' : number < 3 ? 'start' : 'random';
    const changes = Object.fromEntries(
      axes.flatMap(({ name, values }, k) => {
        const level = number === 0 ? 0 : Math.floor(draw(number, k) * values.length);
        return level === 0 ? [] : [[name, values[level]]];
      }),
    );
    const reached = number < 3 ? [2] : number % 9 === 4 ? [0, 1, 2] : number % 3 === 1 ? [0, 1] : [0];
    const merit = 0.2 + 0.25 * draw(number, 9);
    return {
      number,
      origin,
      ...(number >= 3 && { block: Math.floor((number - 3) / 12) }),
      changes,
      losses: reached.map((rung) => ({ rung, loss: merit + 0.12 * (2 - rung) })),
      ...(number === 5 && { failed: 'The loss is not a number.', losses: [] }),
    };
  });
  const finished = configurations.flatMap(({ number, losses }) => {
    const last = losses.find(({ rung }) => rung === 2);
    return last ? [{ number, loss: last.loss }] : [];
  });
  const best = finished.reduce((a, b) => (b.loss < a.loss ? b : a));
  return {
    budget: 64,
    spent: 58,
    seed: 7,
    pairs: { choose: 5, report: 4 },
    axes,
    rungs,
    configurations: configurations as NonNullable<StudyRecord['search']>['configurations'],
    winner: {
      number: best.number,
      isFound: best.number >= 3,
      recipe: {},
      parameters: 26_506,
      validation: { loss: best.loss, accuracy: 0.941 },
      effect: effect(0.059, 0.012, 5),
      lossEffect: effect(0.2, 0.05, 5),
      decision: 'keep',
    },
    report: {
      baseline: { loss: 0.45, accuracy: 0.882 },
      winner: { loss: 0.24, accuracy: 0.936 },
      effect: effect(0.054, 0.014, 4),
      lossEffect: effect(0.21, 0.06, 4),
      decision: 'keep',
    },
    parts: [
      ['dropout', 0.35, 0.011, 0.007, 'keep'],
      ['shift', { name: 'shift', xRange: [-0.1, 0.1] }, 0.033, 0.012, 'keep'],
      ['l2', 0.001, 0.001, 0.006, 'drop'],
    ].map(([name, value, mean, half, decision]) => ({
      name: name as string,
      value,
      effect: effect(mean as number, half as number, 5),
      lossEffect: effect((mean as number) * 3, (half as number) * 3, 5),
      decision: decision as 'keep' | 'drop',
    })),
    notes: [],
  };
}
