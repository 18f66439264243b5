import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { insideFolder, isWithin, shownInside } from './insideFolder.ts';
import type { StudyRun } from '../protocol.ts';
import { OptionError } from '../../util/errors.ts';

const column = z.string().min(1).max(200);

const startRequest = z.strictObject({
  data: z.string().min(1).max(1024),
  name: z
    .string()
    .regex(
      /^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,79}$/u,
      'must begin with a letter or digit and hold letters, digits, spaces, dots, hyphens and underscores, at most 80',
    ),
  budget: z
    .string()
    .regex(/^\d+(\.\d+)?(s|m|h)?$/, 'must be a time such as 90s, 5m or 1h')
    .optional(),
  seed: z.int().min(0).max(0xffffffff).optional(),
  recipe: z.string().min(1).max(1024).optional(),
  target: column.optional(),
  text: column.optional(),
  group: column.optional(),
  pairs: z.int().min(3).max(100).optional(),
  search: z.int().min(0).max(100_000).optional(),
  remedies: z
    .string()
    .regex(/^[A-Za-z0-9,]*$/, 'must be names of remedies between commas')
    .max(500)
    .optional(),
});

/** A study to be started: the folder it gets, and what follows "hibiscus". Paths are relative to the folder served. */
export interface StartPlan {
  readonly folder: string;
  readonly args: readonly string[];
}

/**
 * What the page asks for as an argument list.
 *
 * @param root The folder that is served; all paths stay in it. @throws {OptionError} a field is wrong.
 */
export function startPlan(root: string, request: unknown): StartPlan {
  const parsed = startRequest.safeParse(request);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new OptionError(`${issue.path.join('.') || 'study'}: ${issue.message}.`);
  }
  const { data, name, recipe, ...options } = parsed.data;
  const folder = insideFolder(root, name, 'new');
  const inside = (path: string) => `./${shownInside(root, insideFolder(root, path))}`;
  const args = ['study', inside(data), '--out', `./${shownInside(root, folder)}`];
  if (recipe !== undefined) args.push('--recipe', inside(recipe));
  // With "=", a value that begins with a hyphen is no option.
  for (const [option, value] of Object.entries(options))
    if (value !== undefined) args.push(`--${option}=${value}`);
  return { folder, args };
}

/** Options of `study` that may be given again, and whether their value is a path. */
const knownOptions: Readonly<Record<string, 'flag' | 'value' | 'path'>> = {
  '--target': 'value',
  '--missing': 'value',
  '--text': 'value',
  '--empty': 'value',
  '--unreadable': 'value',
  '--group': 'value',
  '--test': 'path',
  '--limit': 'value',
  '--columns': 'value',
  '--task': 'value',
  '--language': 'value',
  '--thesaurus': 'path',
  '--vectors': 'path',
  '--image-size': 'value',
  '--channels': 'value',
  '--seed': 'value',
  '--recipe': 'path',
  '--budget': 'value',
  '--workers': 'value',
  '--pairs': 'value',
  '--search': 'value',
  '--remedies': 'value',
  '--backbone': 'path',
  '--backbone-range': 'value',
  '--allow-leak': 'flag',
  '--drop-duplicates': 'flag',
  '--json': 'flag',
  '--quiet': 'flag',
};

/**
 * How to go on with a study from its run.json. The file may come from elsewhere: only `study` and `diagnose` are run, with options
 * that are known, on data inside the folder that is served, and nothing is written but to the study's own folder.
 *
 * @throws {OptionError} the run is another, and must be resumed in a terminal.
 */
export function resumePlan(
  root: string,
  folder: string,
  run: StudyRun | undefined,
): { args: string[]; cwd: string } {
  if (!run)
    throw new OptionError('resume: run.json is missing. Give the command of the study again, with --resume.');
  const refuse = (why: string): never => {
    throw new OptionError(`resume: ${why} Resume it in a terminal.`);
  };
  const [command, ...rest] = run.arguments;
  if (command !== 'study' && command !== 'diagnose')
    refuse(`run.json must hold a study or a diagnosis. Received "${String(command)}".`);
  let cwd: string;
  try {
    cwd = realpathSync(run.folder);
  } catch {
    return refuse(`the folder it was started in is not there: ${run.folder}.`);
  }
  const checkPath = (path: string) => {
    try {
      if (isWithin(root, realpathSync(resolve(cwd, path)))) return;
    } catch {
      refuse(`${path} is not there any more.`);
    }
    refuse(`${path} is outside the folder that is served.`);
  };
  const options: string[] = [];
  let data: string | undefined;
  for (let at = 0; at < rest.length; at++) {
    const argument = rest[at]!;
    if (!argument.startsWith('-')) {
      if (data !== undefined) refuse(`one data set is expected. Received "${argument}" too.`);
      checkPath((data = argument));
      continue;
    }
    const [, name = argument, joined] = /^(--[a-z-]+)=([^]*)$/.exec(argument) ?? [];
    if (name === '--resume') continue;
    if (name === '--out') {
      if (joined === undefined) at++;
      continue;
    }
    const kind = knownOptions[name];
    if (kind === undefined) return refuse(`its option ${name} is not given again from here.`);
    if (kind === 'flag') options.push(name);
    else {
      const value = joined ?? rest[++at];
      if (value === undefined) return refuse(`its option ${name} has no value.`);
      if (kind === 'path') checkPath(value);
      options.push(`${name}=${value}`);
    }
  }
  if (data === undefined) return refuse('run.json names no data.');
  return { args: [command!, resolve(cwd, data), '--out', folder, '--resume', ...options], cwd };
}
