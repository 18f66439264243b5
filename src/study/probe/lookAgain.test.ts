import { expect, test } from 'vitest';
import { judged } from './halving.ts';
import { confidence, isOpen, lookAgain, looks } from './lookAgain.ts';
import { scores, trialResult } from '../../../test/helpers/trials.ts';
import { uniformAt } from '../../util/random.ts';
import { studentQuantile } from '../statistics.ts';

const results = (gains: readonly number[]) =>
  gains.map((gain) => trialResult(scores(1), scores(0.5 + gain, 2 - gain)));
const zeros = (count: number) => Array<number>(count).fill(0);
const plain = results(zeros(looks[0]));
/** Gains around a mean, with a standard deviation of about 0.03. */
const gains = (mean: number, seed: number, count: number = looks[0]) => {
  const drawn = Array.from({ length: count }, (_, i) => 0.1 * (uniformAt(seed, i) - 0.5));
  const centre = drawn.reduce((sum, value) => sum + value, 0) / count;
  return drawn.map((value) => mean + value - centre);
};
const contender = (name: string, mean: number) => judged({ name }, results(gains(mean, 1)), plain, 3);

/** Looks again at zoom, which gains so much at each further look. */
async function again(means: readonly number[], first = 0.015, affordable = Infinity) {
  const asked: [string, number, number][] = [];
  const costs: number[] = [];
  const [zoom] = await lookAgain([contender('zoom', first)], plain, {
    run: async (augmentations, from, to) => {
      asked.push([augmentations[0]?.name ?? 'none', from, to]);
      const look = looks.findIndex((pairs) => pairs === to);
      return results(augmentations.length > 0 ? gains(means[look - 1]!, look, to - from) : zeros(to - from));
    },
    affords: async (trials) => {
      costs.push(trials);
      return costs.reduce((sum, value) => sum + value, 0) <= affordable;
    },
  });
  return { zoom: zoom!, asked, costs };
}

test('open is what looks better and is not proven', () => {
  expect([0.1, 0.015, -0.015, -0.1].map((mean) => isOpen(contender('zoom', mean)))).toEqual([
    ...[false, true, false, false],
  ]);
});

test('open is what a better loss would keep: a score that is worse by less than a standard error', () => {
  const mixed = (score: number, loss: number) => {
    const [scored, lost] = [gains(score, 1), gains(loss, 2)];
    const both = scored.map((gain, i) => trialResult(scores(1), scores(0.5 + gain, 2 - lost[i]!)));
    return isOpen(judged({ name: 'zoom' }, both, plain, 3));
  };
  expect([mixed(-0.005, 0.015), mixed(-0.015, 0.015), mixed(0.005, -0.005)]).toEqual([true, false, false]);
});

test('what is open is judged on all pairs, beside a baseline on the same, until it is settled', async () => {
  const better = await again([0.04]);
  expect(better.asked).toEqual([
    ['none', 10, 20],
    ['zoom', 10, 20],
  ]);
  expect(better.zoom).toMatchObject({ decision: 'keep', rounds: 4, effect: { pairs: 20 } });
  expect(better.zoom.effect.mean).toBeCloseTo((0.015 + 0.04) / 2, 9);
  // It does not look better any more.
  const worse = await again([-0.03]);
  expect(worse.zoom).toMatchObject({ decision: 'drop', effect: { pairs: 20 } });
  expect(worse.asked).toHaveLength(2);
});

test('what stays open is looked at a last time, and proven or not', async () => {
  const late = await again([0.005, 0.02]);
  expect(late.asked).toHaveLength(4);
  expect(late.costs).toEqual([20, 40]);
  expect(late.zoom).toMatchObject({ decision: 'keep', rounds: 5, effect: { pairs: 40 } });
  const never = await again([0.005, -0.002]);
  expect(never.zoom).toMatchObject({ decision: 'drop', effect: { pairs: 40 } });
});

test('where there is no time, what was seen counts', async () => {
  expect((await again([0.005, 0.02], 0.015, 20)).zoom).toMatchObject({
    decision: 'drop',
    effect: { pairs: 20 },
  });
  const none = await again([0.04], 0.015, 0);
  expect(none.asked).toEqual([]);
  expect(none.zoom).toMatchObject({ decision: 'drop', effect: { pairs: 10 } });
});

test('several looks ask for more than the 95% of a single one', async () => {
  const first = contender('zoom', 0.0215);
  expect(first.effect.interval[0]).toBeGreaterThan(0);
  expect(isOpen(first)).toBe(true);
  const { zoom } = await again([0.012], 0.015, 20);
  expect(zoom.effect.interval[0]).toBeGreaterThan(0);
  expect(zoom.decision).toBe('drop');
});

test('all looks together are wrong in 5% of cases where there is nothing to see', () => {
  const edge = studentQuantile((1 + confidence) / 2, 1e6);
  const runs = 20_000;
  let wrong = 0;
  for (let run = 0; run < runs; run++) {
    let [sum, at] = [0, 0];
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - uniformAt(run, at++))) * Math.cos(2 * Math.PI * uniformAt(run, at++));
    const isWrong = looks.map((pairs, look) => {
      const more = pairs - (looks[look - 1] ?? 0);
      sum += normal() * Math.sqrt(more);
      return Math.abs(sum) / Math.sqrt(pairs) > edge;
    });
    if (isWrong.includes(true)) wrong++;
  }
  // 1.7 standard errors of chance either way; a look at 97% makes it 7%.
  expect(Math.abs(wrong / runs - 0.05)).toBeLessThan(0.0026);
});
