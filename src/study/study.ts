import { baselineRecipe, epochLimit, memorize, studyEpochs } from './baseline.ts';
import { dataSummary, diagnosisOf } from './diagnose.ts';
import type { Executor } from './executors/executor.ts';
import { ensembleTrials } from './ensemble/compareEnsembles.ts';
import { collectExhibits } from './exhibits/collect.ts';
import { checkEnsembleName, finalForm } from './finalForm.ts';
import { finalists } from './finalists.ts';
import { hasGroups, measureGroupShift } from './groupShift.ts';
import { claimJournal, dataFingerprint, settled, type Journal } from './journal.ts';
import { refuseLeaks } from './leak.ts';
import { measureLearningCurve } from './learningCurve.ts';
import { makePairs, type Pair } from './pairs.ts';
import { recordSchema, studyRecord, type DiagnosisRecord, type StudyRecord } from './record.ts';
import type { TestOpenings } from './openings.ts';
import { moreAugmentations } from './moreAugmentations.ts';
import { partedRemedies, refusedRecord, unsafeAugmentations } from './refuse.ts';
import { tryCombinations, tryRemedies } from './treat.ts';
import { withTestShift } from './testShift.ts';
import type { StudyProgress } from './studyProgress.ts';
import { TestBench, type PairResults } from './testBench.ts';
import { lengthen } from './lengthen.ts';
import { shrink } from './shrink.ts';
import { searchBeyond } from './searchBeyond.ts';
import { scoresOfChoosing } from './scoresOfChoosing.ts';
import { verdictSentences } from './verdict.ts';
import { measureYardstick } from './yardstick.ts';
import { auditData, type Finding as AuditFinding } from '../data/auditData.ts';
import type { Dataset } from '../data/dataset.ts';
import { withTwins } from '../data/twins.ts';
import { network } from '../recipe/compile.ts';
import { fitPreparation } from '../recipe/preparation.ts';
import { truncationNote } from '../recipe/truncationNote.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Ensemble } from '../train/ensemble.ts';
import type { Model } from '../train/model.ts';
import { OptionError } from '../util/errors.ts';
import { duration } from '../util/format.ts';

export interface StudyOptions {
  readonly executor: Executor;
  /** Runs the final predictions on the test part. */
  readonly runtime: Runtime;
  readonly journal: Journal;
  /** Where it is remembered which test parts were opened, by whatever study. Default: nowhere but in the journal. */
  readonly openings?: TestOpenings;
  readonly seed: number;
  /** Splits and seeds on which each recipe is compared, 3 or more. Default 5 for under 1,000 examples, else 3. */
  readonly pairs?: number;
  /** What is treated instead of the usual baseline; its epochs are kept. */
  readonly baseline?: Recipe;
  /** Names of the remedies to try. Default: all that apply. */
  readonly remedies?: readonly string[];
  /** What the search for a cocktail may cost, in full trainings; 0 for none. Default: 64, or what the budget leaves. */
  readonly search?: number;
  /**
   * Whether the chosen recipe is compared with ensembles of it; the name of one that is used whatever the evidence. Default
   * false: it takes as long as all remedies together.
   */
  readonly ensembles?: string | boolean;
  /** Seconds the study should take; fewer pairs and sizes are tried where it is short. */
  readonly budgetSeconds?: number;
  /** What `auditData` found, where it was asked before (of the pictures behind features). Default: it is asked. */
  readonly audit?: readonly AuditFinding[];
  /** Whether a diagnosis trains on parts of the examples too, to say what more would bring. Default true. */
  readonly learningCurve?: boolean;
  /** Whether the test part came as a part of its own, not as a random share of the data. Default false. */
  readonly testIsGiven?: boolean;
  /** Whether a study goes on with data that give the answer away. Default false. */
  readonly allowLeak?: boolean;
  /** Where the data came from, for the record. */
  readonly description: string;
  readonly onProgress?: (progress: StudyProgress) => void;
  /** Called with each part of the record as soon as it is known. */
  readonly onFinding?: (finding: Finding) => void;
  readonly signal?: AbortSignal;
}

/** What a study tells while it runs. */
export type Finding =
  | { readonly kind: 'diagnosis'; readonly diagnosis: DiagnosisRecord }
  | { readonly kind: 'remedy'; readonly remedy: StudyRecord['remedies'][number] }
  | { readonly kind: 'note'; readonly text: string };

export interface StudyResult {
  readonly record: StudyRecord;
  /** The chosen network, or several that answer together, trained on all data but the test part. */
  readonly model: Model | Ensemble;
}

/** A baseline trained on all pairs, and what it tells. */
export interface Diagnosed {
  readonly diagnosis: DiagnosisRecord;
  readonly baseline: Recipe;
  readonly pairs: readonly Pair[];
  readonly results: PairResults;
  /** Epochs that trainings would have without a budget. */
  readonly wantedEpochs: number;
}

/**
 * Does a network without remedies overfit this data, and how? Trains an over-parameterised network several times and
 * reads the verdict.
 *
 * @throws {DataError} too few examples. @throws {OptionError} `pairs` below 2. @throws {InterruptedError}
 */
export async function diagnose(given: Dataset, options: StudyOptions): Promise<Diagnosed> {
  const { data, audit } = audited(given, undefined, options);
  const pairs = plannedPairs(data, options);
  claimJournal(options.journal, dataFingerprint(data), options.seed);
  const began = performance.now();
  const bench = new TestBench(options);
  const diagnosed = await diagnoseWith(bench, data, pairs, { ...options, audit }, began, 0);
  options.onFinding?.({ kind: 'diagnosis', diagnosis: diagnosed.diagnosis });
  return diagnosed;
}

/**
 * The splits of a study. What can be wrong with its options and its baseline is found here, before the journal holds
 * a line.
 */
function plannedPairs(data: Dataset, options: StudyOptions, times = 1): Pair[] {
  const wanted = options.pairs ?? (data.size < 1000 ? 5 : 3);
  if (!Number.isInteger(wanted) || wanted < 2 || wanted > 100)
    throw new OptionError(`pairs: must be a whole number from 2 to 100. Received ${wanted}.`);
  if (options.baseline) network(options.baseline, fitPreparation(data));
  return makePairs(data, times * wanted, options.seed);
}

/** The data with their twins known, and what the audit found in them. */
function audited(given: Dataset, test: Dataset | undefined, options: StudyOptions) {
  if (options.audit) return { data: withTwins(given), audit: options.audit, sealed: test };
  const { parts, findings } = auditData({ train: given, ...(test && { test }) });
  return { data: parts.train, audit: findings, sealed: parts.test };
}

/** Share of a budget after which learning by heart is given up. */
const memorizingShare = 0.08;

/**
 * Share of what is left then that is planned for. One training alone, as it was timed, is quicker than several side by side;
 * and what comes beyond each remedy needs time too.
 */
const plannedShare = 0.65;

/** Share of a budget that is kept for longer trainings of the chosen network, where it cut all of them short. */
const longerShare = 0.2;

/** Seconds of a budget that are kept for `lengthen`: none where trainings have the epochs that they want. */
const secondsKept = ({ budgetSeconds = 0 }: StudyOptions, { epochs }: Recipe, wanted: number): number =>
  epochs < wanted ? longerShare * budgetSeconds : 0;

/** @param plannedAfter Trials a pair that will follow the diagnosis, for the estimate of time. */
async function diagnoseWith(
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
  if (!options.baseline) {
    const memorizing = await memorize(
      bench,
      baseline,
      pairs[0]!,
      budgetSeconds && memorizingShare * budgetSeconds,
    );
    const limit = epochLimit(pairs[0]!.parts.train.length, baseline.batchSize);
    wantedEpochs = studyEpochs(memorizing, limit, undefined);
    const epochs = await settled(journal, 'epochs', () => {
      // Three pairs are the fewest that make an interval; the two final trainings come on top.
      const trials = 3 * (1 + plannedPerPair) + 2;
      if (budgetSeconds === undefined) return wantedEpochs;
      const perTrial = (secondsLeft() * options.executor.workers) / trials;
      const whole = studyEpochs(memorizing, limit, plannedShare * perTrial);
      // What is cut short is looked at for longer in the end: that takes its share too.
      return whole === wantedEpochs || plannedAfter === 0
        ? whole
        : studyEpochs(memorizing, limit, (plannedShare - longerShare) * perTrial);
    });
    if (epochs < wantedEpochs)
      options.onFinding?.({
        kind: 'note',
        text: `The budget allows trainings of ${epochs} epochs, not ${wantedEpochs}: remedies that slow learning down show less of what they can do.`,
      });
    baseline = baselineRecipe(data, epochs);
  }
  // The first pair says how long a trial takes, before the others are promised.
  const first = await bench.pairs('Does it overfit?', 'baseline', baseline, pairs.slice(0, 1));
  const count = await settled(journal, 'pairs', () => {
    if (budgetSeconds === undefined || plannedAfter === 0) return pairs.length;
    const perPair = bench.leastSecondsFor(1 + plannedPerPair);
    const forPairs = secondsLeft() - secondsKept(options, baseline, wantedEpochs);
    if (3 * perPair > 1.1 * forPairs)
      options.onFinding?.({
        kind: 'note',
        text: `Three splits, the fewest that make an interval, need about ${duration(3 * perPair)} more: over the budget.`,
      });
    return Math.min(pairs.length, Math.max(3, Math.floor(forPairs / perPair)));
  });
  if (count < pairs.length)
    options.onFinding?.({
      kind: 'note',
      text: `The budget allows ${count} of ${pairs.length} splits; intervals are wider for it.`,
    });
  pairs = pairs.slice(0, count);
  bench.total = bench.done + pairs.length - 1 + pairs.length * plannedPerPair;
  const rest = await bench.pairs('Does it overfit?', 'baseline', baseline, pairs.slice(1));
  const results = [...first, ...rest];
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
    ...(yardstick && { yardstick }),
    ...(groupShift && { groupShift }),
    ...(learningCurve && { learningCurve }),
    description: options.description,
    seed: options.seed,
    seconds: (performance.now() - began) / 1000,
    ...(options.audit && { audit: options.audit }),
  });
  return { diagnosis, baseline, pairs, results, wantedEpochs };
}

/**
 * The main job: diagnose, treat, shrink, choose, prove.
 *
 * The test part takes no part in anything but the last step; its opening is written into the journal.
 *
 * @param examples Everything but the test part. @param test The sealed part.
 * @throws {DataError} too few examples, data that give the answer away, or a journal of another study. @throws {OptionError} an unknown remedy.
 * @throws {InterruptedError} the signal; the journal holds what was done.
 */
export async function study(examples: Dataset, test: Dataset, given: StudyOptions): Promise<StudyResult> {
  const { data, audit, sealed = test } = audited(examples, test, given);
  refuseLeaks(audit, given.allowLeak);
  checkEnsembleName(given.ensembles);
  const notes: string[] = [];
  const onFinding = (finding: Finding) => {
    if (finding.kind === 'note') notes.push(finding.text);
    given.onFinding?.(finding);
  };
  const options = { ...given, audit, onFinding };
  const { journal, seed } = options;
  const cut = truncationNote(fitPreparation(data), data.size);
  if (cut !== undefined) onFinding({ kind: 'note', text: cut });
  const start = options.baseline ?? baselineRecipe(data, 1);
  // Before anything is written: a wrong name is refused here.
  const unsafe = await unsafeAugmentations(data, start, options.remedies, options.runtime);
  const parted = (baseline: Recipe) => partedRemedies(data, baseline, options.remedies, unsafe);
  const allPairs = plannedPairs(data, options, 2);
  if (typeof options.ensembles === 'string')
    // How long the chosen network trains is not known yet; any length shows a wrong name.
    ensembleTrials({ recipe: checked({ ...start, epochs: 100 }), pairs: allPairs, use: options.ensembles });
  claimJournal(journal, dataFingerprint(data), seed);
  const began = performance.now();
  const bench = new TestBench(options);
  const wanted = allPairs.length / 2;
  const firstPairs = allPairs.slice(0, wanted);
  // Beyond each remedy: two combinations and the smaller sizes. A second look comes on top where there is time for it.
  const planned = parted(start).variants.length + 6;
  const diagnosed = await diagnoseWith(bench, data, firstPairs, options, began, planned);
  const { diagnosis, baseline, pairs, wantedEpochs } = diagnosed;
  const kept = secondsKept(options, baseline, wantedEpochs);
  onFinding({ kind: 'diagnosis', diagnosis });

  // Where the budget cut the first look short, it does not pay for a second one.
  const morePairs = pairs.length < wanted ? [] : allPairs.slice(wanted);
  const { variants: usual, refused, others } = parted(baseline);
  const refusals = refused.map((one) => refusedRecord(one, baseline, diagnosed.results));
  for (const remedy of refusals) onFinding({ kind: 'remedy', remedy });
  const more = await moreAugmentations(bench, data, {
    variants: others,
    baseline,
    budgetSeconds: options.budgetSeconds,
    journal,
    seed,
  });
  const variants = [...usual, ...more];
  bench.total = bench.done + pairs.length * (variants.length + 6) + morePairs.length * (variants.length + 2);
  const { tried, results } = await tryRemedies(bench, {
    baseline,
    results: diagnosed.results,
    guess: diagnosis.guess,
    pairs,
    morePairs,
    variants,
    onFinding,
    async affords(trials) {
      const { budgetSeconds } = options;
      const enough = await settled(journal, 'secondLook', () => {
        if (budgetSeconds === undefined) return 1;
        // The sizes and the two final trainings are still to come.
        const needed = bench.secondsFor(trials + 6 * pairs.length + 2);
        return Number(needed < budgetSeconds - kept - (performance.now() - began) / 1000);
      });
      if (!enough)
        onFinding({
          kind: 'note',
          text: 'The budget allows no second look at what looks better; intervals are wider for it.',
        });
      return enough === 1;
    },
  });
  const comparedOn = allPairs.slice(0, results.length);
  const { guess } = diagnosis;
  const combination = await tryCombinations(bench, { baseline, results, guess, pairs: comparedOn, tried });
  const { budgetSeconds, executor } = options;
  const secondsLeft = () => budgetSeconds! - (performance.now() - began) / 1000;
  const search = await searchBeyond(bench, {
    data,
    baseline,
    results: diagnosed.results,
    pairs,
    tried,
    start: combination.recipe,
    journal,
    seed,
    trainings: options.search,
    time:
      budgetSeconds === undefined
        ? undefined
        : () => ({
            // The sizes and the two final trainings are still to come.
            seconds: secondsLeft() - kept - bench.secondsFor(4 * pairs.length + 2 * executor.workers),
            workers: executor.workers,
          }),
    onFinding,
  });
  // What wins among many by luck is not better beyond its interval.
  const found = search?.record.winner.isFound && search.record.winner.decision === 'keep';
  const treated = found ? search : combination;
  const capacity = await shrink(bench, {
    ...{ data, pairs, journal, recipe: treated.recipe },
    results: treated.results.slice(0, pairs.length),
    // The two final trainings are still to come.
    secondsLeft:
      budgetSeconds === undefined
        ? undefined
        : () => secondsLeft() - kept - bench.secondsFor(2 * executor.workers),
  });
  const longer = await lengthen(bench, {
    recipe: capacity.recipe,
    results: capacity.results,
    pairs,
    wanted: capacity.form ? 0 : wantedEpochs,
    workers: executor.workers,
    journal,
    secondsLeft: budgetSeconds === undefined ? undefined : secondsLeft,
    onFinding,
  });
  // Of the first repeat of folds, in which each example is held out once.
  const candidates = [
    diagnosed.results,
    ...tried.map((remedy) => remedy.results),
    ...combination.candidates,
    ...(search?.candidates ?? []),
    ...capacity.candidates,
    ...longer.candidates,
  ].map((some) => some.slice(0, Math.min(pairs.length, 5)));
  const final = await finalForm(bench, data, longer.recipe, pairs, options.ensembles, capacity.form);
  const { calibration } = final;
  const isBaseline = JSON.stringify(longer.recipe) === JSON.stringify(baseline);
  const proof = await finalists(bench, data, test, {
    baseline,
    chosen: final.recipe,
    ...(final.form && { form: final.form }),
    ...(calibration?.kept && { temperature: calibration.temperature }),
    baselineResults: diagnosed.results,
    chosenResults: longer.results,
    // Where nothing was chosen nothing was chosen by luck.
    ...(!isBaseline && { chosenValidation: scoresOfChoosing(candidates) }),
    journal,
    ...(options.openings && { openings: options.openings }),
    runtime: options.runtime,
    seed,
  });
  if (proof.openedBefore > 0)
    onFinding({
      kind: 'note',
      text: `This test part was opened ${proof.openedBefore === 1 ? 'once' : `${proof.openedBefore} times`} before, by other studies: what was chosen after them may lean towards it. A fresh test part tells the truth.`,
    });

  // A random share of the data is like the rest; whatever differs there is luck.
  const shown = options.testIsGiven ? withTestShift(diagnosis, diagnosed.results, proof.baseline) : diagnosis;
  const record: StudyRecord = {
    schema: recordSchema,
    data: { ...dataSummary(data, options.description), test: test.size },
    diagnosis: shown,
    audit: diagnosis.audit,
    remedies: [...tried.map(({ record: remedy }) => remedy), ...refusals],
    combined: combination.records,
    ...(search && { search: search.record }),
    capacity: capacity.capacity,
    ...(capacity.pruning && { pruning: capacity.pruning }),
    ...(longer.record && { longer: longer.record }),
    ...(final.ensembles && { ensembles: final.ensembles }),
    ...(calibration && { calibration: { ...calibration } }),
    baseline: proof.baseline,
    chosen: proof.chosen,
    improvement: proof.improvement,
    notes,
    verdict: [],
    trials: bench.done,
    seconds: (performance.now() - began) / 1000,
    seed,
  };
  const complete = { ...record, verdict: verdictSentences(record) };
  const finished = { ...proof, data, test: sealed, pairs, runtime: options.runtime, seed };
  const exhibits = await collectExhibits(record, finished, (text) => onFinding({ kind: 'note', text }));
  return { record: studyRecord.parse({ ...complete, exhibits }), model: proof.model };
}
