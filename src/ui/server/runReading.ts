import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { isWithin } from './insideFolder.ts';
import type { Reading } from './workbenchMessages.ts';
import type { StudyRun } from '../protocol.ts';
import { columnKinds, type ColumnKind } from '../../data/sources/columnKinds.ts';
import type { OpenOptions } from '../../data/sources/open.ts';
import { DataError } from '../../util/errors.ts';

/** The value of each option that was given, by its name without hyphens. */
function optionsIn(args: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const [, name, joined] = /^--([a-z-]+)(?:=([^]*))?$/.exec(args[at]!) ?? [];
    if (name === undefined) continue;
    const next = args[at + 1];
    if (joined !== undefined) found.set(name, joined);
    else if (next !== undefined && !next.startsWith('--')) found.set(name, args[++at]!);
    else found.set(name, '');
  }
  return found;
}

/**
 * How the data of a run is read again, from its run.json.
 *
 * @param root The folder that is served, which the data must be in.
 * @throws {DataError} run.json is missing, or the data is elsewhere.
 */
export function runReading(root: string, run: StudyRun | undefined): Reading & { readonly seed: number } {
  if (!run)
    throw new DataError(
      'examples: run.json is missing, so what data the run had is not known. It is of an older version.',
    );
  const [, given, ...rest] = run.arguments;
  const options = optionsIn(rest);
  const inside = (path: string): string => {
    let real: string;
    try {
      real = realpathSync(resolve(run.folder, path));
    } catch (error) {
      throw new DataError(`examples: the data is not there any more: ${path}.`, { cause: error });
    }
    if (isWithin(root, real)) return real;
    throw new DataError(
      `examples: the data is outside the folder that is served: ${path}. Start hibiscus ui in a folder that holds both.`,
    );
  };
  if (given === undefined || given.startsWith('-'))
    throw new DataError('examples: run.json names no data first.');
  const text = (name: string) => options.get(name) || undefined;
  const seed = Number(text('seed') ?? 0);
  const limit = text('limit');
  const test = text('test');
  const size = /^(\d+)(?:x(\d+))?$/.exec(text('image-size') ?? '');
  const columns = (text('columns') ?? '').split(',').flatMap((part) => {
    const [, name, kind] = /^(.+)=([^=]*)$/.exec(part.trim()) ?? [];
    return name !== undefined && columnKinds.includes(kind as ColumnKind)
      ? [[name, kind as ColumnKind] as const]
      : [];
  });
  const fields: { [K in keyof OpenOptions]: OpenOptions[K] | undefined } = {
    target: text('target'),
    text: text('text'),
    group: text('group'),
    language: text('language'),
    task: text('task') as OpenOptions['task'],
    unreadable: text('unreadable') as OpenOptions['unreadable'],
    empty: text('empty') as OpenOptions['empty'],
    missing: text('missing')
      ?.split(',')
      .map((part) => part.trim().replace(/^""$/, '')),
    columns: columns.length > 0 ? Object.fromEntries(columns) : undefined,
    channels: text('channels') === undefined ? undefined : (Number(text('channels')) as 1 | 3),
    imageSize: size ? { height: Number(size[1]), width: Number(size[2] ?? size[1]) } : undefined,
    limit: limit === undefined ? undefined : { train: Number(limit), seed },
    test: test === undefined ? undefined : inside(test),
  };
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { path: inside(given), options: present as OpenOptions, seed };
}
