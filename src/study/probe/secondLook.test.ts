import { expect, test } from 'vitest';
import { judged } from './halving.ts';
import { isOpen, secondLook } from './secondLook.ts';
import { scores, trialResult } from '../../../test/helpers/trials.ts';
import { uniformAt } from '../../util/random.ts';

const results = (gains: readonly number[]) =>
  gains.map((gain) => trialResult(scores(1), scores(0.5 + gain, 2 - gain)));
const plain = results(Array<number>(10).fill(0));
/** Gains around a mean, with a standard deviation of about 0.03. */
const gains = (mean: number, seed: number) => {
  const drawn = Array.from({ length: 10 }, (_, i) => 0.1 * (uniformAt(seed, i) - 0.5));
  const centre = drawn.reduce((sum, value) => sum + value, 0) / 10;
  return drawn.map((value) => mean + value - centre);
};
const contender = (name: string, mean: number) => judged({ name }, results(gains(mean, 1)), plain, 3);

test('open is what looks better and is not proven', () => {
  expect([0.1, 0.015, -0.015, -0.1].map((mean) => isOpen(contender('zoom', mean)))).toEqual([
    ...[false, true, false, false],
  ]);
});

test('what is open is judged on all pairs, beside a baseline on the same', async () => {
  const asked: string[][] = [];
  const again = async (mean: number) =>
    (
      await secondLook([contender('zoom', 0.015)], plain, async (augmentations) => {
        asked.push(augmentations.map(({ name }) => name));
        return results(augmentations.length > 0 ? gains(mean, 2) : Array<number>(10).fill(0));
      })
    )[0]!;
  const better = await again(0.03);
  expect(asked).toEqual([[], ['zoom']]);
  expect(better).toMatchObject({ decision: 'keep', rounds: 4, effect: { pairs: 20 } });
  expect(better.effect.mean).toBeCloseTo((0.015 + 0.03) / 2, 9);
  expect((await again(0)).decision).toBe('drop');
});

test('both looks ask for more than the 95% of a single one', async () => {
  const first = contender('zoom', 0.0215);
  expect(first.effect.interval[0]).toBeGreaterThan(0);
  expect(isOpen(first)).toBe(true);
  const [again] = await secondLook([contender('zoom', 0.015)], plain, async (augmentations) =>
    results(augmentations.length > 0 ? gains(0.013, 3) : Array<number>(10).fill(0)),
  );
  expect(again!.effect.interval[0]).toBeGreaterThan(0);
  expect(again!.decision).toBe('drop');
});
