import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideOperation, halving, judged, survivors, unharmed, type Contender } from './halving.ts';
import { choosePolicy, type SomePairs } from './policy.ts';
import type { Operation } from './record.ts';
import type { Effect } from '../record.ts';
import type { TrialResult } from '../trial.ts';
import { scores, trialResult } from '../../../test/helpers/trials.ts';
import { randomKey, uniformAt } from '../../util/random.ts';

const effect = (low: number, high: number, pairs = 5): Effect => ({
  mean: (low + high) / 2,
  interval: [low, high],
  pairs,
});

describe('what an operation is judged to do', () => {
  const [better, worse, none] = [effect(0.01, 0.03), effect(-0.03, -0.01), effect(-0.02, 0.02)];
  test.each([
    ['keep', 'a better score and less loss', better, better],
    ['keep', 'a better score', better, effect(-0.01, 0.02)],
    ['keep', 'less loss, and a score that is no worse', none, better],
    ['keep', 'less loss, and a score worse by less than a standard error', effect(-0.026, 0.016), better],
    ['drop', 'less loss, and a score worse by a standard error', effect(-0.038, 0.002), better],
    ['drop', 'a better score at more loss', better, effect(-0.2, 0.1)],
    ['harm', 'a worse score, whatever the loss', worse, better],
    ['drop', 'more loss and a score that is no worse', none, worse],
    ['drop', 'nothing beyond the interval', none, none],
    ['drop', 'a single pair', effect(0.1, 0.1, 1), effect(0.1, 0.1, 1)],
  ] as const)('%s: %s', (decision, _, score, loss) => {
    expect(decideOperation(score, loss)).toBe(decision);
  });
});

/** Accuracy 0.5 and the worth of each augmentation, with noise of each trial. */
function made(worth: Readonly<Record<string, number>>, noise: number, seed: number) {
  const asked: string[] = [];
  const trial = (names: readonly string[], pair: number): TrialResult => {
    const luck = (salt: string) => noise * (uniformAt(randomKey(seed, salt, ...names), pair) - 0.5);
    const gain = names.reduce((sum, name) => sum + worth[name]!, 0);
    const accuracy = 0.5 + gain + luck('score');
    return trialResult(scores(1), scores(accuracy, 2 - 3 * (gain + luck('loss'))));
  };
  const trials = async (augmentations: readonly Operation[], from: number, to: number) => {
    const names = augmentations.map(({ name }) => name);
    for (let pair = from; pair < to; pair++) asked.push(`${names.join('+')}@${pair}`);
    return Array.from({ length: to - from }, (_, i) => trial(names, from + i));
  };
  const operations: Operation[] = Object.keys(worth).map((name) => ({ name }));
  return { operations, trials, asked };
}

describe('halving', () => {
  test('keeps what helps, calls harm what harms, and drops losers after the first round', async () => {
    const worth = { shift: 0.08, zoom: 0.06, flip: -0.1, noise: 0, hue: -0.01, blur: -0.02 };
    const { operations, trials, asked } = made(worth, 0.02, 1);
    const out: string[] = [];
    const { contenders, baseline } = await halving(operations, [3, 6, 10], trials, ({ operation }) => {
      out.push(operation.name);
    });
    const said = Object.fromEntries(contenders.map(({ operation, decision }) => [operation.name, decision]));
    expect(said).toMatchObject({ shift: 'keep', zoom: 'keep', flip: 'harm' });
    expect(contenders.find(({ operation }) => operation.name === 'flip')!.effect.pairs).toBe(3);
    expect(contenders.find(({ operation }) => operation.name === 'shift')!.effect.pairs).toBe(10);
    expect(baseline).toHaveLength(10);
    expect([...out].sort()).toEqual(Object.keys(worth).sort());
    // The baseline is shared, and no trial is asked for twice.
    expect(asked.filter((key) => key.startsWith('@'))).toHaveLength(10);
    expect(new Set(asked).size).toBe(asked.length);
  });

  test('where there is time for all, only what harms leaves early', async () => {
    const worth = { shift: 0.08, flip: -0.1, noise: 0, hue: -0.01 };
    const { operations, trials } = made(worth, 0.02, 1);
    const { contenders } = await halving(operations, [3, 10], trials, () => {}, unharmed);
    const pairs = contenders.map(({ operation, effect: seen }) => [operation.name, seen.pairs]);
    expect(Object.fromEntries(pairs)).toEqual({ shift: 10, flip: 3, noise: 10, hue: 10 });
  });

  test('never keeps what has an interval below zero, and never loses what is far better than the rest', async () => {
    const worths = fc.array(fc.double({ min: -0.1, max: 0.05, noNaN: true }), {
      minLength: 1,
      maxLength: 11,
    });
    await fc.assert(
      fc.asyncProperty(worths, fc.nat(1000), async (others, seed) => {
        const worth = Object.fromEntries([['best', 0.2], ...others.map((value, i) => [`other${i}`, value])]);
        const { operations, trials } = made(worth, 0.1, seed);
        const { contenders } = await halving(operations, [3, 6, 10], trials);
        const kept = contenders.filter(({ decision }) => decision === 'keep');
        for (const { effect: shown } of kept) expect(shown.interval[1]).toBeGreaterThan(0);
        for (const { effect: shown, decision } of contenders)
          if (shown.interval[1] < 0) expect(decision).toBe('harm');
        expect(kept.map(({ operation }) => operation.name)).toContain('best');
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  test('of many that are alike half go on, but four of few', () => {
    const contender = (name: string, mean: number): Contender => ({
      operation: { name },
      results: [],
      effect: effect(mean - 0.1, mean + 0.1),
      lossEffect: effect(mean - 0.1, mean + 0.1),
      calibratedEffect: effect(mean - 0.1, mean + 0.1),
      decision: 'drop',
      rounds: 1,
    });
    const names = ['a', 'b', 'c', 'd', 'e'];
    expect(survivors(names.map((name, i) => contender(name, 0.05 - 0.01 * i)))).toEqual(
      new Set(['a', 'b', 'c', 'd']),
    );
    const many = Array.from({ length: 12 }, (_, i) => contender(`n${i}`, 0.13 - 0.01 * i));
    expect(survivors(many)).toEqual(new Set(['n0', 'n1', 'n2', 'n3', 'n4', 'n5']));
    expect(survivors(names.map((name, i) => contender(name, -0.04 + 0.01 * i)))).toEqual(new Set(['e']));
  });
});

describe('a policy', () => {
  const policyOf = async (worth: Readonly<Record<string, number>>, together: number) => {
    const { operations, trials } = made(worth, 0.01, 3);
    const { contenders, baseline } = await halving(operations, [3, 6], trials);
    const run: SomePairs = async (_, augmentations, from, to) =>
      augmentations.length > 1
        ? baseline
            .slice(from, to)
            .map(({ validation }) =>
              trialResult(
                scores(1),
                scores(validation!.accuracy! + together, validation!.loss - 3 * together),
              ),
            )
        : trials(augmentations, from, to);
    return choosePolicy(contenders, baseline, run, true);
  };

  test('is all that help, where they are best together', async () => {
    const { policy } = await policyOf({ shift: 0.08, zoom: 0.06, flip: -0.1 }, 0.12);
    expect(policy.map(({ name }) => name)).toEqual(['shift', 'zoom']);
  });

  test('is reduced to the best alone where they are worse together', async () => {
    const { policy, candidates } = await policyOf({ shift: 0.08, zoom: 0.06, flip: -0.1 }, -0.05);
    expect(policy.map(({ name }) => name)).toEqual(['shift']);
    expect(candidates.find(({ operations }) => operations.length > 1)).toMatchObject({
      decision: 'harm',
      chosen: false,
    });
  });

  test('is none where nothing is proven', async () => {
    expect(await policyOf({ flip: -0.1, hue: -0.05 }, 0.1)).toEqual({ candidates: [], policy: [] });
  });

  test('takes another strength only where it is better than the default beyond luck', async () => {
    const results = (gains: readonly number[]) =>
      gains.map((gain) => trialResult(scores(1), scores(0.5 + gain, 2 - gain)));
    const plain = results([0, 0, 0, 0]);
    const shift = { name: 'shift', xRange: [-0.1, 0.1], yRange: [-0.1, 0.1], probability: 1 };
    const contender = judged(shift, results([0.05, 0.06, 0.05, 0.06]), plain, 1);
    const chosen = async (stronger: readonly number[]) =>
      (
        await choosePolicy(
          [contender],
          plain,
          async (_, [operation], from, to) =>
            results((operation!.xRange as number[])[1]! > 0.1 ? stronger : [0.01, 0.02, 0.01, 0.02]).slice(
              from,
              to,
            ),
          true,
        )
      ).policy[0]!.xRange;
    expect(await chosen([0.08, 0.09, 0.08, 0.1])).toEqual([-0.175, 0.175]);
    expect(await chosen([0.03, 0.04, 0.03, 0.04])).toEqual([-0.1, 0.1]);
  });

  const gained = (gains: readonly number[]) =>
    gains.map((gain) => trialResult(scores(1), scores(0.5 + gain, 2 - gain)));
  const none = gained(Array<number>(6).fill(0));
  const proven = ['shift', 'zoom'].map((name, i) =>
    judged({ name }, gained([0.05, 0.06, 0.05, 0.06, 0.05, 0.06].map((gain) => gain - 0.01 * i)), none, 2),
  );
  const together = async (gains: readonly number[]) => {
    const asked: string[] = [];
    const { policy } = await choosePolicy(
      proven,
      none,
      async (label, _, from, to) => {
        asked.push(`${label} ${from} to ${to}`);
        return gained(gains).slice(from, to);
      },
      false,
    );
    return { asked, policy: policy.map(({ name }) => name) };
  };

  test('gives up after three pairs what is behind the best, and sees more of what leads', async () => {
    expect(await together([0.03, 0.04, 0.03, 0.3, 0.3, 0.3])).toEqual({
      asked: ['shift + zoom 0 to 3'],
      policy: ['shift'],
    });
    expect(await together([0.1, 0.11, 0.1, 0.1, 0.11, 0.1])).toEqual({
      asked: ['shift + zoom 0 to 3', 'shift + zoom 3 to 6'],
      policy: ['shift', 'zoom'],
    });
  });

  test('is not what led on the first pairs and fell back on the others', async () => {
    const { asked, policy } = await together([0.07, 0.08, 0.07, 0.01, 0.02, 0.01]);
    expect(asked).toHaveLength(2);
    expect(policy).toEqual(['shift']);
  });
});
