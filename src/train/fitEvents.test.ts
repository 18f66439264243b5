import { expect, test } from 'vitest';
import { fit } from './fit.ts';
import { fitEvents, type FitEvent } from './fitEvents.ts';
import { fromArrays } from '../data/arrays.ts';
import { recipe } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { OptionError } from '../util/errors.ts';

const part = (shift: number) =>
  fromArrays({
    rows: Array.from({ length: 30 }, (_, i) => ({ x: (i * 7 + shift) % 13, y: i % 2 })),
    labels: Array.from({ length: 30 }, (_, i) => i % 2),
  });
const data = { train: part(0), validation: part(3) };
const plan = recipe({ architecture: { name: 'mlp', size: 4 }, epochs: 5 });
const runtime = nodeRuntime();

test('each epoch as an event, then the result, as fit gives it', async () => {
  const events: FitEvent[] = [];
  const heard: number[] = [];
  const onEpoch = ({ epoch }: { epoch: number }) => void heard.push(epoch);
  for await (const event of fitEvents(data, plan, { runtime, onEpoch })) events.push(event);
  const expected = await fit(data, plan, { runtime });
  expect(events).toEqual([
    ...expected.history.map((record) => ({ kind: 'epoch', record })),
    { kind: 'result', result: expected },
  ]);
  expect(heard).toEqual([1, 2, 3, 4, 5]);
});

test('leaving the loop ends the training, and its programs are let go before the loop is over', async () => {
  const endless = recipe({ ...plan, epochs: 1_000_000 });
  let open = 0;
  const counting: typeof runtime = {
    ...runtime,
    async compile(program) {
      const compiled = await runtime.compile(program);
      open++;
      return {
        ...compiled,
        run: (...args) => compiled.run(...args),
        async dispose() {
          open--;
          await compiled.dispose();
        },
      };
    },
  };
  let last = 0;
  for await (const event of fitEvents(data, endless, { runtime: counting })) {
    if (event.kind === 'epoch') last = event.record.epoch;
    expect(open).toBeGreaterThan(0);
    if (last === 3) break;
  }
  expect([last, open]).toEqual([3, 0]);
});

test("the caller's signal ends it with the result so far", async () => {
  const controller = new AbortController();
  const endless = recipe({ ...plan, epochs: 1_000_000 });
  let result;
  for await (const event of fitEvents(data, endless, { runtime, signal: controller.signal })) {
    if (event.kind === 'epoch' && event.record.epoch === 2) controller.abort();
    if (event.kind === 'result') ({ result } = event);
  }
  expect(result!.stopped.reason).toBe('interrupted');
  expect(result!.history.length).toBeGreaterThanOrEqual(2);
});

test('what fit refuses is refused in the loop', async () => {
  const wrong = recipe({ architecture: { name: 'convnet', size: 2 } });
  const loop = async () => {
    for await (const event of fitEvents(data, wrong, { runtime })) expect(event).toBeUndefined();
  };
  await expect(loop()).rejects.toThrow(OptionError);
});
