/*
 * Builds dist/ anew from src/: JavaScript and declarations, by tsc with tsconfig.build.json.
 *
 * tsc rewrites `.ts` to `.js` in imports (`rewriteRelativeImportExtensions`), but in nothing else. A file named by
 * `new URL('./child.ts', import.meta.url)` would be missing from the package, so the build refuses it. To find the
 * file of a child process, take the extension of the file that asks:
 *
 *     const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
 *     const file = fileURLToPath(new URL(`./child${extension}`, import.meta.url));
 *
 * and give a `.ts` child its loader, which it does not inherit:
 *
 *     execArgv: ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const entry = join(dist, 'cli/main.js');
const startedAt = new Date();

rmSync(dist, { recursive: true, force: true });

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
const problems = status === 0 ? check() : ['tsc found errors'];

if (problems.length > 0) {
  // tsc writes its output even where it found errors; a broken dist/ must not be packed or run.
  rmSync(dist, { recursive: true, force: true });
  for (const problem of problems) console.error(`build: ${problem}`);
  process.exitCode = 1;
} else {
  // bin/hibiscus.js compares this time with that of the sources: one saved while tsc ran counts as newer.
  utimesSync(entry, startedAt, startedAt);
}

/** What is wrong with the built files, one sentence each. */
function check() {
  if (!existsSync(entry)) return ['dist/cli/main.js is missing after tsc'];
  const found = [];
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js')) continue;
    const lines = readFileSync(join(dist, name), 'utf8').split('\n');
    lines.forEach((line, index) => {
      if (/^\s*(\*|\/[/*])/.test(line)) return;
      if (/new URL\(\s*(['"`])[^'"`]+\.ts\1/.test(line)) {
        found.push(`dist/${name}:${index + 1}: names a .ts file that is not in dist/. See scripts/build.js.`);
      }
    });
  }
  return found;
}
