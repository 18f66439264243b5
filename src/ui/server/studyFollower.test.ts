import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import { studyFollower } from './studyFollower.ts';
import { trialLine, writeStudy } from '../../../test/helpers/studyFolders.ts';
import type { StudyEvent } from '../protocol.ts';

const base = mkdtempSync(join(tmpdir(), 'hibiscus-follow-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const leaves: (() => void)[] = [];
afterEach(() => leaves.splice(0).forEach((leave) => leave()));

/** Follows a folder and waits for what has to come. */
function follow(folder: string) {
  const follower = studyFollower(folder, () => ({ own: false }));
  const events: StudyEvent[] = [];
  leaves.push(follower.subscribe((event) => events.push(event)));
  const until = async (holds: () => boolean) => {
    while (!holds()) await wait(10);
  };
  const labels = () => {
    const from = events.findLastIndex(({ reset }) => reset);
    return events.slice(from).flatMap(({ trials = [] }) => trials.map(({ label }) => label));
  };
  return { follower, events, until, labels };
}

test('tells what is there, then what comes, and begins anew with another journal', async () => {
  const folder = join(base, 'live');
  writeStudy(folder, { trials: 3, label: (n) => `t${n}` });
  const { follower, events, until, labels } = follow(folder);
  await until(() => labels().length === 3);
  expect(events[0]).toMatchObject({ reset: true, state: 'running', own: false, broken: 0, complete: true });
  const line = trialLine(3, { label: () => 't3' });
  appendFileSync(join(folder, 'journal.jsonl'), line.slice(0, 50));
  appendFileSync(join(folder, 'journal.jsonl'), `${line.slice(50)}\nno json\n`);
  await until(() => labels().length === 4 && events.at(-1)!.broken === 1);
  expect(labels()).toEqual(['t0', 't1', 't2', 't3']);
  expect(await follower.detail(4)).toMatchObject({ n: 4, label: 't3', scores: { train: { accuracy: 1 } } });
  expect((await follower.detail(4))!.history).toHaveLength(6);
  expect(await follower.detail(9)).toBeUndefined();
  writeFileSync(
    join(folder, 'progress.json'),
    JSON.stringify({
      pid: process.pid,
      state: 'running',
      stage: 'S',
      running: [{ label: 'x' }],
      findings: ['f', 3],
    }),
  );
  await until(() => events.at(-1)!.progress?.stage === 'S');
  expect(events.at(-1)!.progress).toMatchObject({ running: [{ label: 'x', epochs: 0 }], findings: ['f'] });
  writeStudy(folder, { trials: 1, label: () => 'other' });
  await until(() => labels().join() === 'other');
});

test('what is missing is left out: an old folder with a journal alone, and one that is gone', async () => {
  const folder = join(base, 'old');
  writeStudy(folder);
  appendFileSync(
    join(folder, 'journal.jsonl'),
    '{"kind":"trial","key":"1","result":{"train":{"loss":"x"}}}\n',
  );
  const { events, until, labels } = follow(folder);
  await until(() => labels().length === 1);
  expect(events.flatMap(({ trials = [] }) => trials)).toEqual([{ n: 1, metric: 'loss', curve: false }]);
  rmSync(folder, { recursive: true });
  await until(() => events.at(-1)!.state === 'unknown' || events.at(-1)!.reset === true);
});
