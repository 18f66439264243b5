import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import * as z from 'zod';
import {
  diagnosisExport,
  fitExport,
  studyExport,
  trialsExport,
  type ExportedRun,
  type TrialEntry,
} from '../report/exports/exportedRun.ts';
import { diagnosisRecord, epochRecord, fitRecord, studyRecord } from '../study/record.ts';
import { historyFromCsv } from '../train/history.ts';
import { DataError } from '../util/errors.ts';

/** What a folder holds that a study, a diagnosis or a fit left, and when it was. */
export interface LeftRun {
  readonly run: ExportedRun;
  /** The folder's name. */
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

const trialEntry = z.object({
  kind: z.literal('trial'),
  key: z.string(),
  stage: z.string().optional(),
  label: z.string().optional(),
  result: z.object({ history: z.array(epochRecord), seconds: z.number() }),
});

/**
 * Reads the folder of a run. Nothing in it is changed, also while the run still goes on.
 *
 * @throws {DataError} it is no such folder, or a file in it is not what the run wrote.
 */
export function readLeftRun(folder: string): LeftRun {
  const at = (name: string) => join(folder, name);
  const json = (name: string) => jsonIn(at(name));
  const recipe = () => (existsSync(at('recipe.json')) ? json('recipe.json') : {});
  const trials = existsSync(at('journal.jsonl')) ? trialsIn(at('journal.jsonl')) : [];
  const left = (file: string, run: ExportedRun): LeftRun => {
    const endMs = Math.round(statSync(at(file)).mtimeMs);
    const seconds = run.seconds ?? run.trials.reduce((sum, trial) => sum + trial.seconds, 0);
    return {
      run,
      name: basename(resolve(folder)),
      startMs: Math.max(0, endMs - Math.round(1000 * seconds)),
      endMs,
    };
  };
  if (existsSync(at('study.json')))
    return left(
      'study.json',
      studyExport(checked(studyRecord, at('study.json'), json('study.json')), trials),
    );
  if (existsSync(at('diagnosis.json')))
    return left(
      'diagnosis.json',
      diagnosisExport(
        checked(diagnosisRecord, at('diagnosis.json'), json('diagnosis.json')),
        recipe(),
        trials,
      ),
    );
  if (existsSync(at('fit.json')))
    return left(
      'fit.json',
      fitExport(
        checked(fitRecord, at('fit.json'), json('fit.json')),
        recipe(),
        historyFromCsv(textIn(at('history.csv')), at('history.csv')),
      ),
    );
  if (trials.length > 0) return left('journal.jsonl', trialsExport(trials));
  throw new DataError(
    `${folder}: must be the folder that a study, a diagnosis or a fit left (study.json, diagnosis.json, fit.json or ` +
      `journal.jsonl with trials in it). ${existsSync(folder) ? 'None of them is there.' : 'There is no such folder.'} ` +
      'Name the folder of --out.',
  );
}

/** The trials of a journal. A half line at its end is one that is being written; a trial of another form has no curves. */
function trialsIn(path: string): TrialEntry[] {
  const text = textIn(path);
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line, i) => {
      if (line === '') return [];
      let entry: unknown;
      try {
        entry = JSON.parse(line);
      } catch (error) {
        throw new DataError(`${path}:${i + 1}: must be a line of JSON. The file is damaged there.`, {
          cause: error,
        });
      }
      const trial = trialEntry.safeParse(entry);
      return trial.success ? [trial.data] : [];
    });
}

function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new DataError(
      `${path}: cannot be read (${code || message}). A run leaves it; name the folder as it was left.`,
      {
        cause: error,
      },
    );
  }
}

function jsonIn(path: string): unknown {
  const text = textIn(path);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new DataError(`${path}: must be JSON. The file is damaged.`, { cause: error });
  }
}

function checked<T>(schema: z.ZodType<T>, path: string, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [{ path: where, message } = { path: [], message: '' }] = result.error.issues;
  throw new DataError(
    `${path}: must be as this version of Hibiscus writes it. ${where.join('.') || 'It'}: ${message}. Was it changed, or ` +
      'written by another version?',
  );
}
