import { describe, expect, test } from 'vitest';
import { registry } from './registry.ts';
import { built, lookUp, recipe } from './schema.ts';
import { OptionError } from '../util/errors.ts';

const architecture = { name: 'mlp', size: 8 };

test('everything but the architecture has a default', () => {
  expect(recipe({ architecture })).toEqual({
    schema: 1,
    architecture: { name: 'mlp', size: 8, batchNorm: false, embeddings: false, residual: false },
    backbone: null,
    wordVectors: null,
    augmentations: [],
    dropout: 0,
    penalties: { l1: 0, l2: 0 },
    loss: 'auto',
    labelSmoothing: 0,
    wordMinCount: 1,
    numbers: 'standard',
    classWeights: 'none',
    optimizer: { name: 'adam', learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    schedule: { name: 'constant' },
    clipNorm: 0,
    maxNorm: 0,
    sam: 0,
    batchSize: 32,
    epochs: 60,
    stopping: null,
    averaging: null,
    seed: 0,
  });
});

test('parts that are named are completed with their own defaults', () => {
  const value = recipe({
    architecture,
    penalties: { l2: 0.1 },
    augmentations: [{ name: 'shift', xRange: [0, 0.2] }, { name: 'flipHorizontal' }],
    optimizer: { name: 'sgd', learningRate: 0.1, momentum: 0.9 },
    schedule: { name: 'cosine', warmup: 0.1 },
    stopping: { patience: 3 },
  });
  expect(value.penalties).toEqual({ l1: 0, l2: 0.1 });
  expect(value.augmentations).toEqual([
    { name: 'shift', xRange: [0, 0.2], yRange: [-0.1, 0.1], probability: 1 },
    { name: 'flipHorizontal', probability: 0.5 },
  ]);
  expect(value.optimizer).toEqual({ name: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: false });
  expect(value.schedule).toEqual({ name: 'cosine', warmup: 0.1, finalFactor: 0 });
  expect(value.stopping).toEqual({ monitor: 'loss', patience: 3, minDelta: 0, startFromEpoch: 1 });
});

test('a loss is a name, as in older files, or a name with options', () => {
  expect(recipe({ architecture, loss: 'huber' }).loss).toBe('huber');
  expect(recipe({ architecture, loss: { name: 'huber' } }).loss).toEqual({ name: 'huber', delta: 1 });
  expect(recipe({ architecture, loss: { name: 'huber', delta: 2 } }).loss).toEqual({
    name: 'huber',
    delta: 2,
  });
});

test('is frozen, and what it was made from stays free', () => {
  const input = { architecture: { ...architecture }, augmentations: [{ name: 'shift', xRange: [0, 0.1] }] };
  const value = recipe(input);
  expect(() => Object.assign(value, { dropout: 0.9 })).toThrow(TypeError);
  expect(() => Object.assign(value.architecture, { size: 9 })).toThrow(TypeError);
  expect(() => (value.augmentations as unknown[]).push(1)).toThrow(TypeError);
  expect(() => ((value.augmentations[0]!.xRange as number[])[0] = 5)).toThrow(TypeError);
  input.architecture.size = 99;
  input.augmentations[0]!.xRange[0] = 0.05;
  expect(value.architecture.size).toBe(8);
  expect(value.augmentations[0]!.xRange).toEqual([0, 0.1]);
  expect(recipe({ architecture, augmentations: [{ name: 'shift' }] }).augmentations[0]!.xRange).toEqual([
    -0.1, 0.1,
  ]);
});

test('every thing of the registry can stand in a recipe with its defaults', () => {
  for (const name of Object.keys(registry.architectures))
    recipe({ architecture: { name, size: registry.architectures[name]!.largeSize } });
  for (const name of Object.keys(registry.augmentations)) recipe({ architecture, augmentations: [{ name }] });
  for (const name of Object.keys(registry.losses)) recipe({ architecture, loss: name });
  for (const name of Object.keys(registry.optimizers))
    recipe({ architecture, optimizer: { name, learningRate: 0.1 } });
  for (const name of Object.keys(registry.schedules)) recipe({ architecture, schedule: { name } });
});

describe('a wrong field is named, with what was received and what to do', () => {
  const sgd = { name: 'sgd', learningRate: 0.1 };
  const shift = (options: object) => ({ augmentations: [{ name: 'shift', ...options }] });
  test.each<[object, ...string[]]>([
    // Ranges
    [{ dropout: 50 }, 'dropout: rate must be in [0, 1). Received rate=50. Did you mean 0.5?'],
    [{ dropout: 1 }, 'rate must be in [0, 1). Received rate=1'],
    [{ dropout: -0.1 }, 'rate must be in [0, 1). Received rate=-0.1'],
    [{ dropout: NaN }, 'dropout: ', 'expected number', 'Received NaN'],
    [{ dropout: '0.5' }, 'dropout: ', 'expected number', 'Received "0.5"'],
    [
      { architecture: { name: 'mlp', size: 0 } },
      'mlp: size must be a whole number from 1 to 8192. Received size=0',
    ],
    [{ architecture: { name: 'convnet', size: 513 } }, 'from 1 to 512. Received size=513'],
    [{ architecture: { name: 'mlp', size: 2.5 } }, 'Received size=2.5'],
    [
      { architecture: { name: 'mlp', size: 8, batchNorm: 'yes' } },
      'architecture.batchNorm: ',
      'boolean',
      '"yes"',
    ],
    [{ penalties: { l2: -1 } }, 'penalties.l2: ', '>=0', 'Received -1'],
    [{ penalties: { l1: Infinity } }, 'penalties.l1: ', 'expected number', 'Received Infinity'],
    [{ maxNorm: -0.5 }, 'maxNorm: must be above 0, or 0 to switch it off. Received -0.5'],
    [{ sam: Infinity }, 'sam: ', 'expected number', 'Received Infinity'],
    [{ sma: 1 }, 'unknown field sma', 'Did you mean sam?'],
    [{ clipNorm: -1 }, 'clipNorm: must be above 0, or 0 to switch it off. Received -1'],
    [{ batchSize: 0 }, 'batchSize: ', '>=1', 'Received 0'],
    [{ batchSize: 2.5 }, 'batchSize: ', 'int', 'Received 2.5'],
    [{ epochs: 0 }, 'epochs: ', '>=1', 'Received 0'],
    [{ seed: -1 }, 'seed: ', '>=0', 'Received -1'],
    [{ seed: 2 ** 32 }, 'seed: ', '<=4294967295', 'Received 4294967296'],
    [{ schema: 2 }, 'schema: ', 'expected 1', 'Received 2'],
    [{ optimizer: { name: 'sgd', learningRate: 0 } }, 'optimizer.learningRate: ', '>0', 'Received 0'],
    [{ optimizer: { name: 'sgd' } }, 'optimizer.learningRate: ', 'expected number', 'Received nothing'],
    [{ optimizer: { ...sgd, momentum: 1 } }, 'sgd: momentum must be in [0, 1). Received momentum=1'],
    [{ optimizer: { ...sgd, momentum: '0.9' } }, 'sgd: momentum must be a number', 'Received "0.9"'],
    [{ optimizer: { ...sgd, momentum: NaN } }, 'sgd: momentum must be a number', 'Received NaN'],
    [{ optimizer: { ...sgd, nesterov: 1 } }, 'sgd: nesterov must be a boolean', 'Received 1'],
    [{ optimizer: { ...sgd, nesterov: true } }, 'sgd: nesterov needs a momentum above 0'],
    [{ schedule: { name: 'cosine', warmup: 1 } }, 'cosine: warmup must be in [0, 1). Received warmup=1'],
    [{ schedule: { name: 'constant', warmup: 1 } }, 'constant: options are none. Received "warmup"'],
    [
      { stopping: { patience: 0 } },
      'earlyStopping: patience must be a positive integer. Received patience=0',
    ],
    [{ stopping: { minDelta: -1 } }, 'minDelta must be 0 or more. Received minDelta=-1'],
    [
      { stopping: { startFromEpoch: 0.5 } },
      'startFromEpoch must be a positive integer. Received startFromEpoch=0.5',
    ],
    [
      { stopping: { monitor: 'val_loss' } },
      'stopping.monitor: ',
      '"loss"|"calibratedLoss"|"metric"',
      'Received "val_loss"',
    ],
    [
      shift({ xRange: [0.2, 0.1] }),
      'shift: xRange must be two numbers, the lower first, within [-1, 1]. Received [0.2, 0.1]',
    ],
    [shift({ xRange: 0.1 }), 'shift: xRange must be a list of 2 numbers, such as [-0.1,0.1]. Received 0.1'],
    [shift({ xRange: [0.1] }), 'list of 2 numbers', 'Received [0.1]'],
    [shift({ xRange: [0, '1'] }), 'list of 2 numbers', 'Received [0,"1"]'],
    [shift({ probability: 1.5 }), 'shift: probability must be in [0, 1]. Received probability=1.5'],
    [{ augmentations: ['shift'] }, 'augmentations.0: ', 'expected object', 'Received "shift"'],
    [{ augmentations: {} }, 'augmentations: ', 'expected array', 'Received {}'],
    // Names
    [
      { architecture: { name: 'mpl', size: 8 } },
      'architecture must be one of',
      'mlp',
      'Received "mpl". Did you mean mlp?',
    ],
    [
      { architecture: { name: 'constructor', size: 8 } },
      'architecture must be one of',
      'Received "constructor"',
    ],
    [{ augmentations: [{ name: 'rotat' }] }, 'Received "rotat". Did you mean rotate?'],
    [{ optimizer: { name: 'adma', learningRate: 1 } }, 'Received "adma". Did you mean adam?'],
    [{ schedule: { name: 'cosin' } }, 'Received "cosin". Did you mean cosine?'],
    [{ loss: 'crossentropy' }, 'Received "crossentropy". Did you mean crossEntropy?'],
    [
      { loss: 'hinge' },
      'loss must be one of binaryCrossEntropy, crossEntropy, huber, meanSquaredError. Received "hinge".',
    ],
    [{ loss: { name: 'hubber', delta: 1 } }, 'Received "hubber". Did you mean huber?'],
    [
      { loss: { name: 'huber', dleta: 1 } },
      'huber: options are delta. Received "dleta". Did you mean delta?',
    ],
    [{ loss: { name: 'huber', delta: 0 } }, 'huber: delta must be above 0. Received delta=0.'],
    [{ loss: { name: 'huber', delta: '1' } }, 'huber: delta must be a number, such as 1. Received "1".'],
    [{ loss: { name: 'crossEntropy', delta: 1 } }, 'crossEntropy: options are none. Received "delta".'],
    [{ labelSmoothing: 1 }, 'labelSmoothing must be in [0, 1). Received labelSmoothing=1.'],
    [{ labelSmoothing: -0.1 }, 'labelSmoothing must be in [0, 1). Received labelSmoothing=-0.1.'],
    [{ classWeights: 'equal' }, 'classWeights: '],
    [
      { architecture: { name: 'convnet', size: 8, embeddings: true } },
      'convnet: has no option embeddings; mlp has. Received embeddings=true. Leave it out.',
    ],
    [{ architecture: { name: 'convnet', size: 8, residual: true } }, 'convnet: has no option residual'],
    [{ architecture: { name: 'mlp', size: 8, residual: 1 } }, 'architecture.residual: '],
    // Fields
    [{ dropuot: 0.5 }, 'unknown field dropuot. Did you mean dropout?'],
    [{ zzz: 1 }, 'unknown field zzz. Known fields: schema, architecture'],
    [
      { architecture: { name: 'mlp', size: 8, batchnorm: true } },
      'architecture: unknown field batchnorm. Did you mean batchNorm?',
    ],
    [{ penalties: { L2: 1 } }, 'penalties: unknown field L2. Did you mean l2?'],
    [{ penalties: { weights: 1 } }, 'penalties: unknown field weights. Known fields: l1, l2.'],
    [{ stopping: { patiense: 3 } }, 'stopping: unknown field patiense. Did you mean patience?'],
    [
      { optimizer: { ...sgd, momentm: 0.9 } },
      'sgd: options are momentum, nesterov. Received "momentm". Did you mean momentum?',
    ],
    [{ optimizer: { ...sgd, toString: 1 } }, 'sgd: options are momentum, nesterov. Received "toString".'],
    [shift({ xrange: [0, 1] }), 'Received "xrange". Did you mean xRange?'],
    [shift({ explanation: 'mine' }), 'Received "explanation".'],
  ])('%j', (fields, ...parts) => {
    const act = () => recipe({ architecture, ...fields });
    expect(act).toThrow(OptionError);
    for (const part of parts) expect(act).toThrow(part);
  });

  test.each<[unknown, string]>([
    [undefined, 'Received nothing'],
    [null, 'Received null'],
    ['mlp', 'Received "mlp"'],
    [[], 'Received []'],
    [{}, 'architecture: '],
  ])('no recipe at all: %j', (input, part) => {
    expect(() => recipe(input)).toThrow(OptionError);
    expect(() => recipe(input)).toThrow(part);
  });

  test('all wrong fields are listed at once', () => {
    expect(() => recipe({ architecture, batchSize: 0, epochs: 0 })).toThrow(/batchSize: .*\nepochs: /);
  });
});

test('lookUp and built serve things by name', () => {
  expect(lookUp('loss', registry.losses, 'crossEntropy')).toBe(registry.losses.crossEntropy);
  expect(built('optimizer', registry.optimizers, { name: 'adamw', weightDecay: 0.5 }).options).toMatchObject({
    weightDecay: 0.5,
    beta1: 0.9,
  });
});
