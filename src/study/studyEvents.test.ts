import { expect, test } from 'vitest';
import { inlineExecutor } from './executors/inline.ts';
import { memoryJournal, type Journal } from './journal.ts';
import { study, type StudyOptions } from './study.ts';
import { diagnoseEvents, studyEvents, type StudyEvent } from './studyEvents.ts';
import { fromArrays } from '../data/arrays.ts';
import { subset } from '../data/dataset.ts';
import { recipe } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { InterruptedError, OptionError } from '../util/errors.ts';

const rows = Array.from({ length: 80 }, (_, i) => ({ x: ((i * 37) % 11) + 4 * (i % 2), y: (i * 53) % 17 }));
const all = fromArrays({ rows, labels: rows.map((_, i) => i % 2) });
const indices = rows.map((_, i) => i);
const [data, part] = [subset(all, indices.slice(0, 60)), subset(all, indices.slice(60))];
const runtime = nodeRuntime();

const optionsFor = (journal: Journal, more: Partial<StudyOptions> = {}): StudyOptions => ({
  executor: inlineExecutor(data, runtime),
  runtime,
  journal,
  seed: 1,
  pairs: 2,
  search: 0,
  remedies: ['dropout'],
  description: 'made up',
  baseline: recipe({ architecture: { name: 'mlp', size: 4 }, epochs: 2 }),
  ...more,
});

const trialsIn = (journal: Journal) => journal.entries.filter(({ kind }) => kind === 'trial').length;

test('a study as events: progress that grows, each finding, and the result last, as study gives it', async () => {
  const journal = memoryJournal();
  const events: StudyEvent[] = [];
  for await (const event of studyEvents(data, part, optionsFor(journal))) events.push(event);
  // What the journal knows is not run again.
  const findings: unknown[] = [];
  const expected = await study(data, part, optionsFor(journal, { onFinding: (it) => findings.push(it) }));
  const found = events.flatMap((event) => (event.kind === 'finding' ? [event.finding] : []));
  expect(found.map(({ kind }) => kind)).toEqual((findings as { kind: string }[]).map(({ kind }) => kind));
  expect(found.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['diagnosis', 'remedy']));
  const done = events.flatMap((event) => (event.kind === 'progress' ? [event.progress.done] : []));
  expect(done.length).toBeGreaterThan(3);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  const last = events.at(-1)!;
  expect(events.filter(({ kind }) => kind === 'result')).toEqual([last]);
  const timeless = ({ seconds: _, diagnosis: __, ...record }: typeof expected.record) => record;
  expect(timeless((last as StudyEvent & { kind: 'result' }).result.record)).toEqual(
    timeless(expected.record),
  );
});

test('leaving the loop ends the study; the same call goes on from its journal', async () => {
  const journal = memoryJournal();
  for await (const event of studyEvents(data, part, optionsFor(journal)))
    if (event.kind === 'progress' && event.progress.done >= 3) break;
  const kept = trialsIn(journal);
  expect(kept).toBeGreaterThanOrEqual(3);
  // It has ended: nothing comes after it.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(trialsIn(journal)).toBe(kept);
  expect(journal.entries.some(({ kind }) => kind === 'test opened')).toBe(false);
  const before = journal.entries.slice();
  const ran: string[] = [];
  const { executor, ...rest } = optionsFor(journal);
  const counting = {
    ...executor,
    run: (...[job, onEpoch]: Parameters<typeof executor.run>) => {
      ran.push(job.recipe.architecture.name);
      return executor.run(job, onEpoch);
    },
  };
  for await (const event of studyEvents(data, part, { ...rest, executor: counting }))
    if (event.kind === 'result') expect(event.result.record.remedies).toHaveLength(1);
  expect(journal.entries.slice(0, before.length)).toEqual(before);
  expect(trialsIn(journal)).toBeLessThanOrEqual(kept + ran.length);
  expect(trialsIn(journal)).toBeGreaterThan(kept);
});

test("the caller's signal ends it with an InterruptedError, after what was found", async () => {
  const controller = new AbortController();
  const kinds: string[] = [];
  const loop = async () => {
    for await (const event of diagnoseEvents(
      data,
      optionsFor(memoryJournal(), { signal: controller.signal }),
    )) {
      kinds.push(event.kind);
      controller.abort();
    }
  };
  await expect(loop()).rejects.toThrow(InterruptedError);
  expect(kinds[0]).toBe('progress');
  expect(kinds).not.toContain('result');
});

test('a diagnosis as events; what it refuses is refused in the loop', async () => {
  const events: unknown[] = [];
  for await (const event of diagnoseEvents(data, optionsFor(memoryJournal()))) events.push(event);
  expect(events.at(-1)).toMatchObject({ kind: 'result', result: { diagnosis: { schema: 1 } } });
  expect(events.at(-2)).toMatchObject({ kind: 'finding', finding: { kind: 'diagnosis' } });
  await expect(diagnoseEvents(data, optionsFor(memoryJournal(), { pairs: 1 })).next()).rejects.toThrow(
    OptionError,
  );
});
