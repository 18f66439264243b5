/** Schedules against torch.optim.lr_scheduler: the numbers of schedules.json, which schedules.py wrote. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as schedules from '../../src/schedules/index.ts';
import type { Schedule } from '../../src/schedules/schedule.ts';

const golden = JSON.parse(readFileSync(new URL('schedules.json', import.meta.url), 'utf8')) as {
  readonly torch: string;
  readonly cases: readonly {
    readonly name: keyof typeof schedules;
    readonly options: object;
    readonly steps: number;
    readonly factors: readonly number[];
  }[];
  readonly plateaus: readonly {
    readonly losses: readonly number[];
    readonly options: object;
    readonly factors: readonly number[];
  }[];
};

test('the file says which PyTorch wrote it', () => expect(golden.torch).toMatch(/^\d+\.\d+\.\d+/));

test.each(golden.cases)('$name $options over $steps steps', ({ name, options, steps, factors }) => {
  const schedule = (schedules[name] as (options: object) => Schedule)(options);
  expect(factors).toHaveLength(steps);
  factors.forEach((factor, step) => expect(schedule.factor(step, steps)).toBeCloseTo(factor, 12));
});

test.each(golden.plateaus)('reduceOnPlateau $options', ({ losses, options, factors }) => {
  const { watch, factor } = schedules.reduceOnPlateau(options);
  expect(new Set(factors).size).toBeGreaterThan(3);
  let state = watch!.initial;
  losses.forEach((loss, epoch) => {
    // As a checkpoint keeps it.
    state = JSON.parse(JSON.stringify(watch!.observe(state, loss))) as typeof state;
    expect(factor(0, 1, state)).toBeCloseTo(factors[epoch]!, 12);
  });
});

test('every schedule has numbers', () => {
  const known = new Set<string>([...golden.cases.map(({ name }) => name), 'reduceOnPlateau']);
  expect([...known].sort()).toEqual(Object.keys(schedules).sort());
});
