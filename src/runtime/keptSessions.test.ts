import { describe, expect, test } from 'vitest';
import { keptSessions } from './keptSessions.ts';
import { nodeRuntime } from './node.ts';
import { float32 } from './runtime.ts';
import { makeGraph } from '../graph/graph.ts';
import { input } from '../graph/value.ts';
import { mul } from '../ops/elementwise/mul.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sessions that count themselves, and take a moment to open. */
function counted(most: number, openingMs = 5) {
  const [opened, released]: [number[], number[]] = [[], []];
  const kept = keptSessions<{ id: number; release(): Promise<void> }>(most);
  const take = (content: number) =>
    kept.take(`${content}`, async () => {
      await wait(openingMs);
      const id = opened.push(content) - 1;
      return { id, release: async () => void released.push(id) };
    });
  const use = async (content: number) => {
    const { session, done } = await take(content);
    await done();
    return session.id;
  };
  return { opened, released, take, use };
}

describe('keptSessions', () => {
  test('the same content is opened once, other content by itself', async () => {
    const { opened, released, use } = counted(2);
    expect([await use(1), await use(1), await use(2), await use(1)]).toEqual([0, 0, 1, 0]);
    expect({ opened, released }).toEqual({ opened: [1, 2], released: [] });
  });

  test('two uses at a time have a session each, and both are kept', async () => {
    const { opened, take, use } = counted(2);
    const [first, second] = await Promise.all([take(1), take(1)]);
    expect(first.session.id).not.toBe(second.session.id);
    await Promise.all([first.done(), second.done()]);
    await use(1);
    expect(opened).toEqual([1, 1]);
  });

  test('the one unused longest goes first', async () => {
    const { released, use, opened } = counted(2);
    for (const content of [1, 2, 1, 3]) await use(content);
    expect(released).toEqual([1]);
    await use(1);
    expect(opened).toEqual([1, 2, 3]);
  });

  test('what was used for long is not kept, and nothing is where none is to be', async () => {
    const long = counted(2, 1);
    const { done } = await long.take(1);
    await wait(200);
    await done();
    expect(long.released).toEqual([0]);
    const none = counted(0);
    await none.use(1);
    await none.use(1);
    expect(none).toMatchObject({ opened: [1, 1], released: [0, 1] });
  });
});

test('a program that was kept computes what a new one does', async () => {
  const x = input('x', ['N']);
  const program = (factor: number) => makeGraph('scaled', [x], { y: mul(x, factor) });
  const run = async (runtime: ReturnType<typeof nodeRuntime>, factor: number) => {
    const compiled = await runtime.compile(program(factor));
    const { y } = await compiled.run({ x: float32(Float32Array.of(1, 2), [2]) });
    await compiled.dispose();
    return [...y!.data];
  };
  const runtime = nodeRuntime({ keep: 4 });
  for (const factor of [3, 5, 3, 5]) expect(await run(runtime, factor)).toEqual([factor, 2 * factor]);
});
