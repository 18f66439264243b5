import { baselineRecipe, epochLimit, memorize, studyEpochs } from './baseline.ts';
import type { Candidate } from './capacity.ts';
import { diagnosisOf } from './diagnose.ts';
import { hasGroups, measureGroupShift } from './groupShift.ts';
import { settled } from './journal.ts';
import { planLean, trainLean, type Lean, type LeanPlan } from './lean.ts';
import { measureLearningCurve } from './learningCurve.ts';
import { makePairs, type Pair } from './pairs.ts';
import type { DiagnosisRecord } from './record.ts';
import type { StudyOptions } from './study.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { measureYardstick } from './yardstick.ts';
import { auditData } from '../data/auditData.ts';
import type { Dataset } from '../data/dataset.ts';
import { withTwins } from '../data/twins.ts';
import { network } from '../recipe/compile.ts';
import { fitPreparation } from '../recipe/preparation.ts';
import type { Recipe } from '../recipe/schema.ts';
import { OptionError } from '../util/errors.ts';
import { duration } from '../util/format.ts';

// The first step of a study, and all of a diagnosis: how long to train, on how many splits, and what that shows.

/** A baseline trained on all pairs, and what it tells. */
export interface Diagnosed {
  readonly diagnosis: DiagnosisRecord;
  readonly baseline: Recipe;
  readonly pairs: readonly Pair[];
  readonly results: PairResults;
  /** Epochs that trainings would have without a budget. */
  readonly wantedEpochs: number;
  /** Half the size, where the budget is short. */
  readonly lean?: Lean;
  /** The simplest network for such data; absent where the baseline is that. */
  readonly simplest?: Candidate;
}

/**
 * The splits of a study. What can be wrong with its options and its baseline is found here, before the journal holds
 * a line.
 */
export function plannedPairs(data: Dataset, options: StudyOptions, times = 1): Pair[] {
  // A budget says itself for how many there is time.
  const wanted = options.pairs ?? (data.size < 1000 || options.budgetSeconds !== undefined ? 5 : 3);
  if (!Number.isInteger(wanted) || wanted < 2 || wanted > 100)
    throw new OptionError(`pairs: must be a whole number from 2 to 100. Received ${wanted}.`);
  if (options.baseline) network(options.baseline, fitPreparation(data));
  return makePairs(data, times * wanted, options.seed);
}

/** The data with their twins known, and what the audit found in them. */
export function audited(given: Dataset, test: Dataset | undefined, options: StudyOptions) {
  if (options.audit) return { data: withTwins(given), audit: options.audit, sealed: test };
  const { parts, findings } = auditData({ train: given, ...(test && { test }) });
  return { data: parts.train, audit: findings, sealed: parts.test };
}

/** Share of a budget after which learning by heart is given up. */
const memorizingShare = 0.08;

/**
 * Share of what is left then that trainings of all the epochs they want may be estimated to take; and the share that is
 * planned for where that is too long: one training alone, as it was timed, is quicker than several side by side, and what
 * comes beyond each remedy needs time too.
 */
const [wholeShare, shortShare] = [0.95, 0.55];

/** Share of a budget that is kept for longer trainings of the chosen network, where it cut all of them short. */
const longerShare = 0.2;

/** Seconds of a budget that are kept for `lengthen`: none where trainings have the epochs that they want. */
export const secondsKept = (
  { budgetSeconds = 0 }: StudyOptions,
  { epochs }: Recipe,
  wanted: number,
): number => (epochs < wanted ? longerShare * budgetSeconds : 0);

/** The fewest splits that make an interval. */
const fewestPairs = 3;

/** @param plannedAfter Trials a pair that will follow the diagnosis, for the estimate of time. */
export async function diagnoseWith(
  bench: TestBench,
  data: Dataset,
  allPairs: readonly Pair[],
  options: StudyOptions,
  began: number,
  plannedAfter: number,
): Promise<Diagnosed> {
  let pairs = allPairs;
  // The simplest network, trainings on a quarter and on half (together less than one more), and those within groups.
  const looks = 2 + Number(hasGroups(data));
  const plannedPerPair = plannedAfter + looks;
  bench.total = 1 + pairs.length * (1 + plannedPerPair);
  const { budgetSeconds, journal } = options;
  const secondsLeft = () => budgetSeconds! - (performance.now() - began) / 1000;
  let baseline = options.baseline ?? baselineRecipe(data, 1);
  let wantedEpochs = baseline.epochs;
  let lean: LeanPlan | undefined;
  if (!options.baseline) {
    const memorizing = await memorize(
      bench,
      baseline,
      pairs[0]!,
      budgetSeconds && memorizingShare * budgetSeconds,
    );
    const limit = epochLimit(pairs[0]!.parts.train.length, baseline.batchSize);
    wantedEpochs = studyEpochs(memorizing, limit, undefined);
    // Three pairs are the fewest that make an interval; the two final trainings come on top.
    const trials = 3 * (1 + plannedPerPair) + 2;
    let epochs = await settled(journal, 'epochs', () => {
      if (budgetSeconds === undefined) return wantedEpochs;
      const perTrial = (secondsLeft() * options.executor.workers) / trials;
      const whole = studyEpochs(memorizing, limit, wholeShare * perTrial);
      return whole === wantedEpochs || plannedAfter === 0
        ? whole
        : studyEpochs(memorizing, limit, shortShare * perTrial);
    });
    if (budgetSeconds !== undefined && epochs < wantedEpochs && plannedAfter > 0) {
      lean = await planLean(bench, {
        ...{ baseline, memorizing, epochs, journal, budgetSeconds, pair: pairs[0]! },
        // The baseline itself is trained on three pairs and in the end, the other trainings are of half the size.
        secondsFor: (share) =>
          (shortShare * secondsLeft() * options.executor.workers * share) / (4 + share * trials),
      });
      if (lean) epochs = lean.recipe.epochs;
    }
    if (epochs < wantedEpochs)
      options.onFinding?.({
        kind: 'note',
        text: `The budget allows trainings of ${epochs} epochs, not ${wantedEpochs}: remedies that slow learning down show less of what they can do.`,
      });
    baseline = baselineRecipe(data, epochs);
  }
  // The first pair says how long a trial takes, before the others are promised.
  const look = (some: readonly Pair[]) =>
    bench.pairs('Does it overfit?', 'baseline', baseline, some, lean === undefined);
  const first = await look(pairs.slice(0, 1));
  const count = await settled(journal, 'pairs', () => {
    if (budgetSeconds === undefined || plannedAfter === 0) return pairs.length;
    const perPair = lean
      ? (first[0]!.seconds * (1 + lean.share * (1 + plannedPerPair))) / options.executor.workers
      : bench.leastSecondsFor(1 + plannedPerPair);
    const forPairs = secondsLeft() - secondsKept(options, baseline, wantedEpochs);
    if (3 * perPair > 1.1 * forPairs)
      options.onFinding?.({
        kind: 'note',
        text: `Three splits, the fewest that make an interval, need about ${duration(3 * perPair)} more: over the budget.`,
      });
    return Math.min(pairs.length, Math.max(fewestPairs, Math.floor(forPairs / perPair)));
  });
  if (count < pairs.length)
    options.onFinding?.({
      kind: 'note',
      text: `The budget allows ${count} of ${pairs.length} splits; intervals are wider for it.`,
    });
  pairs = pairs.slice(0, count);
  bench.total = bench.done + pairs.length - 1 + pairs.length * plannedPerPair;
  const rest = await look(pairs.slice(1));
  let results: PairResults = [...first, ...rest];
  const half = lean && (await trainLean(bench, { lean, results, pairs, onFinding: options.onFinding }));
  if (half && !half.record.taken) {
    // All that follows costs more than was planned for.
    [pairs, results] = [pairs.slice(0, fewestPairs), results.slice(0, fewestPairs)];
    bench.expectLike(results);
  }
  const affordsCurve = await settled(journal, 'curve', () => {
    if (options.learningCurve === false) return 0;
    if (budgetSeconds === undefined) return 1;
    // What is left is for the remedies first.
    return Number(bench.secondsFor(pairs.length) < secondsLeft() / (plannedAfter === 0 ? 1 : 20));
  });
  const [yardstick, groupShift, learningCurve] = await Promise.all([
    measureYardstick(bench, data, baseline, results, pairs),
    measureGroupShift(bench, data, baseline, results, options.seed),
    affordsCurve ? measureLearningCurve(bench, data, baseline, results, pairs) : undefined,
  ]);
  bench.total = bench.done + pairs.length * plannedAfter;
  const diagnosis = diagnosisOf(data, results, {
    ...(yardstick && { yardstick: yardstick.record }),
    ...(groupShift && { groupShift }),
    ...(learningCurve && { learningCurve }),
    description: options.description,
    seed: options.seed,
    seconds: (performance.now() - began) / 1000,
    ...(options.audit && { audit: options.audit }),
  });
  const { simplest } = yardstick ?? {};
  return {
    ...{ diagnosis, baseline, pairs, results, wantedEpochs },
    ...(half && { lean: half }),
    ...(simplest && { simplest }),
  };
}
