import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './packageFolder.ts';
import { RunError } from '../../util/errors.ts';

/**
 * The folder of a built page. In a checkout where it was not built yet that is done now, once.
 *
 * @param say Is told before it takes a while. @throws {RunError} it is not there and cannot be built.
 */
export function builtPage(name: string, say: (text: string) => void): string {
  const root = packageFolder();
  const folder = join(root, 'dist/pages', name);
  if (existsSync(join(folder, 'index.html'))) return folder;
  const script = join(root, 'scripts/build.js');
  if (!existsSync(script))
    throw new RunError(
      'ui: this package was packed without its pages. Pack it again with "npm run package".',
    );
  say('The pages are not built yet. Building them once …');
  const { status, stderr } = spawnSync(process.execPath, [script, '--pages'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0 || !existsSync(join(folder, 'index.html')))
    throw new RunError(`ui: the pages could not be built. Run "npm ci" and "npm run build".\n${stderr}`);
  return folder;
}
