import { goingOn, type Rung } from './rungs.ts';
import type { Levels } from './space.ts';
import { meanLoss } from '../scores.ts';
import type { PairResults } from '../testBench.ts';
import type { Recipe } from '../../recipe/schema.ts';
import { RunError } from '../../util/errors.ts';

/** Where a cocktail comes from. */
export type Origin = 'baseline' | 'start' | 'random' | 'model';

/** A cocktail to be tried. */
export interface Candidate {
  readonly number: number;
  readonly origin: Origin;
  readonly levels: Levels;
  readonly recipe: Recipe;
}

/** How far a cocktail got. */
export interface Standing extends Candidate {
  /** The block in which it was compared; undefined for one that was given with its results. */
  readonly block: number | undefined;
  /** Mean validation loss on each rung that it reached, lowest first. */
  readonly losses: readonly { readonly rung: number; readonly loss: number }[];
  /** Trials of the last rung; undefined for one that did not get there. */
  readonly results?: PairResults;
  /** Why its training failed. */
  readonly failed?: string;
}

export interface Race {
  readonly rungs: readonly Rung[];
  /** How many cocktails each block compares. */
  readonly blocks: readonly number[];
  /** Blocks that run at the same time: block b is proposed when all up to b − sideBySide have ended. */
  readonly sideBySide: number;
  /**
   * The cocktails of a block, at most `count`. `finished` holds all blocks that ended before it by the rule above and no
   * other, `taken` all cocktails of the blocks before it.
   */
  propose(plan: {
    readonly block: number;
    readonly count: number;
    readonly finished: readonly Standing[];
    readonly taken: readonly Candidate[];
  }): readonly Candidate[];
  /** Trials of a cocktail on a rung. @throws {RunError} its training failed: it is out. */
  train(candidate: Candidate, rung: number): Promise<PairResults>;
}

/** Mean validation loss. */
export const lossOf = (results: PairResults): number => meanLoss(results);

/**
 * Successive halving in blocks: all cocktails of a block on the lowest rung, the best third of them on the next, up to
 * the last.
 *
 * What goes on follows from losses and, where they are equal, from numbers; what a block is made of follows from blocks
 * that lie a fixed number back. So neither the order in which trials end nor the number of workers decides anything, and
 * workers that wait for the end of one block work on the next.
 *
 * @see Jamieson and Talwalkar 2016; Li et al. 2020, "A system for massively parallel hyperparameter tuning", which gives
 * up the order instead.
 */
export async function successiveHalving(race: Race): Promise<Standing[]> {
  const { blocks, sideBySide, propose } = race;
  const proposals: Promise<readonly Candidate[]>[] = [];
  const ended: Promise<Standing[]>[] = [];
  for (const [block, count] of blocks.entries()) {
    const earlier = [...proposals];
    const known = ended.slice(0, Math.max(0, block + 1 - sideBySide));
    const proposed = Promise.all([Promise.all(earlier), Promise.all(known)]).then(([taken, finished]) =>
      propose({ block, count, finished: finished.flat(), taken: taken.flat() }),
    );
    proposals.push(proposed);
    ended.push(proposed.then((candidates) => raced(candidates, block, race)));
  }
  return (await Promise.all(ended)).flat();
}

/** One block through all rungs. */
async function raced(
  candidates: readonly Candidate[],
  block: number,
  { rungs, train }: Race,
): Promise<Standing[]> {
  const standings = new Map<number, Standing>(
    candidates.map((candidate) => [candidate.number, { ...candidate, block, losses: [] }]),
  );
  let racing = [...candidates];
  for (const rung of rungs.keys()) {
    const judged = await Promise.all(
      racing.map(async (candidate) => {
        const { losses } = standings.get(candidate.number)!;
        const outcome = await train(candidate, rung).then(judgedBy, failure);
        const standing: Standing = {
          ...candidate,
          block,
          ...('failed' in outcome
            ? { losses, failed: outcome.failed }
            : { losses: [...losses, { rung, loss: outcome.loss }] }),
          ...('results' in outcome && rung === rungs.length - 1 && { results: outcome.results }),
        };
        standings.set(candidate.number, standing);
        return standing;
      }),
    );
    const healthy = judged.filter(({ failed }) => failed === undefined).sort(byMerit);
    const left = new Set(healthy.slice(0, goingOn(racing.length)).map(({ number }) => number));
    racing = racing.filter(({ number }) => left.has(number));
  }
  return [...standings.values()];
}

type Outcome = { readonly results: PairResults; readonly loss: number } | { readonly failed: string };

function judgedBy(results: PairResults): Outcome {
  const loss = lossOf(results);
  return Number.isFinite(loss) ? { results, loss } : { failed: `The validation loss is ${loss}.` };
}

/** What a failed training says; anything else that went wrong ends the search. */
function failure(error: unknown): Outcome {
  if (error instanceof RunError) return { failed: error.message };
  throw error;
}

/** Better first: who got further, then who lost less there, then who came first. Failed ones last. */
export function byMerit(a: Standing, b: Standing): number {
  const [one, other] = [a, b].map(({ failed, losses }) => (failed === undefined ? losses.at(-1) : undefined));
  if (!one || !other) return Number(!one) - Number(!other) || a.number - b.number;
  return other.rung - one.rung || one.loss - other.loss || a.number - b.number;
}
