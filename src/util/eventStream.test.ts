import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventStream, type EventStream } from './eventStream.ts';

/** Takes all events, a moment each, and the result. */
async function all<E, R>(stream: EventStream<E, R>, act: (event: E) => unknown = () => {}) {
  const events: E[] = [];
  for (;;) {
    const { value, done } = await stream.next();
    if (done) return { events, result: value };
    events.push(value);
    await act(value);
  }
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

test('all events in order, however slow who listens, then the result, and then nothing', async () => {
  const stream = eventStream<number, string>(async (emit) => {
    for (let n = 0; n < 100; n++) {
      emit(n);
      if (n % 7 === 0) await wait(0);
    }
    return 'done';
  });
  const { events, result } = await all(stream, (n) => (n % 10 === 0 ? wait(2) : undefined));
  expect(events).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(result).toBe('done');
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('a run begins when it is listened to, and does not wait for who listens', async () => {
  const seen: string[] = [];
  const stream = eventStream<number, void>(async (emit) => {
    seen.push('begun');
    emit(1);
    emit(2);
    seen.push('ended');
  });
  await wait(5);
  expect(seen).toEqual([]);
  expect(await stream.next()).toEqual({ done: false, value: 1 });
  expect(seen).toEqual(['begun', 'ended']);
  await stream.return();
  let begun = false;
  const never = eventStream(async () => (begun = true));
  await never.return();
  expect([await never.next(), begun]).toEqual([{ done: true, value: undefined }, false]);
});

test('waiting neighbours are merged where that is asked for, others kept between them', async () => {
  type Event = { readonly kind: 'progress' | 'finding'; readonly n: number };
  const stream = eventStream<Event, void>(
    async (emit) => {
      for (const n of [1, 2, 3, 4, 5, 6]) emit({ kind: n === 3 ? 'finding' : 'progress', n });
      await wait(5);
      emit({ kind: 'progress', n: 7 });
    },
    { merge: (one, next) => (one.kind === 'progress' && next.kind === 'progress' ? next : undefined) },
  );
  const { events } = await all(stream);
  expect(events.map(({ n }) => n)).toEqual([2, 3, 6, 7]);
});

test('what fails comes after the events before it, at once or later, and ends the stream', async () => {
  const stream = eventStream<number, void>(async (emit) => {
    emit(1);
    emit(2);
    throw new Error('broken');
  });
  const seen: number[] = [];
  const loop = async () => {
    for await (const n of stream) {
      seen.push(n);
      await wait(2);
    }
  };
  await expect(loop()).rejects.toThrow('broken');
  expect(seen).toEqual([1, 2]);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  const early = eventStream(() => {
    throw new Error('at once');
  });
  await expect(early.next()).rejects.toThrow('at once');
});

test.each(['break', 'an error in the loop'])('%s aborts the run and waits for its end', async (how) => {
  const seen: string[] = [];
  const stream = eventStream<number, void>(async (emit, signal) => {
    emit(1);
    await untilAborted(signal);
    emit(2);
    await wait(5);
    seen.push('cleaned up');
    throw new Error('interrupted');
  });
  const loop = async () => {
    for await (const n of stream) {
      seen.push(`event ${n}`);
      if (how === 'break') break;
      throw new Error('mine');
    }
  };
  if (how === 'break') await loop();
  else await expect(loop()).rejects.toThrow('mine');
  expect(seen).toEqual(['event 1', 'cleaned up']);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('a run that failed by itself while the loop was left does not say so any more', async () => {
  const stream = eventStream<number, void>(async (emit) => {
    emit(1);
    throw new Error('broken');
  });
  for await (const n of stream) {
    expect(n).toBe(1);
    await wait(2);
    break;
  }
});

test('it can be left while an event is waited for', async () => {
  const stream = eventStream<number, void>(async (_, signal) => untilAborted(signal));
  const pending = stream.next();
  await wait(2);
  expect(await stream.return()).toEqual({ done: true, value: undefined });
  expect(await pending).toEqual({ done: true, value: undefined });
});

test("the caller's signal reaches the run, before it begins or later, and nothing of it is kept", async () => {
  for (const isEarly of [true, false]) {
    const controller = new AbortController();
    const reason = new Error('no time');
    if (isEarly) controller.abort(reason);
    const stream = eventStream<string, string>(
      async (emit, signal) => {
        emit('begun');
        await untilAborted(signal);
        emit('ending');
        return (signal.reason as Error).message;
      },
      { signal: controller.signal },
    );
    const { events, result } = await all(stream, () => controller.abort(reason));
    expect([events, result]).toEqual([['begun', 'ending'], 'no time']);
  }
  // A signal that outlives many runs does not gather listeners.
  const { signal } = new AbortController();
  let added = 0;
  const counted = Object.assign(Object.create(signal) as AbortSignal, {
    addEventListener: () => added++,
    removeEventListener: () => added--,
  });
  await all(eventStream<number, void>(async (emit) => emit(1), { signal: counted }));
  for await (const _ of eventStream<number, void>(async (emit) => emit(1), { signal: counted })) break;
  expect(added).toBe(0);
});
