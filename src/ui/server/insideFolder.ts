import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { OptionError } from '../../util/errors.ts';

/** The longest path that a request may name. */
const longest = 1024;

/** Whether a path is the folder or below it; both as the file system knows them, without links. */
export const isWithin = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

/**
 * The path of something below a folder, as a request names it: relative, with forward slashes. Links are followed as far
 * as they stay inside.
 *
 * @param folder As `realpathSync` gives it. @param wanted Whether it must be there, or may be a new name in a folder that is.
 * @throws {OptionError} it leads outside, is no such path, or is not there.
 */
export function insideFolder(folder: string, path: string, wanted: 'there' | 'new' = 'there'): string {
  // eslint-disable-next-line no-control-regex -- they are what is refused
  if (path.length > longest || /[\u0000-\u001f\u007f]/.test(path))
    throw new OptionError(
      `path: must have at most ${longest} characters and no control characters. Received ${path.length}.`,
    );
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path) || path.includes('\\'))
    throw new OptionError(`path: must be relative, with forward slashes. Received "${path}".`);
  const outside = () => new OptionError(`path: must stay inside the folder. Received "${path}".`);
  const plain = resolve(folder, path || '.');
  if (!isWithin(folder, plain)) throw outside();
  const there = wanted === 'there' ? plain : existing(plain);
  let real: string;
  try {
    real = realpathSync(there);
  } catch (error) {
    throw new OptionError(`path: nothing is there. Received "${path}".`, { cause: error });
  }
  if (!isWithin(folder, real)) throw outside();
  return join(real, relative(there, plain));
}

/** The nearest folder above that is there, or the path itself; a broken link counts as there. */
function existing(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    try {
      realpathSync(at);
      return at;
    } catch (error) {
      // What is there and leads nowhere must not be written through.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || isLink(at)) return at;
      if (dirname(at) === at) return at;
    }
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** A path below the folder as the page names it. */
export const shownInside = (folder: string, path: string): string =>
  relative(folder, path).split(sep).join('/') || '.';
