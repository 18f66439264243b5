import { planRemedies } from './planRemedies.ts';
import { baselineRecipe } from './baseline.ts';
import { dataSummary } from './diagnose.ts';
import { audited, diagnoseWith, plannedPairs, secondsKept, type Diagnosed } from './firstLook.ts';
import type { Executor } from './executors/executor.ts';
import { ensembleTrials } from './ensemble/compareEnsembles.ts';
import { collectExhibits } from './exhibits/collect.ts';
import { checkEnsembleName, finalForm } from './finalForm.ts';
import { finalists } from './finalists.ts';
import { claimJournal, dataFingerprint, settled, type Journal } from './journal.ts';
import { refuseLeaks } from './leak.ts';
import { recordSchema, studyRecord, type DiagnosisRecord, type StudyRecord } from './record.ts';
import type { TestOpenings } from './openings.ts';
import { moreAugmentations } from './moreAugmentations.ts';
import { partedRemedies, refusedRecord, unsafeAugmentations } from './refuse.ts';
import { tryCombinations, tryRemedies } from './treat.ts';
import { withTestShift } from './testShift.ts';
import type { StudyProgress } from './studyProgress.ts';
import { TestBench } from './testBench.ts';
import { fixLength } from './fixLength.ts';
import { lengthen } from './lengthen.ts';
import { shrink } from './shrink.ts';
import { searchBeyond } from './searchBeyond.ts';
import { findSmallest } from './smallest.ts';
import { scoresOfChoosing } from './scoresOfChoosing.ts';
import { verdictSentences } from './verdict.ts';
import type { Finding as AuditFinding } from '../data/auditData.ts';
import type { Dataset } from '../data/dataset.ts';
import { fitPreparation } from '../recipe/preparation.ts';
import { truncationNote } from '../recipe/truncationNote.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Ensemble } from '../train/ensemble.ts';
import type { Model } from '../train/model.ts';

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
  | {
      readonly kind: 'remedy';
      readonly remedy: StudyRecord['remedies'][number];
      /** Whether it was told before, and is now judged by what all remedies say of how much effects vary. */
      readonly isRevised?: boolean;
    }
  | { readonly kind: 'note'; readonly text: string };

export interface StudyResult {
  readonly record: StudyRecord;
  /** The chosen network, or several that answer together, trained on all data but the test part. */
  readonly model: Model | Ensemble;
  /** The smallest that is as good as the baseline, where there is one smaller than the chosen and time to train it. */
  readonly smallestModel?: Model;
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
  const plainest = options.baseline ?? baselineRecipe(data, 1);
  // Before anything is written: a wrong name is refused here.
  const unsafe = await unsafeAugmentations(data, plainest, options.remedies, options.runtime);
  const parted = (baseline: Recipe) => partedRemedies(data, baseline, options.remedies, unsafe);
  const allPairs = plannedPairs(data, options, 2);
  if (typeof options.ensembles === 'string')
    // How long the chosen network trains is not known yet; any length shows a wrong name.
    ensembleTrials({
      recipe: checked({ ...plainest, epochs: 100 }),
      pairs: allPairs,
      use: options.ensembles,
    });
  claimJournal(journal, dataFingerprint(data), seed);
  const began = performance.now();
  const bench = new TestBench(options);
  const wanted = allPairs.length / 2;
  const firstPairs = allPairs.slice(0, wanted);
  // Beyond each remedy: two combinations and the smaller sizes. A second look comes on top where there is time for it.
  const planned = parted(plainest).variants.length + 6;
  const diagnosed = await diagnoseWith(bench, data, firstPairs, options, began, planned);
  const { diagnosis, baseline, pairs, wantedEpochs } = diagnosed;
  const kept = secondsKept(options, baseline, wantedEpochs);
  onFinding({ kind: 'diagnosis', diagnosis });
  // Where treatment begins.
  const start = diagnosed.lean?.record.taken
    ? diagnosed.lean
    : { recipe: baseline, results: diagnosed.results };

  // Where the budget cut the first look short, it does not pay for a second one.
  const morePairs = pairs.length < wanted ? [] : allPairs.slice(wanted);
  const { variants: usual, refused, others } = parted(start.recipe);
  const refusals = refused.map((one) => refusedRecord(one, start.recipe, start.results));
  for (const remedy of refusals) onFinding({ kind: 'remedy', remedy });
  const more = await moreAugmentations(bench, data, {
    // Where a budget is short already it does not pay for more of them.
    variants: start.recipe === baseline ? others : [],
    baseline,
    results: diagnosed.results,
    budgetSeconds: options.budgetSeconds,
    journal,
    seed,
  });
  const { budgetSeconds, executor } = options;
  const secondsLeft = () => budgetSeconds! - (performance.now() - began) / 1000;
  const wished = [...usual, ...more];
  const variants = await planRemedies(bench, {
    ...{ wished, pairs, journal, onFinding, baseline: start.recipe },
    // Two combinations, two sizes or more and the two final trainings are still to come: without time nothing shrinks.
    secondsLeft:
      budgetSeconds === undefined
        ? undefined
        : () => secondsLeft() - kept - bench.secondsFor(4 * pairs.length + 2 * executor.workers),
  });
  bench.total = bench.done + pairs.length * (variants.length + 6) + morePairs.length * (variants.length + 2);
  const { tried, results, spreads } = await tryRemedies(bench, {
    baseline: start.recipe,
    results: start.results,
    guess: diagnosis.guess,
    pairs,
    morePairs,
    variants,
    onFinding,
    async affords(trials) {
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
  const combination = await tryCombinations(bench, {
    baseline: start.recipe,
    results,
    guess,
    pairs: comparedOn,
    tried,
    spreads,
  });
  const search = await searchBeyond(bench, {
    data,
    baseline: start.recipe,
    results: start.results,
    pairs,
    tried,
    spreads,
    start: combination.recipe,
    journal,
    seed,
    trainings: options.search,
    time:
      budgetSeconds === undefined
        ? undefined
        : () => ({
            // The sizes and the two final trainings are still to come.
            seconds: secondsLeft() - kept - bench.secondsFor(8 * pairs.length + 2 * executor.workers),
            workers: executor.workers,
          }),
    onFinding,
  });
  // What wins among many by luck is not better beyond its interval.
  const found = search?.record.winner.isFound && search.record.winner.decision === 'keep';
  const treated = found ? search : combination;
  // The two final trainings are still to come.
  const secondsForMore =
    budgetSeconds === undefined
      ? undefined
      : () => secondsLeft() - kept - bench.secondsFor(2 * executor.workers);
  const settledLength = await fixLength(bench, {
    ...{ pairs, journal, onFinding, secondsLeft: secondsForMore },
    recipe: treated.recipe,
    results: treated.results.slice(0, pairs.length),
  });
  const untilLonger = {
    ...{ pairs, journal, onFinding, workers: executor.workers },
    secondsLeft: budgetSeconds === undefined ? undefined : secondsLeft,
  };
  const first = await lengthen(bench, {
    ...untilLonger,
    recipe: settledLength.recipe,
    results: settledLength.results,
    wanted: settledLength.record?.taken ? 0 : wantedEpochs,
    when: 'longerFirst',
  });
  const { recipe: largest } = first;
  const isLonger = first.record?.taken === true;
  // What follows takes as long as these.
  if (isLonger) bench.expectLike(first.results);
  const secondsForSizes = secondsForMore && (() => secondsForMore() + (isLonger ? kept : 0));
  const capacity = await shrink(bench, {
    ...{ data, pairs, journal, onFinding, secondsLeft: secondsForSizes },
    // A second look at long trainings is more than a budget pays for that cut them short before.
    morePairs: isLonger ? [] : morePairs,
    recipe: largest,
    results: first.results,
    ...(diagnosed.simplest && { simplest: diagnosed.simplest }),
  });
  const smallest = await findSmallest(bench, {
    ...{ pairs, journal, secondsLeft: secondsForSizes },
    baselineResults: diagnosed.results,
    chosen: capacity.recipe,
    chosenResults: capacity.results,
    compared: capacity.compared,
    largest,
  });
  const longer = await lengthen(bench, {
    ...untilLonger,
    recipe: capacity.recipe,
    results: capacity.results,
    wanted: capacity.form || isLonger || settledLength.record?.taken ? 0 : wantedEpochs,
  });
  // Of the first repeat of folds, in which each example is held out once.
  const candidates = [
    diagnosed.results,
    ...(diagnosed.lean ? [diagnosed.lean.results] : []),
    ...tried.map((remedy) => remedy.results),
    ...combination.candidates,
    ...(search?.candidates ?? []),
    ...settledLength.candidates,
    ...first.candidates,
    ...capacity.candidates,
    ...longer.candidates,
  ].map((some) => some.slice(0, Math.min(pairs.length, 5)));
  const longerRecord = longer.record ?? first.record;
  const final = await finalForm(bench, data, longer.recipe, pairs, options.ensembles, capacity.form);
  const { calibration } = final;
  const testsSmallest =
    smallest !== undefined &&
    (await settled(journal, 'smallestTest', () =>
      Number(budgetSeconds === undefined || secondsLeft() > bench.secondsFor(2 * executor.workers)),
    )) === 1;
  const isBaseline = JSON.stringify(longer.recipe) === JSON.stringify(baseline);
  const proof = await finalists(bench, data, test, {
    baseline,
    chosen: final.recipe,
    ...(final.form && { form: final.form }),
    ...(calibration?.kept && { temperature: calibration.temperature }),
    ...(testsSmallest && {
      smallest: { recipe: checked(smallest.record.recipe), results: smallest.results },
    }),
    onFinding,
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

  const { model: smallestModel, ...onTest } = proof.smallest ?? {};
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
    ...(capacity.secondDescent && { secondDescent: capacity.secondDescent }),
    ...(capacity.pruning && { pruning: capacity.pruning }),
    ...(smallest && { smallest: { ...smallest.record, ...onTest } }),
    ...(diagnosed.lean && { lean: diagnosed.lean.record }),
    ...(settledLength.record && { fixedLength: settledLength.record }),
    ...(longerRecord && { longer: longerRecord }),
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
  return {
    record: studyRecord.parse({ ...complete, exhibits }),
    model: proof.model,
    ...(smallestModel && { smallestModel }),
  };
}
