import { describe, expect, test } from 'vitest';
import { blocksWithin, rungsFor } from './rungs.ts';
import { byMerit, successiveHalving, type Candidate, type Race, type Standing } from './successiveHalving.ts';
import type { PairResults } from '../testBench.ts';
import { recipe } from '../../recipe/schema.ts';
import { InterruptedError, RunError } from '../../util/errors.ts';
import { randomKey, uniformAt } from '../../util/random.ts';
import { scores, trialResult } from '../../../test/helpers/trials.ts';

const rungs = rungsFor(40, 3);
const blank = recipe({ architecture: { name: 'mlp', size: 8 } });

/** A loss for each cocktail and rung, and how it is answered. */
const lossAt = (number: number, rung: number) =>
  1 + uniformAt(randomKey('worth'), number) + 0.3 * uniformAt(randomKey('noise', rung), number);
const resultsOf = (loss: number): PairResults => [trialResult(scores(1), scores(0.5, loss))];

/** Proposes cocktails that depend on all that ended before: what must not be known would show. */
const propose: Race['propose'] = ({ block, count, finished, taken }) =>
  Array.from({ length: count }, (_, i): Candidate => {
    const level = randomKey(block, ...[...finished].sort(byMerit).map(({ number }) => number), i);
    return { number: taken.length + i, origin: 'random', levels: [level], recipe: blank };
  });

/** Answers in an order of its own, with so many at once. */
function disorderly(seed: number) {
  const waiting: (() => void)[] = [];
  let [draws, most, isGoing] = [0, 0, false];
  const go = async () => {
    isGoing = true;
    while (waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, waiting.length);
      waiting.splice(Math.floor(uniformAt(seed, draws++) * waiting.length), 1)[0]!();
    }
    isGoing = false;
  };
  return {
    most: () => most,
    train: (candidate: Candidate, rung: number) =>
      new Promise<PairResults>((resolve) => {
        waiting.push(() => resolve(resultsOf(lossAt(candidate.number, rung))));
        if (!isGoing) void go();
      }),
  };
}

const race = (train: Race['train'], blocks = [12, 12, 12, 7], sideBySide = 2) =>
  successiveHalving({ rungs, blocks, sideBySide, propose, train });

describe('successive halving', () => {
  test('of a block the best third goes on, by the losses of its rung', async () => {
    const asked: [number, number][] = [];
    const standings = await race(
      async ({ number }, rung) => {
        asked.push([number, rung]);
        return resultsOf(lossAt(number, rung));
      },
      [12],
    );
    const onRung = (rung: number) => asked.filter(([, at]) => at === rung).map(([number]) => number);
    const best = (numbers: readonly number[], rung: number, count: number) =>
      [...numbers].sort((a, b) => lossAt(a, rung) - lossAt(b, rung)).slice(0, count);
    expect(onRung(0)).toHaveLength(12);
    expect(new Set(onRung(1))).toEqual(new Set(best(onRung(0), 0, 4)));
    expect(onRung(2)).toEqual(best(onRung(1), 1, 1));
    const ended = standings.filter(({ results }) => results);
    expect(ended.map(({ number }) => number)).toEqual(onRung(2));
    expect(ended[0]!.losses.map(({ rung }) => rung)).toEqual([0, 1, 2]);
  });

  test('the order in which trials end decides nothing', async () => {
    const inOrder = await race(async ({ number }, rung) => resultsOf(lossAt(number, rung)));
    for (let seed = 0; seed < 8; seed++) expect(await race(disorderly(seed).train)).toEqual(inOrder);
    // The proposals do see what ended: another number of blocks side by side is another search.
    expect(await race(disorderly(0).train, undefined, 1)).not.toEqual(inOrder);
  });

  test('a second block runs while the first one ends', async () => {
    const two = disorderly(1);
    await race(two.train, [12, 12, 12], 2);
    expect(two.most()).toBeGreaterThan(12);
    const one = disorderly(1);
    await race(one.train, [12, 12, 12], 1);
    expect(one.most()).toBeLessThanOrEqual(12);
  });

  test('equal losses go by number', async () => {
    const standings = await race(async () => resultsOf(1), [12]);
    expect(standings.filter(({ losses }) => losses.length > 1).map(({ number }) => number)).toEqual([
      0, 1, 2, 3,
    ]);
    expect(standings.filter(({ results }) => results).map(({ number }) => number)).toEqual([0]);
  });

  test('a training that fails is out, and the others go on', async () => {
    const standings = await race(
      async ({ number }, rung) => {
        if (number < 10) throw new RunError('the loss became NaN');
        return resultsOf(number === 10 ? NaN : lossAt(number, rung));
      },
      [12],
    );
    expect(standings.slice(0, 10).every(({ failed }) => failed === 'the loss became NaN')).toBe(true);
    expect(standings[10]!.failed).toContain('NaN');
    expect(standings[11]!.results).toBeDefined();
    expect([...standings].sort(byMerit)[0]!.number).toBe(11);
  });

  test('an interruption ends it', async () => {
    const interrupted = race(async () => {
      throw new InterruptedError('stopped');
    });
    await expect(interrupted).rejects.toThrow(InterruptedError);
  });

  test('without blocks there is nothing', async () => {
    expect(await race(disorderly(0).train, blocksWithin(1, rungs))).toEqual([]);
  });
});

test('who got further is better, then who lost less', () => {
  const standing = (number: number, losses: readonly number[], failed?: string): Standing => ({
    ...{ number, origin: 'random', levels: [], recipe: blank, block: 0 },
    losses: losses.map((loss, rung) => ({ rung, loss })),
    ...(failed !== undefined && { failed }),
  });
  const all = [standing(0, [0.1], 'NaN'), standing(1, [0.5]), standing(2, [0.4]), standing(3, [0.9, 0.9])];
  expect(all.sort(byMerit).map(({ number }) => number)).toEqual([3, 2, 1, 0]);
});
