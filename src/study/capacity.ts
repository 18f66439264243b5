import type { Pair } from './pairs.ts';
import type { Scores, StudyRecord } from './record.ts';
import { judgedLoss, meanScores, pairedEffect, pairedCalibratedEffect, validations } from './scores.ts';
import { simplerRecipes } from './simpler.ts';
import { epochsAtSameCost, fewSizes, halvedSizes, mostSizes, smallerSizes } from './sizes.ts';
import { mean, withinOneStandardError } from './statistics.ts';
import type { PairResults, TestBench } from './testBench.ts';
import { withEpochs } from './withEpochs.ts';
import { recipe as checked, type Recipe } from '../recipe/schema.ts';

/** Sizes that are tried side by side before it is asked whether still smaller ones are worth a try. */
const atOnce = 2;

/** Share that is wrong, or the typical miss. */
const errorOf = ({ accuracy, rmse, loss }: Scores): number =>
  accuracy !== undefined ? 1 - accuracy : (rmse ?? loss);

/** Where shrinking starts, and how much may be tried. */
export interface CapacityPlan {
  readonly recipe: Recipe;
  /** Its trials on `pairs`. */
  readonly results: PairResults;
  readonly pairs: readonly Pair[];
  /** Pairs of a second look. */
  readonly morePairs: readonly Pair[];
  /** Of texts: how often a word must occur to have a vector of its own, least first. Default none. */
  readonly wordMinCounts?: readonly number[];
  /** How many smaller sizes may be tried. Default `mostSizes`. */
  readonly most?: number;
  /**
   * How many may be tried that train for longer, asked when it comes to them; `secondsEach` is what one training takes.
   * Default `mostSizes`.
   */
  readonly affordsLonger?: (secondsEach: number) => Promise<number>;
  /** The simplest kind of network, and its trials on `pairs`. Default none. */
  readonly simplest?: Candidate;
  /** How many of that kind may be tried with what the recipe has beside its architecture. Default `mostSizes`. */
  readonly affordsSimpler?: (secondsEach: number) => Promise<number>;
  /** How many of `wordMinCounts` may be tried, asked for the first and for the others. Default `mostSizes`. */
  readonly affordsFewerWords?: (secondsEach: number, isFirst: boolean) => Promise<number>;
  /** How many sizes may be looked at a second time, asked when it comes to them. Default `mostSizes`. */
  readonly affordsAgain?: (secondsEach: number) => Promise<number>;
}

/**
 * Shrinks the network geometrically on its architecture's knob, as long as the smallest so far is still as good, and
 * keeps the smallest whose mean validation loss lies within one standard error of the best, and whose error does so too: an
 * overconfident large network has a high loss, and a smaller one beside it may know less all the same. A standard error is
 * that of the pairs, and at least what chance among the examples makes, which is how the rule was meant: a few pairs may lie
 * close together by luck.
 *
 * Where that ends it goes on from there by halves with sizes that train for longer, at about the cost of the largest: the same
 * number of steps leaves a small network unfinished that would know as much. Then comes the size between the smallest that
 * holds and the next half.
 *
 * A network of texts is mostly vectors of words, and most words are rare: before all else it is asked whether the rarest can
 * share one vector, and in the end whether more of them can.
 *
 * After the sizes of its own kind comes the simplest kind of network for such data, as it was trained to compare with and
 * with what the recipe has beside its architecture.
 *
 * Of many sizes one looks good by luck. So the smallest is looked at again beside the best, on more pairs; where it falls
 * behind, the next larger one takes its place.
 *
 * @see Breiman et al. 1984, "Classification and Regression Trees", section 3.4.3 (the rule of one standard error).
 */
export async function chooseCapacity(
  bench: TestBench,
  { recipe, results, pairs, morePairs, ...plan }: CapacityPlan,
): Promise<{
  readonly recipe: Recipe;
  /** On `pairs`. */
  readonly results: PairResults;
  readonly records: StudyRecord['capacity'];
  /** All that was compared, on `pairs`. */
  readonly compared: readonly Candidate[];
}> {
  const anything = async () => mostSizes;
  const { most = mostSizes, affordsLonger = anything, affordsAgain = anything, wordMinCounts = [] } = plan;
  const { affordsFewerWords = anything, affordsSimpler = anything } = plan;
  const { name, size: largest } = recipe.architecture;
  const candidates: Candidate[] = [{ recipe, results }];
  const labelOf = ({ architecture, epochs, wordMinCount }: Recipe) =>
    `${architecture.name} ${architecture.size}${epochs > recipe.epochs ? ` for ${epochs} epochs` : ''}${wordMinCount > recipe.wordMinCount ? `, words seen ${wordMinCount} times` : ''}`;
  /** @param isTypical Whether these take about as long as what else is trained. */
  const descendTo = async (smaller: readonly Recipe[], isTypical = true) => {
    for (let from = 0; from < smaller.length; from += atOnce) {
      const tried = smaller.slice(from, from + atOnce).map(async (shrunk) => {
        const own = await bench.pairs('How small can it be?', labelOf(shrunk), shrunk, pairs, isTypical);
        return { recipe: shrunk, results: own };
      });
      candidates.push(...(await Promise.all(tried)));
      if (!judged(candidates, pairs).within.slice(-tried.length).includes(true)) break;
    }
  };
  /** The next count of a word below which it is dropped, at what holds so far; as many as there is time for. */
  const dropWords = async (counts: readonly number[]) => {
    const held = candidates[judged(candidates, pairs).smallest]!;
    const rarer = counts.filter((count) => count > held.recipe.wordMinCount);
    if (rarer.length === 0) return;
    const fewer = rarer.slice(0, await affordsFewerWords(secondsOf(held), candidates.length === 1));
    await descendTo(fewer.map((wordMinCount) => checked({ ...held.recipe, wordMinCount })));
  };
  await dropWords(wordMinCounts.slice(0, 1));
  const { wordMinCount } = candidates[judged(candidates, pairs).smallest]!.recipe;
  const descend = (sizes: readonly number[], epochsOf: (size: number) => number) =>
    descendTo(
      sizes.map((size) => {
        const architecture = { ...recipe.architecture, size };
        return withEpochs(checked({ ...recipe, architecture, wordMinCount }), epochsOf(size));
      }),
    );
  const sizes = most < fewSizes ? halvedSizes(largest).slice(0, most) : smallerSizes(largest, most);
  await descend(sizes, () => recipe.epochs);
  // By halves: these differ less from one to the next, and each costs about as much as the largest.
  const below = halvedSizes(candidates[judged(candidates, pairs).smallest]!.recipe.architecture.size);
  if (below.length > 0) {
    const longer = (size: number) => epochsAtSameCost(recipe.epochs, largest, size);
    // A step of a very small network is hardly quicker than that of a small one.
    const secondsEach =
      (secondsOf(candidates.at(-1)!) * mean(below.slice(0, atOnce).map(longer))) / recipe.epochs;
    const before = candidates.length;
    const howMany = await affordsLonger(secondsEach);
    await descend(below.slice(0, howMany), longer);
    // A half is a wide step: one size lies between the smallest that holds and the next.
    const held = candidates[judged(candidates, pairs).smallest]!;
    const between = smallerSizes(sizeOf(held), 1).filter(
      (size) => !candidates.slice(before).some((tried) => sizeOf(tried) === size),
    );
    if (candidates.length - before < howMany) await descend(between, longer);
  }
  const { simplest } = plan;
  if (simplest) {
    candidates.push(simplest);
    const simpler = simplerRecipes(recipe, simplest.recipe.architecture.name);
    const howMany = await affordsSimpler(secondsLike(simplest, simpler[0]!));
    // Hardly any time: what else is trained takes longer.
    await descendTo(simpler.slice(0, howMany), false);
  }
  const isSimplest = candidates[judged(candidates, pairs).smallest]!.recipe.architecture.name !== name;
  await dropWords(isSimplest ? wordMinCounts : wordMinCounts.slice(1));

  const { best, within, smallest } = judged(candidates, pairs);
  const again = new Map<number, Candidate>();
  const lookAgain = async (i: number): Promise<Candidate> => {
    const { recipe: own, results: before } = candidates[i]!;
    const known = again.get(i);
    if (known) return known;
    const more = await bench.pairs('A second look', labelOf(own), own, morePairs, false);
    const seen = { recipe: own, results: [...before, ...more] };
    again.set(i, seen);
    return seen;
  };
  let chosen = smallest;
  const secondsEach = Math.max(secondsOf(candidates[best]!), secondsOf(candidates[smallest]!));
  const affordable = smallest !== best && morePairs.length > 0 ? await affordsAgain(secondsEach) : 0;
  const fewestFirst = candidates
    .map((_, i) => i)
    .filter((i) => within[i])
    .sort((a, b) => bySmallness(candidates[a]!, candidates[b]!));
  for (const next of [...fewestFirst, best]) {
    chosen = next;
    if (next === best || again.size + (again.has(best) ? 1 : 2) > affordable) break;
    bench.total += morePairs.length * (again.has(best) ? 1 : 2);
    const both = await Promise.all([lookAgain(best), lookAgain(next)]);
    if (judged(both, [...pairs, ...morePairs]).within[1]) break;
  }
  return {
    ...candidates[chosen]!,
    compared: candidates,
    records: candidates.map((candidate, i) => {
      // On as many pairs as both have seen.
      const [own, other] = [again.get(i) ?? candidate, again.get(best) ?? candidates[best]!].map(
        (one) => one!.results,
      );
      const others = other!.slice(0, own!.length);
      return {
        ...(candidate.recipe.architecture.name !== name && {
          architecture: candidate.recipe.architecture.name,
        }),
        size: sizeOf(candidate),
        ...(candidate.recipe.epochs !== recipe.epochs && { epochs: candidate.recipe.epochs }),
        ...(candidate.recipe.wordMinCount > 1 && { wordMinCount: candidate.recipe.wordMinCount }),
        parameters: parametersOf(candidate),
        train: meanScores(candidate.results.map((result) => result.train)),
        validation: meanScores(validations(candidate.results)),
        ...(i !== best && {
          effect: pairedEffect(own!, others),
          lossEffect: pairedCalibratedEffect(own!, others),
        }),
        chosen: i === chosen,
      };
    }),
  };
}

/** A size, and its trials. */
export interface Candidate {
  readonly recipe: Recipe;
  readonly results: PairResults;
}

/** Standard error that chance among examples gives a mean over pairs: of a loss, and of a share that is wrong. */
function chanceOf(results: PairResults, pairs: readonly Pair[]) {
  const overPairs = (variances: readonly number[]) =>
    Math.sqrt(variances.reduce((sum, variance, i) => sum + variance / pairs[i]!.parts.validation.length, 0)) /
    variances.length;
  return {
    loss: overPairs(results.map(({ lossDeviation = 0 }) => lossDeviation ** 2)),
    error: overPairs(validations(results).map(({ accuracy }) => (accuracy ?? 0) * (1 - (accuracy ?? 0)))),
  };
}

/** What one of its trainings took. */
const secondsOf = ({ results }: Candidate): number => mean(results.map(({ seconds }) => seconds));

/** What one training of `recipe` takes, by one of the same kind of network: as many times as long as it has steps and units. */
const secondsLike = (known: Candidate, { epochs, architecture }: Recipe): number =>
  (secondsOf(known) * epochs * architecture.size) / (known.recipe.epochs * sizeOf(known));

const sizeOf = ({ recipe }: Candidate): number => recipe.architecture.size;

const parametersOf = ({ results }: Candidate): number => results[0]!.parameters;

/** Fewer parameters first; of as many the smaller size. */
const bySmallness = (a: Candidate, b: Candidate): number =>
  parametersOf(a) - parametersOf(b) || sizeOf(a) - sizeOf(b);

/** Which has the least loss, which are as good as the best in loss and error, and the smallest of those. */
function judged(some: readonly Candidate[], pairs: readonly Pair[]) {
  const chances = some.map(({ results }) => chanceOf(results, pairs));
  const by = (measure: (scores: Scores) => number, name: 'loss' | 'error') =>
    withinOneStandardError(
      some.map(({ results }) => validations(results).map(measure)),
      chances.map((chance) => chance[name]),
    );
  const [loss, error] = [by(judgedLoss, 'loss'), by(errorOf, 'error')];
  const within = loss.within.map((isWithin, i) => isWithin && error.within[i]!);
  const smallest = within.reduce(
    (least, isWithin, i) => (isWithin && (least < 0 || bySmallness(some[i]!, some[least]!) < 0) ? i : least),
    -1,
  );
  return { best: loss.best, within, smallest: smallest < 0 ? loss.best : smallest };
}
