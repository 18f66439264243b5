import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listStudies } from './listStudies.ts';
import { runState } from './progressFile.ts';
import { jsonReader } from './readJsonFile.ts';
import { writeStudy } from '../../../test/helpers/studyFolders.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'hibiscus-list-')));
const root = join(base, 'root');
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** A number that no process has. */
const nobody = 0x3ffffff0;
const progress = {
  schema: 1,
  pid: process.pid,
  startedAt: new Date().toISOString(),
  updatedAt: new Date().toISOString(),
  state: 'running',
  stage: 'What helps?',
  label: 'dropout 0.5 2/5',
  done: 3,
  total: 10,
  running: [],
  best: { label: 'baseline', metric: 'accuracy', value: 0.8 },
  findings: [],
};

beforeAll(() => {
  writeStudy(join(root, 'done'), { trials: 2, done: true });
  writeStudy(join(root, 'deep/er/live'), { trials: 1, progress });
  writeStudy(join(root, 'deep/live'), {
    trials: 1,
    progress,
    run: { schema: 1, arguments: ['study', 'data/digits', '--seed', '1'], folder: root, startedAt: '' },
  });
  writeStudy(join(root, 'killed'), { trials: 1, progress: { ...progress, pid: nobody } });
  writeStudy(join(root, 'old'), { trials: 1 });
  utimesSync(join(root, 'old/journal.jsonl'), 1, 1);
  writeStudy(join(root, '.hidden'), { trials: 1 });
  writeStudy(join(base, 'outside'), { done: true });
  symlinkSync(join(base, 'outside'), join(root, 'link'));
  mkdirSync(join(root, 'files'), { recursive: true });
  symlinkSync(join(base, 'outside/study.json'), join(root, 'files/study.json'));
  mkdirSync(join(root, 'broken'));
  writeFileSync(join(root, 'broken/study.json'), '{"schema":');
  writeFileSync(join(root, 'broken/progress.json'), '[]');
});

test('finds studies two levels deep, and what each is; links and hidden folders are passed over', async () => {
  const { studies } = await listStudies(root, jsonReader());
  const states = Object.fromEntries(studies.map(({ path, state }) => [path, state]));
  expect(states).toEqual({
    done: 'done',
    'deep/live': 'running',
    killed: 'interrupted',
    old: 'interrupted',
    broken: 'unknown',
  });
  const of = (path: string) => studies.find((study) => study.path === path)!;
  expect(of('deep/live')).toMatchObject({
    data: 'data/digits',
    stage: 'What helps?',
    done: 3,
    total: 10,
    score: { metric: 'accuracy', value: 0.8, part: 'best so far' },
    own: false,
  });
  expect(of('done')).toMatchObject({ kind: 'study', score: { metric: 'accuracy', part: 'test' } });
  expect(of('done').verdict).toMatch(/\w/);
  expect(studies.at(-1)!.path).toBe('old');
});

test('a folder that is itself a study is listed as such', async () => {
  const { studies } = await listStudies(join(root, 'done'), jsonReader());
  expect(studies.map(({ path }) => path)).toEqual(['.']);
});

test('the state follows from the process, the record and the journal', () => {
  const running = { state: 'running', pid: process.pid, running: [], findings: [] } as const;
  const now = Date.now();
  const at = (secondsAgo: number) => new Date(now - 1000 * secondsAgo).toISOString();
  expect(runState({ progress: { ...running, updatedAt: at(1) }, finished: false, now })).toBe('running');
  // Resumed over an old record.
  expect(runState({ progress: { ...running, updatedAt: at(1) }, finished: true, now })).toBe('running');
  // The number of a process may have gone to another.
  expect(runState({ progress: { ...running, updatedAt: at(3600) }, finished: false, now })).toBe(
    'interrupted',
  );
  expect(runState({ progress: { ...running, pid: nobody }, finished: false, now })).toBe('interrupted');
  expect(runState({ progress: { ...running, pid: -1 }, finished: false, now })).toBe('interrupted');
  expect(runState({ progress: { ...running, state: 'failed' }, finished: false, now })).toBe('failed');
  expect(runState({ finished: false, journalAt: now - 1000, now })).toBe('running');
  expect(runState({ finished: false, journalAt: now - 60_000, now })).toBe('interrupted');
  expect(runState({ finished: false, now })).toBe('unknown');
});
