import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { defined } from './looseJson.ts';
import { progressOf, runOf, runState } from './progressFile.ts';
import { jsonReader } from './readJsonFile.ts';
import { lineAt, tailLines, type TailedLine } from './tailLines.ts';
import { trialDetail, trialRow } from './trialRow.ts';
import type { StudyEvent, StudyRun, TrialDetail, TrialRow } from '../protocol.ts';

/** What the server knows of a study beside its files. */
export interface OutsideFacts {
  /** Whether this server started it and it runs. */
  readonly own: boolean;
  /** What its process said last. */
  readonly said?: string;
  readonly resume?: StudyEvent['resume'];
}

export interface StudyFollower {
  /** Sends all that is known at once, then what changes, at most four times a second. */
  subscribe(send: (event: StudyEvent) => void): () => void;
  /** A trial with its curves; undefined where there is none of this number. */
  detail(n: number): Promise<TrialDetail | undefined>;
  readonly subscribers: number;
}

const everyMs = 250;
/** Trials in one event. */
const batch = 2000;
/** More trials than this are counted and not kept. */
const mostTrials = 100_000;
const shownFiles = [
  'report.html',
  'study.json',
  'diagnosis.json',
  'fit.json',
  'recipe.json',
  'history.csv',
  'model.onnx',
  'smallest.onnx',
];
const recordFiles = ['study.json', 'diagnosis.json', 'fit.json'];

/** Follows the files of one study while somebody looks. */
export function studyFollower(
  folder: string,
  factsOf: (run: StudyRun | undefined) => OutsideFacts,
): StudyFollower {
  const journal = join(folder, 'journal.jsonl');
  const read = jsonReader(8);
  let tail = tailLines(journal);
  let rows: TrialRow[] = [];
  let places: Omit<TailedLine, 'text'>[] = [];
  let broken = 0;
  let complete = false;
  let last: Omit<StudyEvent, 'trials' | 'reset'> = {};
  const listeners = new Set<(event: StudyEvent) => void>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  const tell = (event: StudyEvent) => listeners.forEach((send) => send(event));

  async function takeLines(): Promise<{ fresh: TrialRow[]; replaced: boolean }> {
    const { lines, replaced, more } = await tail.read();
    if (replaced) [rows, places, broken] = [[], [], 0];
    const from = rows.length;
    for (const { text, ...place } of lines) {
      if (rows.length >= mostTrials) break;
      try {
        const row = trialRow(text, rows.length + 1);
        if (!row) continue;
        rows.push(row);
        places.push(place);
      } catch {
        broken++;
      }
    }
    complete = !more;
    return { fresh: rows.slice(from), replaced };
  }

  async function facts(): Promise<Omit<StudyEvent, 'trials' | 'reset'>> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const files = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
    const valueOf = async (name: string) =>
      files.has(name) ? (await read(join(folder, name)))?.value : undefined;
    const progress = progressOf(await valueOf('progress.json'));
    const run = runOf(await valueOf('run.json'));
    const record = recordFiles.find((name) => files.has(name));
    const timeOf = async (name: string | undefined) =>
      name === undefined ? undefined : (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs;
    const outside = factsOf(run);
    const found = runState({
      progress,
      finished: record !== undefined,
      journalAt: files.has('journal.jsonl') ? await timeOf('journal.jsonl') : undefined,
    });
    return defined({
      // Between its start and its first sign of life only who started it knows.
      state: outside.own && found !== 'done' ? 'running' : found,
      own: outside.own,
      said: outside.said,
      resume: outside.resume,
      progress,
      run,
      files: shownFiles.filter((name) => files.has(name)),
      record: record && `${record} ${await timeOf(record)}`,
      broken,
    });
  }

  async function look(): Promise<void> {
    const { fresh, replaced } = await takeLines();
    const now = { ...(await facts()), complete };
    const changed = Object.fromEntries(
      Object.entries(now).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(last[name as keyof typeof last]),
      ),
    ) as StudyEvent;
    last = now;
    if (replaced) return listeners.forEach(sendAll);
    if (fresh.length === 0 && Object.keys(changed).length === 0) return;
    for (let from = 0; from === 0 || from < fresh.length; from += batch)
      tell({
        ...(from === 0 && changed),
        ...(fresh.length > 0 && { trials: fresh.slice(from, from + batch) }),
      });
  }

  const lookOnce = (): Promise<void> =>
    (looking ??= look()
      .catch(() => {
        // A folder that went away while it was looked at: the next look sees what is there.
        tail = tailLines(journal);
      })
      .finally(() => (looking = undefined)));

  function sendAll(send: (event: StudyEvent) => void): void {
    for (let from = 0; from === 0 || from < rows.length; from += batch)
      send({ ...(from === 0 && { reset: true, ...last }), trials: rows.slice(from, from + batch) });
  }

  async function run(): Promise<void> {
    await lookOnce();
    // A long journal is read without pause, in parts.
    if (listeners.size > 0) timer = setTimeout(() => void run(), complete ? everyMs : 0);
    else timer = undefined;
  }

  return {
    get subscribers() {
      return listeners.size;
    },
    subscribe(send) {
      let active = true;
      void lookOnce().then(() => {
        if (!active) return;
        sendAll(send);
        listeners.add(send);
        if (timer === undefined) timer = setTimeout(() => void run(), complete ? everyMs : 0);
      });
      return () => {
        active = false;
        listeners.delete(send);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
    async detail(n) {
      for (let looks = 0; n > rows.length && looks < 50; looks++) {
        await lookOnce();
        if (complete) break;
      }
      const place = places[n - 1];
      return place && trialDetail(await lineAt(journal, place), n);
    },
  };
}
