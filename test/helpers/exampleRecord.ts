import {
  diagnosisRecord,
  recordSchema,
  studyRecord,
  type DiagnosisRecord,
  type RemedyRecord,
  type Scores,
  type StudyRecord,
} from '../../src/study/record.ts';

/** Records as a study of 300 handwritten digits writes them, checked by the schema. Made up, and always the same. */

type History = DiagnosisRecord['history'];

/** A small wobble that looks like chance and is not. */
const wobble = (i: number, size: number) => size * (Math.sin(i * 12.9898) * 0.6 + Math.sin(i * 4.1414) * 0.4);

/** Curves of a training; `gap` is how far validation stays below training, `rise` how fast its loss goes up again. */
export function exampleHistory(
  options: { epochs?: number; gap?: number; rise?: number; task?: 'classes' | 'number' } = {},
): History {
  const { epochs = 60, gap = 0.12, rise = 0.006, task = 'classes' } = options;
  return Array.from({ length: epochs }, (_, i) => {
    const learned = 1 - Math.exp(-(i + 1) / (5 + 40 * Math.max(0, 0.06 - gap)));
    const trainLoss = 2.3 * (1 - learned) + 0.0004;
    const validLoss = 2.3 * (1 - learned) + 3 * gap * learned + rise * i + wobble(i, 0.008);
    const scores = (accuracy: number, loss: number): Scores =>
      task === 'classes'
        ? { loss, accuracy: Math.min(1, Math.round(accuracy * 1000) / 1000) }
        : { loss, rmse: 40 * Math.sqrt(loss), r2: 1 - loss };
    return {
      epoch: i + 1,
      steps: (i + 1) * 8,
      learningRate: 0.002,
      train: scores(0.1 + 0.9 * learned + (learned > 0.99 ? 0.02 : 0), trainLoss),
      validation: scores(0.1 + (0.9 - gap) * learned + wobble(i, 0.006), validLoss),
      penalty: 0,
      weightNorms: { 'layers.0.dense': 3.1 + i * 0.02 },
    };
  });
}

const recipe = (more: Record<string, unknown> = {}) => ({
  schema: 1,
  architecture: { name: 'convnet', size: 16, batchNorm: false },
  augmentations: [],
  dropout: 0,
  penalties: { l1: 0, l2: 0 },
  loss: 'auto',
  optimizer: { name: 'adam', learningRate: 0.002, beta1: 0.9, beta2: 0.999 },
  schedule: { name: 'constant' },
  batchSize: 32,
  epochs: 60,
  stopping: null,
  seed: 0,
  ...more,
});

const treated = recipe({
  architecture: { name: 'convnet', size: 8, batchNorm: false },
  augmentations: [
    { name: 'shift', xRange: [-0.1, 0.1], yRange: [-0.1, 0.1], probability: 1 },
    { name: 'rotate', degreesRange: [-10, 10], probability: 0.5 },
  ],
  dropout: 0.5,
  stopping: { monitor: 'loss', patience: 10, minDelta: 0, startFromEpoch: 1 },
});

const remedy = (
  name: string,
  strength: RemedyRecord['strength'],
  explanation: string,
  effect: readonly [number, number, number],
  decision: RemedyRecord['decision'],
): RemedyRecord => ({
  name,
  strength,
  explanation,
  parameters: 105_866,
  validation: { loss: 0.42 - effect[0], accuracy: 0.882 + effect[0] },
  effect: { mean: effect[0], interval: [effect[1], effect[2]], pairs: 9 },
  lossEffect: { mean: effect[0] * 3, interval: [effect[1] * 3, effect[2] * 3], pairs: 9 },
  decision,
  recipe: recipe({ dropout: 0.5 }),
});

/** A diagnosis of overfitting. */
export const exampleDiagnosis = (more: Partial<DiagnosisRecord> = {}): DiagnosisRecord =>
  diagnosisRecord.parse({
    schema: recordSchema,
    verdict: 'overfits',
    train: { loss: 0.0004, accuracy: 1 },
    validation: { loss: 0.45, accuracy: 0.882 },
    generalizationGap: 0.118,
    interval: [0.101, 0.135],
    evidence: [
      'It answers 100.0% of the examples it learned from, and 88.2% of those it did not see.',
      'The loss on unseen examples is lowest at epoch 17 and rises afterwards, while the loss on seen ones falls on.',
    ],
    next: 'Treat it: run the study to see which remedies help.',
    guess: { loss: 2.3026, accuracy: 0.113 },
    parameters: 105_866,
    data: {
      kind: 'image',
      rows: 300,
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      features: [1, 28, 28],
      description: '300 handwritten digits of MNIST',
    },
    history: exampleHistory(),
    seconds: 9.4,
    seed: 7,
    ...more,
  });

/** A study that found and treated overfitting. */
export function exampleStudy(more: Partial<StudyRecord> = {}): StudyRecord {
  const diagnosis = exampleDiagnosis();
  const size = (parameters: number, width: number, train: number, validation: number, chosen = false) => ({
    size: width,
    parameters,
    train: { loss: (1 - train) * 3, accuracy: train },
    validation: { loss: (1 - validation) * 3, accuracy: validation },
    ...(parameters !== 105_866 && {
      effect: {
        mean: validation - 0.938,
        interval: [validation - 0.951, validation - 0.925] as [number, number],
        pairs: 9,
      },
    }),
    chosen,
  });
  return studyRecord.parse({
    schema: recordSchema,
    data: { ...diagnosis.data, test: 10_000 },
    diagnosis,
    remedies: [
      remedy(
        'dropout',
        0.5,
        'Switches off half of the neurons at random in each step, so that none can rely on another.',
        [0.011, 0.002, 0.02],
        'keep',
      ),
      remedy(
        'augment',
        '±10%',
        'Shows each picture shifted, turned and zoomed a little, differently each time.',
        [0.041, 0.031, 0.051],
        'keep',
      ),
      remedy(
        'l2',
        0.001,
        'Pulls all weights towards zero, so that no single one grows large.',
        [0.003, -0.004, 0.01],
        'drop',
      ),
      remedy(
        'l1',
        0.01,
        'Pulls weights to exactly zero, so that few remain.',
        [-0.024, -0.037, -0.011],
        'harm',
      ),
      remedy(
        'early stopping',
        'patience 10',
        'Ends the training when the loss on unseen examples no longer falls, and keeps the best weights.',
        [-0.001, -0.006, 0.004],
        'drop',
      ),
    ],
    combined: [
      remedy('all kept together', '', 'Augmentation and dropout at once.', [0.052, 0.04, 0.064], 'keep'),
    ],
    capacity: [
      size(105_866, 16, 0.991, 0.938),
      size(26_506, 8, 0.979, 0.935, true),
      size(6_658, 4, 0.93, 0.901),
      size(1_690, 2, 0.81, 0.79),
    ],
    baseline: {
      recipe: recipe(),
      parameters: 105_866,
      validation: { loss: 0.45, accuracy: 0.882 },
      train: { loss: 0.0004, accuracy: 1 },
      test: { loss: 0.44, accuracy: 0.8794, n: 10_000 },
      interval: [0.8729, 0.8857],
      history: exampleHistory(),
      stopped: { reason: 'epochs', bestEpoch: 60 },
    },
    chosen: {
      recipe: treated,
      parameters: 26_506,
      validation: { loss: 0.21, accuracy: 0.935 },
      train: { loss: 0.07, accuracy: 0.979 },
      test: { loss: 0.22, accuracy: 0.9331, n: 10_000 },
      interval: [0.928, 0.9378],
      history: exampleHistory({ epochs: 48, gap: 0.04, rise: 0.001 }),
      stopped: { reason: 'earlyStopping', bestEpoch: 38 },
    },
    improvement: { mean: 0.0537, interval: [0.0478, 0.0596], pairs: 10_000 },
    verdict: [
      'The baseline memorised its 300 examples: 100.0% right on them, 87.9% on 10,000 it had never seen.',
      'Augmentation and dropout help; L2 and early stopping show no effect here, and L1 harms.',
      'The chosen network is 4 times smaller and gets 93.3% of the unseen examples right.',
    ],
    trials: 117,
    seconds: 96.2,
    seed: 7,
    ...more,
  });
}

/** A study that predicts a number: rmse, no accuracy, no classes. */
export function exampleRegression(): StudyRecord {
  const study = exampleStudy();
  const scores = (rmse: number): Scores => ({ loss: (rmse / 40) ** 2, rmse, r2: 1 - (rmse / 40) ** 2 });
  const effect = (mean: number, half: number) => ({
    mean,
    interval: [mean - half, mean + half] as [number, number],
    pairs: 9,
  });
  const data = {
    ...study.data,
    kind: 'table' as const,
    classes: [],
    features: [13],
    description: 'houses.csv, column "price"',
  };
  const history = exampleHistory({ task: 'number' });
  return studyRecord.parse({
    ...study,
    data,
    diagnosis: {
      ...study.diagnosis,
      data,
      train: scores(1.2),
      validation: scores(24.5),
      guess: scores(40),
      generalizationGap: -23.3,
      interval: [-26, -20.6],
      history,
    },
    remedies: study.remedies.map((entry, i) => ({
      ...entry,
      validation: scores(20 + i),
      effect: effect([2.5, 4.5, 0.5, -3.5, -0.5][i]!, 1.8),
    })),
    combined: [],
    capacity: study.capacity.map((entry, i) => ({
      ...entry,
      train: scores(3 + i),
      validation: scores(19 + i),
      effect: i ? effect(-i, 1.5) : undefined,
    })),
    baseline: {
      ...study.baseline,
      train: scores(1.2),
      validation: scores(24.5),
      test: { ...scores(25.1), n: 100 },
      interval: [22.3, 28.1],
      history,
    },
    chosen: {
      ...study.chosen,
      train: scores(10),
      validation: scores(19),
      test: { ...scores(19.8), n: 100 },
      interval: [17.4, 22.4],
      history: exampleHistory({ task: 'number', epochs: 48, gap: 0.04 }),
    },
    improvement: { ...effect(5.3, 1.9), pairs: 100 },
    verdict: ['The chosen network misses by 19.8, the baseline by 25.1.'],
  });
}
