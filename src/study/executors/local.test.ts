/** Trials in child processes that die: what they had come to is gone on from. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localExecutor } from './local.ts';
import type { TrialJob, TrialResult } from '../trial.ts';
import { recipe } from '../../recipe/schema.ts';
import { clouds } from '../../../test/helpers/examples.ts';

const root = mkdtempSync(join(tmpdir(), 'hibiscus-local-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const data = clouds(120);
const indices = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);
const job: TrialJob = {
  recipe: recipe({
    architecture: { name: 'mlp', size: 16 },
    dropout: 0.2,
    epochs: 150,
    batchSize: 4,
    seed: 3,
  }),
  parts: { train: indices(0, 90), validation: indices(90, 120) },
  wantsModel: true,
};
const statesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

/** A result without what a clock says. */
const timeless = ({ seconds: _, secondsPerEpoch: __, ...result }: TrialResult) => result;

/** Children of this process that run `worker.ts`. */
const workers = (): number[] =>
  readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8')
    .split(' ')
    .filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('executors/worker'))
    .map(Number);

/** What it comes to where nothing is in the way; it is soon over. */
let whole: TrialResult;
const unused = join(root, 'unused');
beforeAll(async () => {
  const executor = localExecutor(data, { workers: 1, checkpoints: { folder: unused, everySeconds: 30 } });
  try {
    whole = await executor.run(job);
  } finally {
    await executor.close();
  }
});

/** Runs the job with states kept every moment; `until` may end things. Epochs are those that were told. */
function kept(folder: string) {
  const executor = localExecutor(data, { workers: 1, checkpoints: { folder, everySeconds: 0.02 } });
  const epochs: number[] = [];
  const result = executor.run(job, (epoch) => epochs.push(epoch));
  result.catch(() => {});
  return { executor, epochs, result };
}

const someStates = async (folder: string, epochs: readonly number[]) => {
  while (statesIn(folder).length === 0 || (epochs.at(-1) ?? 0) < 15) await wait(5);
};

// Where there is no /proc (macOS, Windows) the worker cannot be found, and the test is skipped.
test.skipIf(!existsSync('/proc/self/stat'))(
  'a worker that is killed: another goes on with its trial from inside, to the same bits',
  async () => {
    const folder = join(root, 'killed');
    const before = new Set(workers());
    const { executor, epochs, result } = kept(folder);
    try {
      await someStates(folder, epochs);
      const seen = epochs.at(-1)!;
      for (const pid of workers().filter((one) => !before.has(one))) process.kill(pid, 'SIGKILL');
      const told = epochs.length;
      expect(timeless(await result)).toEqual(timeless(whole));
      // A trial from its beginning would tell of its first epochs again.
      expect(epochs[told]).toBeGreaterThan(seen / 2);
      expect(statesIn(folder)).toEqual([]);
    } finally {
      await executor.close();
    }
  },
);

test('a study that is gone: the next one goes on with the trial; a damaged state counts for nothing', async () => {
  const folder = join(root, 'gone');
  const first = kept(folder);
  await someStates(folder, first.epochs);
  await first.executor.close();
  const [state] = statesIn(folder).filter((name) => name.endsWith('.state'));
  const bytes = readFileSync(join(folder, state!));

  const { executor, epochs, result } = kept(folder);
  try {
    expect(timeless(await result)).toEqual(timeless(whole));
    expect(epochs[0]).toBeGreaterThan(10);

    writeFileSync(join(folder, state!), bytes.subarray(0, bytes.length - 7));
    writeFileSync(join(folder, `${state!}.1.tmp`), 'half');
    const again: number[] = [];
    expect(timeless(await executor.run(job, (epoch) => again.push(epoch)))).toEqual(timeless(whole));
    expect(again[0]).toBeLessThan(10);
  } finally {
    await executor.close();
  }
  expect(statesIn(folder)).toEqual([]);
});

test('a trial that is soon over leaves no file', () => expect(existsSync(unused)).toBe(false));
