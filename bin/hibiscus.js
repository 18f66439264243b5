#!/usr/bin/env node
/*
 * Finds the program and starts it: the built one in dist/, or, in a checkout, the TypeScript sources through tsx.
 *
 * In a checkout dist/ may be older than the sources. Running old code without a word would cost hours, so there
 * dist/ is used only while nothing under src/ is newer (a stat walk: about 3 ms for 250 files). An installed
 * package has no src/, and pays nothing.
 *
 * Nothing heavy is imported here: `hibiscus --version` has to be quick.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist/command/main.js');
const source = join(root, 'src/cli/main.ts');

const hasBuilt = existsSync(built);
const hasSource = existsSync(source);

if (hasBuilt && (!hasSource || !isStale(statSync(built).mtimeMs, join(root, 'src')))) {
  await start('../dist/command/main.js');
} else if (hasSource && hasTsx()) {
  const { register } = await import('tsx/esm/api');
  // For this process only: a child process that runs a `.ts` file needs tsx among its own `execArgv`.
  register();
  await start('../src/cli/main.ts');
} else if (hasBuilt) {
  console.error('hibiscus: dist/ is older than src/ and tsx is not installed; running dist/ as it is.');
  await start('../dist/command/main.js');
} else {
  console.error(
    hasSource
      ? 'hibiscus: nothing to run. The sources need tsx, and dist/ is not built. Run "npm ci", or "npm run build".'
      : 'hibiscus: nothing to run. This package was packed without dist/. Pack it again with "npm run package".',
  );
  process.exitCode = 1;
}

/** @param {string} path */
async function start(path) {
  const { main } = await import(path);
  await main(process.argv.slice(2));
}

function hasTsx() {
  try {
    return existsSync(fileURLToPath(import.meta.resolve('tsx/esm/api')));
  } catch {
    return false;
  }
}

/**
 * Whether anything in `folder` changed after `time`. Folders count as well: a deleted or renamed file changes
 * only the time of its folder.
 *
 * @param {number} time milliseconds since 1970
 * @param {string} folder
 * @returns {boolean}
 */
function isStale(time, folder) {
  if (statSync(folder).mtimeMs > time) return true;
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? isStale(time, path) : statSync(path).mtimeMs > time;
  });
}
