import { chooseCapacity, type Candidate } from './capacity.ts';
import { canPrune, comparePruning, type PruningRecord } from './comparePruning.ts';
import type { EnsembleForm } from './ensemble/form.ts';
import { settled, type Journal } from './journal.ts';
import type { Pair } from './pairs.ts';
import type { StudyRecord } from './record.ts';
import { fewestSizes, mostSizes } from './sizes.ts';
import { findSecondDescent, secondDescentText, type SecondDescentRecord } from './secondDescent.ts';
import type { Finding } from './study.ts';
import type { PairResults, TestBench } from './testBench.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Recipe } from '../recipe/schema.ts';
import { count } from '../util/format.ts';

/** How often a word must occur, each of these in turn: the first drops two thirds of the words of a small sample. */
const wordMinCounts = [2, 3, 5, 8];

/** The smallest network that does as well, and how it is made. */
export interface Shrunk {
  readonly recipe: Recipe;
  readonly results: PairResults;
  /** Where pruning makes a better one than a training from the start. */
  readonly form?: EnsembleForm;
  readonly capacity: StudyRecord['capacity'];
  /** Absent where none is shown. */
  readonly secondDescent?: SecondDescentRecord;
  readonly pruning?: PruningRecord;
  /** All sizes that were compared, on the pairs. */
  readonly compared: readonly Candidate[];
  /** The trials of all that was compared, a pruned network too. */
  readonly candidates: readonly PairResults[];
}

/**
 * From the largest size down: the smallest network that does as well (`chooseCapacity`), and whether pruning makes a
 * better one of that size (`comparePruning`).
 *
 * @param plan.secondsLeft What the budget leaves for it; undefined without a budget.
 */
export async function shrink(
  bench: TestBench,
  plan: {
    readonly data: Dataset;
    readonly recipe: Recipe;
    /** Its trials on `pairs`. */
    readonly results: PairResults;
    readonly pairs: readonly Pair[];
    /** Pairs of a second look; none where time is short. */
    readonly morePairs: readonly Pair[];
    /** The simplest kind of network, and its trials on `pairs`. Default none. */
    readonly simplest?: Candidate;
    readonly journal: Journal;
    readonly secondsLeft: (() => number) | undefined;
    readonly onFinding: (finding: Finding) => void;
  },
): Promise<Shrunk> {
  const { data, recipe, results, pairs, journal, secondsLeft } = plan;
  /** How many times all pairs can still be trained on. */
  const affordable = (secondsEach?: number) =>
    secondsLeft ? secondsLeft() / bench.secondsFor(pairs.length, secondsEach) : Infinity;
  /** @param kept Of so many there is another use. */
  const settledSets = (
    name: 'sizes' | 'longerSizes' | 'simplerSizes' | 'rareWords' | 'fewerWords' | 'sizesAgain',
    least = 0,
    secondsEach?: number,
    kept = 0,
  ) =>
    settled(journal, name, () =>
      Math.max(least, Math.min(mostSizes, Math.floor(affordable(secondsEach)) - kept)),
    );
  const sizes = await settledSets('sizes', fewestSizes);
  const { records: capacity, ...chosen } = await chooseCapacity(bench, {
    ...{ recipe, results, pairs, most: sizes },
    morePairs: plan.morePairs,
    // What is chosen is trained on all pairs once more, for its calibration, and in the end: that takes as long then.
    affordsLonger: (secondsEach) => settledSets('longerSizes', 0, secondsEach, 1),
    ...(plan.simplest && { simplest: plan.simplest }),
    affordsSimpler: (secondsEach) => settledSets('simplerSizes', 0, secondsEach),
    wordMinCounts: data.features.kind === 'text' ? wordMinCounts : [],
    affordsFewerWords: (secondsEach, isFirst) =>
      settledSets(isFirst ? 'rareWords' : 'fewerWords', 0, secondsEach),
    affordsAgain: (secondsEach) => settledSets('sizesAgain', 0, secondsEach),
  });
  const from = recipe.architecture.size;
  const { compared } = chosen;
  const candidates = compared.map((size) => size.results);
  const secondDescent = findSecondDescent(compared);
  const found = { capacity, compared, ...(secondDescent && { secondDescent }) };
  if (secondDescent) plan.onFinding({ kind: 'note', text: secondDescentText(secondDescent) });
  const times = chosen.recipe.epochs / recipe.epochs;
  const isSimplest = chosen.recipe.architecture.name !== recipe.architecture.name;
  if (isSimplest)
    plan.onFinding({
      kind: 'note',
      text: `The simplest kind of network, ${chosen.recipe.architecture.name}, does as well as the best, with ${count(chosen.results[0]!.parameters)} parameters: it is the one to keep.`,
    });
  else if (times > 1)
    plan.onFinding({
      kind: 'note',
      text: `A smaller network learns more slowly, and its steps cost less: of size ${chosen.recipe.architecture.size} it is trained for ${chosen.recipe.epochs} epochs, not ${recipe.epochs}.`,
    });
  const cut = await settled(journal, 'pruning', () =>
    Number(!isSimplest && canPrune(data, chosen.recipe, from) && affordable() > 1.5 * times),
  );
  if (!cut) return { recipe: chosen.recipe, results: chosen.results, ...found, candidates };
  bench.total += pairs.length;
  const pruned = await comparePruning(bench, { recipe: chosen.recipe, from, results: chosen.results, pairs });
  return {
    ...(pruned.record.decision === 'keep'
      ? { recipe: pruned.recipe, results: pruned.results, form: { kind: 'pruned' as const, from } }
      : { recipe: chosen.recipe, results: chosen.results }),
    ...found,
    pruning: pruned.record,
    candidates: [...candidates, pruned.results],
  };
}
