import type { RecipeInput } from '../../../recipe/schema.ts';
import type { TaskKind } from './tasks/task.ts';

/** One remedy on the page: switched on or off, at a strength. */
export interface Switch {
  readonly on: boolean;
  readonly strength: number;
}

export type RemedyName = 'shrink' | 'dropout' | 'l1' | 'l2' | 'augmentation' | 'earlyStopping' | 'averaging';

/** What a visitor has set: the network and its training, and the remedies. */
export interface Settings {
  readonly family: 'mlp' | 'convnet' | 'textCnn' | 'bagOfEmbeddings';
  readonly size: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
  readonly remedies: Readonly<Record<RemedyName, Switch>>;
}

const off = (strength: number): Switch => ({ on: false, strength });

/** A network that is too large on purpose, without a remedy: what each kind of data begins with. */
export const startingPoints: Readonly<Record<TaskKind, Settings>> = {
  points: {
    family: 'mlp',
    size: 64,
    learningRate: 0.01,
    batchSize: 16,
    epochs: 300,
    seed: 1,
    remedies: {
      shrink: off(4),
      dropout: off(0.3),
      l1: off(0.002),
      l2: off(0.003),
      augmentation: off(0.3),
      earlyStopping: off(30),
      averaging: off(0.99),
    },
  },
  digits: {
    family: 'convnet',
    size: 8,
    learningRate: 0.003,
    batchSize: 32,
    epochs: 20,
    seed: 1,
    remedies: {
      shrink: off(2),
      dropout: off(0.4),
      l1: off(0.0003),
      l2: off(0.001),
      augmentation: off(0.5),
      earlyStopping: off(5),
      averaging: off(0.98),
    },
  },
  texts: {
    family: 'textCnn',
    size: 24,
    learningRate: 0.005,
    batchSize: 16,
    epochs: 40,
    seed: 1,
    remedies: {
      shrink: off(4),
      dropout: off(0.5),
      l1: off(0.0003),
      l2: off(0.001),
      augmentation: off(0.1),
      earlyStopping: off(8),
      averaging: off(0.98),
    },
  },
  table: {
    family: 'mlp',
    size: 64,
    learningRate: 0.005,
    batchSize: 32,
    epochs: 150,
    seed: 1,
    remedies: {
      shrink: off(4),
      dropout: off(0.3),
      l1: off(0.001),
      l2: off(0.01),
      augmentation: off(0.2),
      earlyStopping: off(20),
      averaging: off(0.99),
    },
  },
};

/** The remedies that the page suggests together for a kind of data. */
export const suggested: Readonly<Record<TaskKind, readonly RemedyName[]>> = {
  points: ['l2', 'augmentation', 'earlyStopping'],
  digits: ['dropout', 'augmentation'],
  texts: ['dropout', 'l2', 'augmentation', 'earlyStopping'],
  table: ['l2', 'dropout', 'earlyStopping'],
};

/** The network's size with the remedy of shrinking. */
export const actualSize = ({ size, remedies: { shrink } }: Settings): number =>
  shrink.on ? Math.max(1, Math.round(size / shrink.strength)) : size;

/** What changed examples look like, by kind of data; strength is 0 to 1 (points and tables: noise in deviations). */
function augmentations(kind: TaskKind, strength: number): NonNullable<RecipeInput['augmentations']> {
  if (kind === 'digits')
    return [
      { name: 'shift', xRange: [-0.2 * strength, 0.2 * strength], yRange: [-0.2 * strength, 0.2 * strength] },
      { name: 'rotate', degreesRange: [-30 * strength, 30 * strength] },
      { name: 'zoom', scaleRange: [1 - 0.3 * strength, 1 + 0.3 * strength] },
    ];
  if (kind === 'texts')
    return [
      { name: 'randomDeletion', alpha: strength, copies: 4 },
      { name: 'randomSwap', alpha: strength, copies: 4 },
    ];
  return [{ name: 'gaussianNoise', deviationRange: [0, strength] }];
}

/** The recipe that the page's settings say. */
export function recipeOf(kind: TaskKind, settings: Settings): RecipeInput {
  const { remedies, family, learningRate, batchSize, epochs, seed } = settings;
  const { dropout, l1, l2, augmentation, earlyStopping, averaging } = remedies;
  return {
    architecture: { name: family, size: actualSize(settings) },
    optimizer: { name: 'adam', learningRate },
    batchSize,
    epochs,
    seed,
    dropout: dropout.on ? dropout.strength : 0,
    penalties: { l1: l1.on ? l1.strength : 0, l2: l2.on ? l2.strength : 0 },
    augmentations: augmentation.on ? augmentations(kind, augmentation.strength) : [],
    stopping: earlyStopping.on ? { patience: earlyStopping.strength } : null,
    averaging: averaging.on ? { name: 'ema', decay: averaging.strength } : null,
  };
}

/** The settings with these remedies on and all others off. */
export const withRemedies = (settings: Settings, on: readonly RemedyName[]): Settings => ({
  ...settings,
  remedies: Object.fromEntries(
    Object.entries(settings.remedies).map(([name, one]) => [
      name,
      { ...one, on: on.includes(name as RemedyName) },
    ]),
  ) as Record<RemedyName, Switch>,
});

/** Names of the remedies that are on. */
export const activeRemedies = ({ remedies }: Settings): RemedyName[] =>
  (Object.keys(remedies) as RemedyName[]).filter((name) => remedies[name].on);
