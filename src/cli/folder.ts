import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { writeWhole } from '../study/executors/writeWhole.ts';
import { OptionError } from '../util/errors.ts';

/** Where a run leaves its files. Nothing is created before the first file is written. */
export interface OutputFolder {
  readonly path: string;
  /** Whether it was there, with files in it, before this run. */
  readonly existed: boolean;
  /** The path of a file in it. */
  file(name: string): string;
  /** Writes a file whole: under another name first, then renamed, so that no half file ever bears the name. */
  write(name: string, content: string | Uint8Array): void;
}

/**
 * The output folder of a run.
 *
 * @param given The value of --out; without one, the first free of `name`, `name-2`, ….
 * @param resume Whether a folder with files in it is what is wanted.
 * @param wanted The file by which a run is resumed.
 * @throws {OptionError} it holds files already, or --resume finds nothing to go on with.
 */
export function outputFolder(
  given: string | undefined,
  name: string,
  resume: boolean,
  wanted?: string,
): OutputFolder {
  if (resume && given === undefined)
    throw new OptionError('--resume: needs the folder to go on with. Add --out <dir>.');
  const path = resolve(given ?? firstFree(name));
  removeStale(path);
  const existed = hasFiles(path);
  if (existed && !resume)
    throw new OptionError(
      `--out: ${given} must be new or empty. It holds files. Choose another folder, or add --resume to go on with it.`,
    );
  if (resume && !existed)
    throw new OptionError(`--resume: ${given} must hold an earlier run. Nothing is there.`);
  if (resume && wanted !== undefined && !existsSync(join(path, wanted)))
    throw new OptionError(
      `--resume: ${given} must hold an interrupted run. It holds files, but no ${wanted}: ` +
        'what is there is finished, or of another kind. Leave --resume away and choose another --out.',
    );
  const file = (fileName: string) => join(path, basename(fileName));
  return {
    path,
    existed,
    file,
    write(fileName, content) {
      writeWhole(file(fileName), content);
    },
  };
}

/** Removes what killed processes left half written: temporary files of `writeWhole` whose process is gone. */
function removeStale(folder: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    // No folder, or none that can be read: what comes next says so.
    return;
  }
  for (const name of names) {
    const [, id] = /^[^.]+\.[a-z]+\.(\d+)\.tmp$/.exec(name) ?? [];
    if (id !== undefined && !isAlive(Number(id))) rmSync(join(folder, name), { force: true });
  }
}

function isAlive(processId: number): boolean {
  if (processId === process.pid) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function hasFiles(path: string): boolean {
  try {
    return readdirSync(path).length > 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === 'ENOTDIR') throw new OptionError(`--out: ${path} must be a folder. It is a file.`);
    throw error;
  }
}

function firstFree(name: string): string {
  if (!existsSync(name)) return name;
  for (let n = 2; ; n++) if (!existsSync(`${name}-${n}`)) return `${name}-${n}`;
}
