/**
 * Builds the command before tests that run it: hundreds of processes that start from the sources would take minutes.
 * What is newer under src/ while tests run is run from the sources all the same (bin/hibiscus.js looks).
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export default function setup(): void {
  const filters = process.argv.slice(2).filter((argument) => argument !== 'run' && !argument.startsWith('-'));
  if (filters.length > 0 && !filters.some((filter) => filter.includes('e2e'))) return;
  const root = fileURLToPath(new URL('..', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.js', '--command'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0)
    console.error(`the command could not be built; it is tested from the sources.\n${stderr}`);
}
