import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { shownInside } from './insideFolder.ts';
import { defined, fieldsOf, listOf, numberOf, textOf } from './looseJson.ts';
import { metricOf } from './metricOf.ts';
import { progressOf, runOf, runState } from './progressFile.ts';
import type { ReadJson } from './readJsonFile.ts';
import type { FolderKind, StudyList, StudySummary } from '../protocol.ts';

/** Files by which a folder is known, and what it then is. */
const records = { 'study.json': 'study', 'diagnosis.json': 'diagnosis', 'fit.json': 'fit' } as const;
const names = [...Object.keys(records), 'journal.jsonl', 'progress.json'];

const mostFolders = 2000;
const mostStudies = 500;
const depth = 2;

/**
 * The studies in a folder and two levels below, newest first. Links are not followed; names that begin with a dot and
 * `node_modules` are passed over.
 */
export async function listStudies(
  folder: string,
  read: ReadJson,
  isOwn: (path: string) => boolean = () => false,
): Promise<StudyList> {
  const found: { folder: string; files: ReadonlySet<string> }[] = [];
  let looked = 0;
  let level = [folder];
  for (let at = 0; at <= depth && level.length > 0; at++) {
    const next: string[] = [];
    for (const path of level) {
      if (++looked > mostFolders || found.length >= mostStudies) break;
      const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
      const files = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
      if (names.some((name) => files.has(name))) found.push({ folder: path, files });
      for (const entry of entries)
        if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
          next.push(join(path, entry.name));
    }
    level = next.sort();
  }
  const summaries = await Promise.all(
    found.map(({ folder: path, files }) => summaryOf(folder, path, files, read, isOwn(path))),
  );
  const studies = summaries
    .filter((summary) => summary !== undefined)
    .sort((a, b) => (a.changedAt < b.changedAt ? 1 : a.changedAt > b.changedAt ? -1 : 0));
  const isCut = looked > mostFolders || found.length >= mostStudies;
  return {
    folder,
    studies,
    ...(isCut && {
      note: `Not all folders were looked at: at most ${mostFolders} folders and ${mostStudies} studies.`,
    }),
  };
}

/** A folder as a line of the list; undefined where it went away while it was looked at. */
async function summaryOf(
  root: string,
  folder: string,
  files: ReadonlySet<string>,
  read: ReadJson,
  own: boolean,
): Promise<StudySummary | undefined> {
  const times = await Promise.all(
    names
      .filter((name) => files.has(name))
      .map(async (name) => [name, (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs] as const),
  );
  const timeOf = new Map(times);
  const newest = Math.max(...times.map(([, time]) => time ?? 0));
  if (newest === 0) return undefined;
  const has = async (name: string) => (files.has(name) ? (await read(join(folder, name)))?.value : undefined);
  const [name, kind] = Object.entries(records).find(([file]) => files.has(file)) ?? [undefined, undefined];
  const record = name === undefined ? undefined : await has(name);
  const progress = progressOf(await has('progress.json'));
  const run = runOf(await has('run.json'));
  const state = runState({
    progress,
    finished: record !== undefined,
    journalAt: timeOf.get('journal.jsonl'),
  });
  return {
    path: shownInside(root, folder),
    kind: kind ?? kindOfRun(run?.arguments[0]),
    state,
    changedAt: new Date(newest).toISOString(),
    own,
    ...defined({
      data: run && textOf(run.arguments[1]),
      stage: progress?.stage,
      done: progress?.done,
      total: progress?.total,
    }),
    ...(progress?.best && {
      score: { metric: progress.best.metric, value: progress.best.value, part: 'best so far' },
    }),
    ...recordParts(kind, record),
  };
}

const kindOfRun = (command: string | undefined): FolderKind =>
  command === 'diagnose' ? 'diagnosis' : command === 'fit' ? 'fit' : 'study';

/** What a list shows of a record. */
function recordParts(kind: FolderKind | undefined, value: unknown): Partial<StudySummary> {
  const record = fieldsOf(value);
  const data = textOf(fieldsOf(record.data).description);
  const seconds = numberOf(record.seconds);
  const part = kind === 'study' ? 'test' : 'validation';
  const scores =
    kind === 'study'
      ? fieldsOf(record.chosen).test
      : kind === 'fit'
        ? (record.test ?? record.validation)
        : record.validation;
  const measured = metricOf(scores);
  return defined({
    data,
    seconds,
    trials: numberOf(record.trials),
    verdict:
      kind === 'study'
        ? textOf(listOf(record.verdict)[0])
        : kind === 'diagnosis'
          ? textOf(record.verdict)
          : undefined,
    score: measured && { ...measured, part: kind === 'fit' && record.test !== undefined ? 'test' : part },
  });
}
