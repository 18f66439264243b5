import type { Candidate } from './capacity.ts';
import type { EnsembleForm } from './ensemble/form.ts';
import { hasFailed } from './failedTraining.ts';
import type { Journal } from './journal.ts';
import { stopSplit } from './pairs.ts';
import type { Effect, Scores, StudyRecord } from './record.ts';
import { meanScores, validations } from './scores.ts';
import { bootstrapInterval, mean, standardError, wilsonInterval } from './statistics.ts';
import type { SmallestRecord } from './smallest.ts';
import type { Finding } from './study.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { dataFingerprint, fingerprint } from './journal.ts';
import type { TestOpenings } from './openings.ts';
import type { Dataset } from '../data/dataset.ts';
import { preparedTargets } from '../recipe/preparation.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import { watches } from '../recipe/watches.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { score } from '../train/evaluate.ts';
import { predictEnsemble, type Ensemble } from '../train/ensemble.ts';
import { predict, type Model } from '../train/model.ts';
import { randomKey } from '../util/random.ts';

type Finalist = StudyRecord['baseline'];

/** How often a final training that failed is made again. */
const mostAgain = 2;

/**
 * Trains baseline and chosen recipe, and the smallest that is as good as the baseline, on all data but the test part, and opens
 * the test part: once, for all.
 *
 * A training that learns its examples far worse than its trials did is made again with another seed: the test part has no say
 * in that.
 *
 * A recipe that watches a part, such as for early stopping, sets one aside for it; one without trains on everything.
 */
export async function finalists(
  bench: TestBench,
  data: Dataset,
  test: Dataset,
  plan: {
    readonly baseline: Recipe;
    readonly chosen: Recipe;
    readonly baselineResults: PairResults;
    readonly chosenResults: PairResults;
    /** What validation says of the choice, by examples that did not choose. Default: the mean over the pairs. */
    readonly chosenValidation?: Scores;
    /** The chosen one as an ensemble. Default: one network. */
    readonly form?: EnsembleForm;
    /** What the chosen one's probabilities are tempered with. Default: nothing. */
    readonly temperature?: number;
    /** The smallest as good as the baseline, and its trials. Default none. */
    readonly smallest?: Candidate;
    readonly journal: Journal;
    readonly openings?: TestOpenings;
    readonly onFinding?: (finding: Finding) => void;
    readonly runtime: Runtime;
    readonly seed: number;
  },
): Promise<{
  baseline: Finalist;
  chosen: Finalist;
  improvement: Effect;
  model: Model | Ensemble;
  baselineModel: Model;
  /** The smallest one on the test part, and itself. */
  smallest?: Pick<SmallestRecord, 'test' | 'interval' | 'improvement'> & { readonly model: Model };
  /** What the chosen one predicted for the test part: probabilities, or numbers in the unit of the target. */
  opened: { readonly predictions: Float32Array; readonly width: number };
  /** How often other studies had opened the test part. */
  openedBefore: number;
}> {
  const { journal, runtime, seed } = plan;
  const all = Int32Array.from({ length: data.size }, (_, i) => i);
  const trainOnce = (label: string, own: number, recipe: Recipe, form?: EnsembleForm) =>
    bench.trial('Final training', label, {
      recipe: checked({ ...recipe, seed: own }),
      parts:
        watches(recipe) || form?.kind === 'soup'
          ? stopSplit(data, all, randomKey(seed, 'final stop'))
          : { train: all },
      wantsModel: true,
      ...(form && { ensemble: form }),
    });
  const train = async (label: string, trials: PairResults, recipe: Recipe, form?: EnsembleForm) => {
    let result = await trainOnce(label, randomKey(seed, 'final'), recipe, form);
    for (let again = 1; again <= mostAgain && hasFailed(result.train, trials); again++) {
      plan.onFinding?.({
        kind: 'note',
        text: `The final training of the ${label} network learned its examples far worse than its trials did. It is made again with another seed.`,
      });
      result = await trainOnce(label, randomKey(seed, 'final', again), recipe, form);
    }
    return result;
  };
  const [baseline, chosen, smallest] = await Promise.all([
    train('baseline', plan.baselineResults, plan.baseline),
    train('chosen', plan.chosenResults, plan.chosen, plan.form),
    plan.smallest && train('smallest', plan.smallest.results, plan.smallest.recipe),
  ]);
  const temperature = plan.temperature === undefined ? {} : { temperature: plan.temperature };
  const models = [
    baseline.model!,
    chosen.members && chosen.members.length > 1
      ? { members: chosen.members, ...temperature }
      : { ...(chosen.members?.[0] ?? chosen.model!), ...temperature },
    ...(smallest ? [smallest.model!] : []),
  ] as const;

  const made = [
    [plan.baseline],
    [plan.chosen, plan.form, plan.temperature],
    ...(plan.smallest ? [[plan.smallest.recipe]] : []),
  ];
  const recipes = made.map((parts) => fingerprint(parts.map((part) => JSON.stringify(part) ?? '').join('')));
  // A study that was interrupted after this line opens it for the same ones again, which shows nothing new.
  const known = journal.entries.some(
    (entry) => entry.kind === 'test opened' && entry.recipes.join() === recipes.join(),
  );
  const part = dataFingerprint(test);
  const openedBefore = plan.openings?.before(part, recipes) ?? 0;
  if (!known)
    journal.append({ kind: 'test opened', recipes, ...(openedBefore > 0 && { before: openedBefore }) });
  plan.openings?.add(part, recipes);
  const opened = await Promise.all(models.map((model) => testOutcome(model, test, runtime)));
  const finalist = (
    i: 0 | 1,
    recipe: Recipe,
    results: PairResults,
    validation = meanScores(validations(results)),
  ): Finalist => ({
    recipe: { ...recipe },
    parameters: results[0]!.parameters,
    validation,
    ...(i === 1 && { validationOfChoice: meanScores(validations(results)) }),
    train: [baseline, chosen][i]!.train,
    test: { ...opened[i]!.scores, n: test.size },
    interval: opened[i]!.interval,
    // The first pair's curves show training beside validation; the final training has no validation part.
    history: [...results[0]!.history] as Finalist['history'],
    stopped: results[0]!.stopped,
  });
  return {
    baseline: finalist(0, plan.baseline, plan.baselineResults),
    chosen: finalist(1, plan.chosen, plan.chosenResults, plan.chosenValidation),
    improvement: improvementOf(opened[0]!, opened[1]!),
    model: models[1],
    baselineModel: models[0],
    ...(smallest && {
      smallest: {
        test: { ...opened[2]!.scores, n: test.size },
        interval: opened[2]!.interval,
        improvement: improvementOf(opened[0]!, opened[2]!),
        model: smallest.model!,
      },
    }),
    opened: opened[1]!,
    openedBefore,
  };
}

/** Scores of a model on the test part, its interval, and what each example contributes. */
interface TestOutcome {
  readonly scores: Scores;
  readonly interval: [number, number];
  /** Classes: 1 where right. Numbers: the squared error in the target's unit. */
  readonly perExample: readonly number[];
  readonly predictions: Float32Array;
  readonly width: number;
}

async function testOutcome(model: Model | Ensemble, test: Dataset, runtime: Runtime): Promise<TestOutcome> {
  const isEnsemble = 'members' in model;
  const { target } = (isEnsemble ? model.members[0]! : model).preparation;
  const { predictions, width } = await (isEnsemble
    ? predictEnsemble(model, test.features, test.size, runtime)
    : predict(model, test.features, test.size, runtime));
  const targets = preparedTargets(target, test);
  if (target.kind === 'classes') {
    const perExample = Array.from(targets, (label, n) => {
      const row = predictions.subarray(n * width, (n + 1) * width);
      return Number(row.indexOf(Math.max(...row)) === label);
    });
    const scores = score(predictions, width, targets, target);
    return { scores, interval: wilsonInterval(scores.accuracy!, test.size), perExample, predictions, width };
  }
  const standard = predictions.map((value) => (value - target.mean) / target.deviation);
  const perExample = Array.from(targets, (value, n) => ((standard[n]! - value) * target.deviation) ** 2);
  return {
    scores: score(standard, 1, targets, target),
    interval: bootstrapInterval(test.size, (draw) => Math.sqrt(mean(draw.map((n) => perExample[n]!)))),
    perExample,
    predictions,
    width,
  };
}

/** Chosen against baseline, example by example: accuracy gained, or rmse taken away. */
function improvementOf(baseline: TestOutcome, chosen: TestOutcome): Effect {
  const pairs = chosen.perExample.length;
  if (chosen.scores.accuracy !== undefined) {
    const differences = chosen.perExample.map((value, n) => value - baseline.perExample[n]!);
    const [centre, margin] = [mean(differences), 1.959963984540054 * standardError(differences)];
    return { mean: centre, interval: [centre - margin, centre + margin], pairs };
  }
  const rmse = (errors: readonly number[], draw: readonly number[]) =>
    Math.sqrt(mean(draw.map((n) => errors[n]!)));
  return {
    mean: baseline.scores.rmse! - chosen.scores.rmse!,
    interval: bootstrapInterval(
      pairs,
      (draw) => rmse(baseline.perExample, draw) - rmse(chosen.perExample, draw),
    ),
    pairs,
  };
}
