import { longestKernel } from '../architectures/textCnn.ts';
import { registry } from '../recipe/registry.ts';
import { recipe, type Recipe } from '../recipe/schema.ts';
import type { TestBench } from './testBench.ts';
import { isMemorized } from './trial.ts';
import type { Pair } from './pairs.ts';
import type { BackboneDescription, Dataset } from '../data/dataset.ts';

/** Steps after which the search for how long training takes gives up, whatever the size of the data. */
const mostSteps = 30_000;

/** The most epochs that learning by heart may take. */
export function epochLimit(trainSize: number, batchSize: number): number {
  const stepsPerEpoch = Math.ceil(trainSize / Math.min(batchSize, trainSize));
  return Math.max(20, Math.min(300, Math.floor(mostSteps / stepsPerEpoch)));
}

/**
 * A recipe with more parameters than needed and without remedies: convnet for pictures, mlp for tables, textCnn for tokens.
 *
 * @param epochs How long; see `memorizingEpochs`.
 */
export function baselineRecipe(data: Dataset, epochs: number): Recipe {
  const { features } = data;
  const family = familyFor(features);
  return recipe({
    architecture: { name: family, size: registry.architectures[family]!.largeSize },
    backbone: features.kind === 'table' ? (features.backbone ?? null) : null,
    optimizer: { name: 'adam', learningRate: family === 'convnet' ? 0.006 : 0.003 },
    // Falling to zero, so that what augmentation and dropout leave noisy has settled at the end.
    schedule: { name: 'cosine', warmup: 0.05 },
    epochs,
  });
}

function familyFor(features: Dataset['features']): string {
  if (features.kind === 'text') return 'textCnn';
  if (features.kind === 'tokens') return features.length >= longestKernel ? 'textCnn' : 'bagOfEmbeddings';
  return features.kind === 'image' && Math.min(features.height, features.width) >= 4 ? 'convnet' : 'mlp';
}

/** How long learning by heart took. */
export interface Memorizing {
  /** Epochs until the training part was known by heart, or until that was given up. */
  readonly epochs: number;
  readonly isMemorized: boolean;
  /** How long one took. Starting up is left out: it is the same for a long training and a short one. */
  readonly secondsPerEpoch: number;
}

/**
 * Trains the baseline until it knows the training part by heart.
 *
 * @param mostSeconds When that is given up.
 */
export async function memorize(
  bench: TestBench,
  baseline: Recipe,
  pair: Pair,
  mostSeconds?: number,
  label = 'baseline',
): Promise<Memorizing> {
  const limit = epochLimit(pair.parts.train.length, baseline.batchSize);
  const result = await bench.trial('Does it memorise?', label, {
    // At a constant rate: a schedule would stretch over the limit, which is not how long it will be.
    recipe: recipe({ ...baseline, schedule: { name: 'constant' }, epochs: limit, seed: pair.seed }),
    parts: { train: pair.parts.train },
    untilMemorized: true,
    ...(mostSeconds !== undefined && { mostSeconds }),
  });
  const epochs = result.history.length;
  const secondsPerEpoch = result.secondsPerEpoch ?? result.seconds / epochs;
  return { epochs, isMemorized: isMemorized(result.train), secondsPerEpoch };
}

/**
 * How many epochs all trials of a study train: four times what the baseline needs to know its training part by heart,
 * so that remedies which slow learning down have time, and at least 30. What it does not learn by heart is trained to the
 * limit. A budget may shorten that, to 10 at the least.
 *
 * @param affordableSeconds Seconds that one trial may take; undefined without a budget.
 */
export function studyEpochs(
  { epochs, isMemorized: isKnown, secondsPerEpoch }: Memorizing,
  limit: number,
  affordableSeconds: number | undefined,
): number {
  const ideal = isKnown ? Math.min(limit, Math.max(30, 4 * epochs)) : limit;
  if (affordableSeconds === undefined) return ideal;
  return Math.min(ideal, Math.max(10, Math.floor(affordableSeconds / secondsPerEpoch)));
}

/**
 * A recipe for somebody who brings none: the baseline with moderate dropout, and early stopping. On the features of a
 * pretrained network one penalised layer, which needs no part to stop by.
 *
 * @param trained The pretrained network, where its weights are trained too: short and gently.
 */
export function sensibleRecipe(data: Dataset, trained?: BackboneDescription): Recipe {
  if (trained)
    return recipe({
      architecture: { name: 'linear', size: 1 },
      backbone: trained,
      optimizer: { name: 'adam', learningRate: 0.0003 },
      schedule: { name: 'cosine', warmup: 0.1 },
      epochs: 10,
    });

  const baseline = baselineRecipe(data, 200);
  if (baseline.backbone)
    return recipe({
      ...baseline,
      architecture: { name: 'linear', size: 1 },
      penalties: { l2: 0.01 },
      epochs: 60,
    });
  return recipe({
    ...baseline,
    dropout: 0.3,
    stopping: { monitor: 'calibratedLoss', patience: 20, minDelta: 0, startFromEpoch: 1 },
  });
}
