/*
 * Builds dist/ anew from src/: JavaScript and declarations, by tsc with tsconfig.build.json; and the command once more
 * in few files (dist/command), by esbuild, because loading three hundred takes half a second whenever it is called.
 * `--command`: that alone, in a second and without a look at the types, for tests that run it. Last the pages to look at
 * (dist/pages/<name>), by Vite: each folder of src/ui/pages with an index.html is one. `--pages`: those alone;
 * `--pages <name>`: that one alone, the others stay as they are.
 *
 * `BUILD_UNCHECKED=1` leaves out tsc's look at the types, which takes most of the time and which `npm run types` does too.
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
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const entry = join(dist, 'command/main.js');
const startedAt = new Date();

const only = ['--command', '--pages'].find((part) => process.argv.includes(part));
const onlyPage = only === '--pages' ? process.argv[process.argv.indexOf('--pages') + 1] : undefined;
if (onlyPage === undefined)
  rmSync(only === '--pages' ? join(dist, 'pages') : dist, { recursive: true, force: true });

const problems = only === undefined ? compile() : [];
if (problems.length === 0 && only !== '--pages') await bundle();
if (problems.length === 0 && only !== '--command') await buildPages();

if (problems.length > 0) {
  // tsc writes its output even where it found errors; a broken dist/ must not be packed or run.
  rmSync(dist, { recursive: true, force: true });
  for (const problem of problems) console.error(`build: ${problem}`);
  process.exitCode = 1;
} else if (only !== '--pages') {
  // bin/hibiscus.js compares this time with that of the sources: one saved during the build counts as newer.
  utimesSync(entry, startedAt, startedAt);
}

/** @returns {string[]} what is wrong, one sentence each */
function compile() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const unchecked = process.env.BUILD_UNCHECKED ? ['--noCheck'] : [];
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...unchecked], {
    cwd: root,
    stdio: 'inherit',
  });
  return status === 0 ? check() : ['tsc found errors'];
}

/**
 * The command and the processes it trains and predicts in. They lie in one folder, and so do the parts they share: who asks for the
 * file beside it finds it. Packages of many small files that every call needs go in; the others stay outside.
 */
async function bundle() {
  const inside = ['commander', 'yaml', 'zod'];
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/cli/main.ts',
      worker: 'src/study/executors/worker.ts',
      exampleWorker: 'src/ui/server/exampleWorker.ts',
    },
    outdir: 'dist/command',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !inside.includes(name)),
    // What CommonJS packages ask for.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    logLevel: 'warning',
  });
  for (const name of inside)
    copyFileSync(join(root, 'node_modules', name, 'LICENSE'), join(dist, 'command', `LICENSE-${name}`));
}

/** Each page as files that any web host can serve. */
async function buildPages() {
  const folder = join(root, 'src/ui/pages');
  const names = existsSync(folder)
    ? readdirSync(folder).filter(
        (name) =>
          existsSync(join(folder, name, 'index.html')) && (onlyPage === undefined || name === onlyPage),
      )
    : [];
  if (names.length === 0) return;
  const vite = await import('vite');
  for (const name of names) {
    const outDir = join(dist, 'pages', name);
    await vite.build({
      configFile: join(folder, 'vite.config.ts'),
      root: join(folder, name),
      build: { outDir, emptyOutDir: true },
    });
    // What a page needs beside its bundle.
    const more = join(root, 'scripts/pages', `${name}.js`);
    if (existsSync(more)) (await import(pathToFileURL(more).href)).addFiles(outDir);
  }
}

/** What is wrong with the built files, one sentence each. */
function check() {
  if (!existsSync(join(dist, 'cli/main.js'))) return ['dist/cli/main.js is missing after tsc'];
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
