import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunError } from '../../util/errors.ts';

/** The package's own folder: the nearest with a manifest, wherever in it this code was bundled to. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder)
      throw new RunError('The folder of the package hibiscus was not found. Install it again.');
    folder = above;
  }
  return folder;
}

/**
 * The folder of a built page. In a checkout where it was not built yet, it is built now, once.
 *
 * @param onNote Takes a sentence about that.
 * @throws {RunError} it is not there and cannot be built.
 */
export async function builtPage(name: string, onNote: (text: string) => void): Promise<string> {
  const root = packageFolder();
  const folder = join(root, 'dist/pages', name);
  const isThere = () => existsSync(join(folder, 'index.html'));
  if (isThere()) return folder;
  const script = join(root, 'scripts/build.js');
  if (!existsSync(script))
    throw new RunError(
      `The page ${name} must be in the package, at dist/pages/${name}. It is missing. Install the package again, or pack it with "npm run package".`,
    );
  onNote('the page is not built yet. Building it; this takes some seconds, once.');
  const child = spawn(process.execPath, [script, '--pages', name], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0 || !isThere())
    throw new RunError(
      `The page ${name} could not be built (node scripts/build.js --pages ${name} ended with ${code}).\n${said}`,
    );
  return folder;
}

/** The files below a folder, with forward slashes, sorted. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
