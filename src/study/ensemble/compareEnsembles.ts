import { ensembleMethods, type EnsembleMethod, type MethodOptions } from './methods.ts';
import { ensemblesRecord, type EnsembleRow, type EnsemblesRecord } from './record.ts';
import type { Pair } from '../pairs.ts';
import type { Effect } from '../record.ts';
import { pairedCalibratedEffect, pairedEffect, pairedLossEffect } from '../scores.ts';
import { mean, standardError } from '../statistics.ts';
import type { PairResults, TestBench } from '../testBench.ts';
import { decide } from '../treat.ts';
import { lookUp, recipe as checked, type Recipe } from '../../recipe/schema.ts';

export interface EnsembleComparison extends MethodOptions {
  /** The recipe of which networks are made. */
  readonly recipe: Recipe;
  /** Splits and seeds that all methods share. */
  readonly pairs: readonly Pair[];
  /** Names of the methods to compare. Default: all that suit the recipe. */
  readonly methods?: readonly string[];
  /** Name of a method that is used whatever the evidence. */
  readonly use?: string;
  /** Called with each row as soon as it is known. */
  readonly onRow?: (row: EnsembleRow) => void;
}

/** What was compared, and what to go on with. */
export interface ComparedEnsembles {
  readonly record: EnsemblesRecord;
  /** The method in place of one network; undefined where one network is as good. */
  readonly chosen: EnsembleMethod | undefined;
  /** The trials of what goes on, with predictions for `calibrate`. */
  readonly results: PairResults;
}

/**
 * One network, and several ways of having many, at the same number of optimizer steps, on the same pairs.
 *
 * A method is kept where it is better than one network beyond the interval, in the score or in the loss at the confidence that
 * suits each best, and not worse in the other. Log loss as it is does not decide: that many networks are less sure than one is
 * worth no more than a temperature, which costs nothing. Of those kept, the one of the least prediction cost goes on whose loss
 * lies within one standard error of the best.
 *
 * The trials go through the bench: `ensembleTrials` says how many there will be.
 *
 * @throws {OptionError} an unknown method, or `members` or `samples` outside their range. @throws {InterruptedError}
 * @example const { record, chosen } = await compareEnsembles(bench, { recipe, pairs })
 * @see Lakshminarayanan et al. 2017, arXiv:1612.01474; Ashukha et al. 2020, arXiv:2002.06470 (compare at the best temperature).
 */
export async function compareEnsembles(
  bench: TestBench,
  plan: EnsembleComparison,
): Promise<ComparedEnsembles> {
  const [single, ...methods] = plannedMethods(plan);
  const run = async (method: EnsembleMethod) => ({
    method,
    results: await Promise.all(
      plan.pairs.map(({ parts, seed }, i) =>
        bench.trial('Are many better than one?', `${method.name} ${i + 1}/${plan.pairs.length}`, {
          parts,
          recipe: checked({ ...method.recipe, seed }),
          ensemble: method.form,
          wantsPredictions: true,
        }),
      ),
    ),
  });
  const base = await run(single!);
  const compared = await Promise.all(
    methods.map(async (method) => {
      const done = await run(method);
      const row = rowOf(method, done.results, base.results);
      plan.onRow?.(row);
      return { ...done, row };
    }),
  );
  // Sub-networks drawn at each prediction cannot be written as one file: what they are worth is told, and left at that.
  const kept = compared.filter(
    ({ row, method }) => row.decision === 'keep' && method.form.kind !== 'monteCarlo',
  );
  const asked = plan.use === undefined ? undefined : compared.find(({ method }) => method.name === plan.use);
  const chosen = asked ?? cheapestOfTheBest(kept);
  const record: EnsemblesRecord = {
    single: rowOf(single!, base.results, base.results),
    rows: compared.map(({ row }) => row),
    ...(chosen && { chosen: chosen.method.name }),
    asked: asked !== undefined,
  };
  return {
    record: ensemblesRecord.parse(record),
    chosen: chosen?.method,
    results: (chosen ?? base).results,
  };
}

/** How many trials a comparison makes. @throws {OptionError} as `compareEnsembles`. */
export const ensembleTrials = (plan: EnsembleComparison): number =>
  plannedMethods(plan).length * plan.pairs.length;

/** One network first, then what is compared with it. */
function plannedMethods({ recipe, pairs, methods: names, use, ...options }: EnsembleComparison) {
  const stepsPerEpoch = Math.ceil(pairs[0]!.parts.train.length / recipe.batchSize);
  const [single, ...all] = ensembleMethods(recipe, { steps: stepsPerEpoch * recipe.epochs, ...options });
  const byName = Object.fromEntries(all.map((method) => [method.name, method]));
  const wanted = names ? names.map((name) => lookUp('ensemble', byName, name)) : all;
  const forced = use === undefined ? undefined : lookUp('ensemble', byName, use);
  return [single!, ...wanted, ...(forced && !wanted.includes(forced) ? [forced] : [])];
}

function rowOf(method: EnsembleMethod, results: PairResults, base: PairResults): EnsembleRow {
  const outcomes = results.map(({ ensemble }) => ensemble!);
  const stepsOf = (some: PairResults) => mean(some.map(({ ensemble }) => ensemble!.trainingSteps));
  const effects = {
    effect: pairedEffect(results, base),
    lossEffect: pairedLossEffect(results, base),
    calibratedEffect: pairedCalibratedEffect(results, base),
  };
  return {
    name: method.name,
    explanation: method.explanation,
    members: mean(outcomes.map(({ members }) => members)),
    trainingSteps: stepsOf(results),
    trainingCost: stepsOf(results) / stepsOf(base),
    predictionCost: mean(outcomes.map(({ predictionCost }) => predictionCost)),
    parameters: mean(results.map(({ parameters }) => parameters)),
    scores: scoresOf(results),
    ...effects,
    decision: decidedBy(effects),
  };
}

/** A single pair has no interval, and so proves nothing. */
const decidedBy = ({ effect, calibratedEffect }: { effect: Effect; calibratedEffect: Effect }) =>
  effect.pairs < 2 ? 'drop' : decide(effect, calibratedEffect);

/** Each score averaged over the trials that all have it. */
function scoresOf(results: PairResults): EnsembleRow['scores'] {
  const all = results.map(({ validation, ensemble }) => {
    const { members: _, trainingSteps: __, predictionCost: ___, ...confidence } = ensemble!;
    return { ...validation!, ...confidence };
  });
  const names = (Object.keys(all[0]!) as (keyof (typeof all)[0])[]).filter((name) =>
    all.every((scores) => name in scores),
  );
  return Object.fromEntries(
    names.map((name) => [name, mean(all.map((scores) => scores[name]!))]),
  ) as EnsembleRow['scores'];
}

/** Of what was kept the cheapest to predict with whose loss lies within one standard error of the best. */
function cheapestOfTheBest<T extends { readonly row: EnsembleRow; readonly results: PairResults }>(
  kept: readonly T[],
): T | undefined {
  if (kept.length === 0) return undefined;
  const losses = kept.map(({ results }) =>
    results.map(({ validation }) => validation!.calibratedLoss ?? validation!.loss),
  );
  const means = losses.map(mean);
  const best = means.indexOf(Math.min(...means));
  const limit = means[best]! + standardError(losses[best]!);
  return kept
    .filter((_, i) => means[i]! <= limit)
    .reduce((a, b) =>
      b.row.predictionCost < a.row.predictionCost ||
      (b.row.predictionCost === a.row.predictionCost && lossOf(b) < lossOf(a))
        ? b
        : a,
    );
}

const lossOf = ({ row }: { readonly row: EnsembleRow }): number =>
  row.scores.calibratedLoss ?? row.scores.loss;
