import type { Candidate } from './capacity.ts';
import type { Pair } from './pairs.ts';
import type { DiagnosisRecord } from './record.ts';
import { meanScores, pairedEffect, validations } from './scores.ts';
import type { PairResults, TestBench } from './testBench.ts';
import type { Dataset } from '../data/dataset.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';

/** Steps after which one layer has learned what it can. */
const leastSteps = 600;

/**
 * The simplest network for such data, beside which a larger one must show its worth: one layer on pictures and tables, a
 * bag of words on texts. Trained as long as the baseline, and to the end of what it can learn: it is cheap. Undefined
 * where the baseline is that network.
 *
 * @param trainSize Training examples.
 */
export function yardstickRecipe(
  { features }: Pick<Dataset, 'features'>,
  baseline: Recipe,
  trainSize: number,
): Recipe | undefined {
  const ofWords = features.kind === 'text' || features.kind === 'tokens';
  const architecture = ofWords ? { name: 'bagOfEmbeddings', size: 8 } : { name: 'linear', size: 1 };
  if (baseline.architecture.name === architecture.name) return undefined;
  const { batchSize, schedule, backbone, penalties } = baseline;
  const stepsPerEpoch = Math.ceil(trainSize / Math.min(batchSize, trainSize));
  return checked({
    architecture,
    backbone,
    epochs: Math.max(baseline.epochs, Math.ceil(leastSteps / stepsPerEpoch)),
    batchSize,
    optimizer: { name: 'adam', learningRate: 0.01 },
    schedule,
    // Of more columns than rows even one layer learns everything by heart.
    penalties: { ...penalties, l2: 1e-3 },
  });
}

/** The simplest network on all pairs, and what it tells; undefined where the baseline is that network. */
export async function measureYardstick(
  bench: TestBench,
  data: Dataset,
  baseline: Recipe,
  results: PairResults,
  pairs: readonly Pair[],
): Promise<
  { readonly record: NonNullable<DiagnosisRecord['yardstick']>; readonly simplest: Candidate } | undefined
> {
  const recipe = yardstickRecipe(data, baseline, pairs[0]!.parts.train.length);
  if (!recipe) return undefined;
  const simple = await bench.pairs(
    'What does a simple network do?',
    recipe.architecture.name,
    recipe,
    pairs,
    false,
  );
  const record = {
    architecture: recipe.architecture.name,
    parameters: simple[0]!.parameters,
    train: meanScores(simple.map(({ train }) => train)),
    validation: meanScores(validations(simple)),
    effect: pairedEffect(results, simple),
  };
  return { record, simplest: { recipe, results: simple } };
}
