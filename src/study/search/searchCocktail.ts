import { leaveOneOut, partsOf } from './leaveOneOut.ts';
import { proposer } from './propose.ts';
import { searchRecord, type ConfigurationRecord, type SearchRecord } from './record.ts';
import { blockCost, blocksWithin, blockTrials, rungsFor, type Rung } from './rungs.ts';
import { withEpochs } from '../withEpochs.ts';
import { changesAt, levelsOf, searchSpace, type Space } from './space.ts';
import { byMerit, lossOf, successiveHalving, type Standing } from './successiveHalving.ts';
import { knowsMore, type Guessing } from '../knowsMore.ts';
import type { Pair } from '../pairs.ts';
import {
  guessScores,
  meanScores,
  pairedEffect,
  pairedLossEffect,
  pairedCalibratedEffect,
  validations,
  type Spreads,
} from '../scores.ts';
import type { PairResults, TestBench } from '../testBench.ts';
import { decide } from '../treat.ts';
import type { Dataset } from '../../data/dataset.ts';
import { network } from '../../recipe/compile.ts';
import { fitPreparation, type Preparation } from '../../recipe/preparation.ts';
import type { Recipe } from '../../recipe/schema.ts';
import { OptionError } from '../../util/errors.ts';

export interface SearchOptions {
  readonly data: Dataset;
  readonly baseline: Recipe;
  /** The baseline's trials on `choosePairs`. */
  readonly results: PairResults;
  /** Pairs on which cocktails are compared and the winner is chosen; 2 or more. */
  readonly choosePairs: readonly Pair[];
  /** Pairs that choose nothing: winner and baseline are trained on them once the winner stands. Default: none. */
  readonly reportPairs?: readonly Pair[];
  /** What remedies alone told of how much effects vary from pair to pair. Default: nothing. */
  readonly spreads?: Spreads;
  /** Recipes to begin with, such as all kept remedies together. Known trials of theirs are not run again. */
  readonly starts?: readonly Recipe[];
  /** Augmentations that may be used, one entry each. */
  readonly augmentations: Recipe['augmentations'];
  /** Full trainings that the search may cost, beside those of the starting points; see `settledBudget`. */
  readonly budget: number;
  readonly seed: number;
  /** What survivors are trained on, lowest first; the last on all epochs and all `choosePairs`. Default: `rungsFor`. */
  readonly rungs?: readonly Rung[];
  /** Whether later cocktails are proposed by a model of earlier ones. Default false: `bench search` shows no gain beyond its interval. */
  readonly withModel?: boolean;
  readonly onFinding?: (finding: { readonly kind: 'note'; readonly text: string }) => void;
}

export interface SearchResult {
  readonly recipe: Recipe;
  /** Its trials on `choosePairs`, then on `reportPairs`. */
  readonly results: PairResults;
  /** The baseline's trials on the same pairs. */
  readonly baselineResults: PairResults;
  /** Trials on `choosePairs` of all that might have won. */
  readonly candidates: readonly PairResults[];
  readonly record: SearchRecord;
}

/** Blocks at the same time: enough for the workers of a machine, few enough to learn from. */
const sideBySide = 2;

/** Share of the budget that is kept to say what each part of the winner is worth. */
const partsShare = 0.4;

/** The fewest pairs that make an interval worth printing. */
const leastPairs = 3;

/**
 * Searches the joint space of all remedies: cocktails are drawn at random (or proposed by a model of what was tried), short trainings sort
 * them out, the best are trained in full on all pairs. The least mean validation loss wins, if it is below that of the
 * baseline and of every starting point; then each part of the winner is taken away alone.
 *
 * What wins among many is flattered by the pairs that chose it. `record.winner` says what these say; the honest figure is
 * `record.report`, of pairs whose validation examples chose nothing.
 *
 * The budget counts trainings, not seconds, and no decision depends on when a trial ends: the same options give the same
 * record, whatever the number of workers, and after an interruption.
 *
 * @throws {OptionError} a wrong budget, too few pairs, results of other pairs, pairs that choose and report, or wrong rungs.
 * @throws {InterruptedError} the signal of the bench.
 */
export async function searchCocktail(bench: TestBench, options: SearchOptions): Promise<SearchResult> {
  const { baseline, choosePairs, reportPairs = [], budget, seed } = checkedOptions(options);
  const notes: string[] = [];
  const note = (text: string) => {
    notes.push(text);
    options.onFinding?.({ kind: 'note', text });
  };
  const starts = newRecipes(options.starts ?? [], baseline);
  const space = spaceOf(options, starts);
  const rungs = options.rungs ?? rungsFor(baseline.epochs, choosePairs.length);
  const given = await standingsOf(bench, space, starts, rungs, options);

  // Winner and baseline are trained on the pairs that report, whatever else there is time for.
  const forReport = 2 * reportPairs.length;
  const blocks =
    space.axes.length === 0 ? [] : blocksWithin((1 - partsShare) * Math.max(0, budget - forReport), rungs);
  if (space.axes.length === 0) note('No remedy applies to this data and this network: nothing was searched.');
  else if (blocks.length === 0)
    note(
      `A budget of ${budget} trainings allows no search: the fewest cocktails worth comparing need ${Math.ceil(forReport + blockCost(3, rungs) / (1 - partsShare))}.`,
    );
  const raced = await race(bench, space, { given, blocks, rungs, choosePairs, seed, options });
  const all = [...given, ...raced];
  const winner = all.filter(({ results }) => results !== undefined).sort(byMerit)[0]!;

  const spentOn = {
    race: blocks.reduce((sum, count) => sum + blockCost(count, rungs), 0),
    report: forReport,
  };
  const parts = partsOf(space, winner.recipe).length;
  const left = budget - spentOn.race - spentOn.report;
  const affordable = Math.min(choosePairs.length, parts > 0 ? Math.floor(left / parts) : 0);
  const isEnough = affordable >= Math.min(leastPairs, choosePairs.length);
  if (parts > 0 && !isEnough) note('The budget does not allow to say what each part of the winner is worth.');
  const onPairs = isEnough ? affordable : 0;
  bench.total += parts * onPairs + forReport;
  const [partRecords, reported, reportedBaseline] = await Promise.all([
    onPairs === 0
      ? []
      : leaveOneOut(bench, {
          space,
          recipe: winner.recipe,
          results: winner.results!.slice(0, onPairs),
          pairs: choosePairs.slice(0, onPairs),
        }),
    bench.pairs('How good is it really?', 'cocktail', winner.recipe, reportPairs),
    bench.pairs('How good is it really?', 'baseline', baseline, reportPairs),
  ]);

  const heldOut = choosePairs[0]!.parts.validation.length;
  const guess = guessScores(options.data);
  const among = (comparisons: number): Guessing => ({ guess, heldOut, comparisons });
  const record: SearchRecord = {
    budget,
    spent: spentOn.race + spentOn.report + parts * onPairs,
    seed,
    pairs: { choose: choosePairs.length, report: reportPairs.length },
    axes: space.axes.map(({ name, values }) => ({ name, values: [...values] })),
    rungs: rungs.map((rung) => ({ ...rung })),
    configurations: all.map((standing) => configurationRecord(space, standing)),
    winner: {
      number: winner.number,
      isFound: winner.number >= given.length,
      recipe: { ...winner.recipe },
      parameters: winner.results![0]!.parameters,
      validation: meanScores(validations(winner.results!)),
      ...compared(winner.results!, options.results, among(all.length), options.spreads),
    },
    ...(reportPairs.length > 0 && {
      report: {
        baseline: meanScores(validations(reportedBaseline)),
        winner: meanScores(validations(reported)),
        ...compared(reported, reportedBaseline, among(1), options.spreads),
      },
    }),
    parts: partRecords,
    notes,
  };
  return {
    recipe: winner.recipe,
    results: [...winner.results!, ...reported],
    baselineResults: [...options.results, ...reportedBaseline],
    candidates: all.flatMap(({ results }) => (results ? [results] : [])),
    record: searchRecord.parse(record),
  };
}

/** Checks what a search was asked for. @throws {OptionError} */
function checkedOptions(options: SearchOptions): SearchOptions {
  const { baseline, results, choosePairs, reportPairs = [], budget, rungs = [] } = options;
  if (!(Number.isFinite(budget) && budget >= 0))
    throw new OptionError(`budget: must be a number of trainings, 0 or more. Received ${budget}.`);
  if (choosePairs.length < 2)
    throw new OptionError(`choosePairs: must be 2 pairs or more. Received ${choosePairs.length}.`);
  if (results.length !== choosePairs.length)
    throw new OptionError(
      `results: must be the baseline's trials on each of the ${choosePairs.length} choosePairs. Received ${results.length}.`,
    );
  const chose = new Set(choosePairs.flatMap(({ parts }) => [...parts.validation]));
  const both = reportPairs
    .flatMap(({ parts }) => [...parts.validation])
    .filter((example) => chose.has(example));
  if (both.length > 0)
    throw new OptionError(
      `reportPairs: must be judged on examples that choose nothing. Received ${both.length} that choosePairs are judged on too. Take other folds of the same round.`,
    );
  const last = rungs.at(-1);
  const isRising = rungs.every(
    (rung, i) =>
      [rung.epochs, rung.pairs].every((count) => Number.isInteger(count) && count >= 1) &&
      (i === 0 || (rung.epochs >= rungs[i - 1]!.epochs && rung.pairs >= rungs[i - 1]!.pairs)),
  );
  if (!isRising || (last && (last.epochs !== baseline.epochs || last.pairs !== choosePairs.length)))
    throw new OptionError(
      `rungs: must rise in whole numbers to ${baseline.epochs} epochs on ${choosePairs.length} pairs. Received ${rungs.map(({ epochs, pairs }) => `${epochs} on ${pairs}`).join(', ')}.`,
    );
  return options;
}

/** Each recipe once, without the baseline. */
const newRecipes = (recipes: readonly Recipe[], baseline: Recipe): Recipe[] => {
  const seen = new Set([JSON.stringify(baseline)]);
  return recipes.filter((one) => !seen.has(JSON.stringify(one)) && seen.add(JSON.stringify(one)));
};

function spaceOf({ data, baseline, augmentations }: SearchOptions, starts: readonly Recipe[]): Space {
  // Which words have vectors of their own differs from recipe to recipe; reading all texts takes time.
  const prepared = new Map<number, Preparation>();
  const preparationOf = (recipe: Recipe): Preparation => {
    const { wordMinCount } = recipe;
    const known = prepared.get(wordMinCount) ?? fitPreparation(data, { ...baseline, wordMinCount });
    prepared.set(wordMinCount, known);
    return known;
  };
  return searchSpace(
    {
      features: data.features,
      target: data.target.kind === 'classes' ? 'classes' : 'number',
      baseline,
      augmentations,
      parameters: (recipe) => network(recipe, preparationOf(recipe)).parameters,
    },
    starts,
  );
}

/** The baseline and the starting points, which need not qualify: they stand on the last rung. */
async function standingsOf(
  bench: TestBench,
  space: Space,
  starts: readonly Recipe[],
  rungs: readonly Rung[],
  { baseline, results, choosePairs }: SearchOptions,
): Promise<Standing[]> {
  bench.total += starts.length * choosePairs.length;
  const started = await Promise.all(
    starts.map((start, i) => bench.pairs('Which cocktail?', `start ${i + 1}`, start, choosePairs)),
  );
  return [baseline, ...starts].map((recipe, number): Standing => {
    const own = number === 0 ? results : started[number - 1]!;
    return {
      number,
      origin: number === 0 ? 'baseline' : 'start',
      levels: levelsOf(space, recipe),
      recipe,
      block: undefined,
      losses: [{ rung: rungs.length - 1, loss: lossOf(own) }],
      results: own,
    };
  });
}

/** The blocks, on the bench. */
async function race(
  bench: TestBench,
  space: Space,
  plan: {
    readonly given: readonly Standing[];
    readonly blocks: readonly number[];
    readonly rungs: readonly Rung[];
    readonly choosePairs: readonly Pair[];
    readonly seed: number;
    readonly options: SearchOptions;
  },
): Promise<Standing[]> {
  const { given, blocks, rungs, choosePairs, seed, options } = plan;
  const planned = blocks.reduce((sum, count) => sum + blockTrials(count, rungs), 0);
  bench.total += planned;
  let asked = 0;
  const standings = await successiveHalving({
    rungs,
    blocks,
    sideBySide,
    propose: proposer(space, given, seed, options.withModel ?? false),
    train({ number, recipe }, rung) {
      const { epochs, pairs: count } = rungs[rung]!;
      const pairs = choosePairs.slice(0, count);
      asked += pairs.length;
      return bench.pairs(
        'Which cocktail?',
        `cocktail ${number}, ${epochs} epochs`,
        withEpochs(recipe, epochs),
        // Those on the last rung may be what the study goes on with, and are then shown with their curves.
        rung === rungs.length - 1 ? pairs : pairs.map((pair) => ({ ...pair, scoresOnly: true })),
        rung === rungs.length - 1,
      );
    },
  });
  bench.total -= planned - asked;
  return standings;
}

/** What two recipes say of each other on the same pairs. What knows no more than a guess is no gain. */
function compared(treated: PairResults, baseline: PairResults, guessing: Guessing, spreads?: Spreads) {
  const effect = pairedEffect(treated, baseline, spreads?.score);
  const lossEffect = pairedCalibratedEffect(treated, baseline, spreads?.loss);
  const decision = decide(effect, lossEffect, pairedLossEffect(treated, baseline, spreads?.plainLoss));
  const isGain = decision === 'keep' && knowsMore(treated, guessing);
  return { effect, lossEffect, decision: decision === 'keep' && !isGain ? ('drop' as const) : decision };
}

const configurationRecord = (space: Space, standing: Standing): ConfigurationRecord => {
  const { number, origin, block, levels, losses, failed } = standing;
  return {
    number,
    origin,
    ...(block !== undefined && { block }),
    changes: changesAt(space, levels),
    losses: losses.map((one) => ({ ...one })),
    ...(failed !== undefined && { failed }),
  };
};
