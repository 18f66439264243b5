import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './packageFolder.ts';
import { RunError } from '../../util/errors.ts';

/**
 * The folder of a built page. In a checkout where it was not built yet, or is older than its sources, that is done now.
 *
 * @param say Is told before it takes a while. @throws {RunError} it is not there and cannot be built.
 */
export function builtPage(name: string, say: (text: string) => void): string {
  const root = packageFolder();
  const folder = join(root, 'dist/pages', name);
  const index = join(folder, 'index.html');
  const isThere = existsSync(index);
  // A package has no sources, and pays nothing.
  const sources = ['src/ui', 'src/report', 'src/util'].map((room) => join(root, room));
  if (isThere && !sources.some((source) => existsSync(source) && isNewer(source, statSync(index).mtimeMs)))
    return folder;
  const script = join(root, 'scripts/build.js');
  if (!existsSync(script))
    throw new RunError(
      `The page ${name} must be in the package, at dist/pages/${name}. It is missing. Pack it again with "npm run package".`,
    );
  say(
    isThere
      ? 'The page is older than its sources. Building it …'
      : 'The page is not built yet. Building it …',
  );
  const { status, stderr } = spawnSync(process.execPath, [script, '--pages', name], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0 || !existsSync(index))
    throw new RunError(`The page ${name} could not be built. Run "npm ci" and "npm run build".\n${stderr}`);
  return folder;
}

/** Whether anything below a folder, tests apart, changed after a time. */
const isNewer = (folder: string, time: number): boolean =>
  readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return isNewer(path, time);
    return !entry.name.includes('.test.') && statSync(path).mtimeMs > time;
  });

/** The files below a folder, with forward slashes, sorted. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
