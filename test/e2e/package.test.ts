/**
 * The package as others get it: built and packed in a copy of the checkout, unpacked elsewhere, run with the
 * production dependencies alone. No network. The checkout's own dist/ is left alone.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
};

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'hibiscus-package-')));
const checkout = join(temporary, 'checkout');
const unbuilt = join(temporary, 'unbuilt');
const app = join(temporary, 'app');
const installed = join(app, 'node_modules/hibiscus');

beforeAll(() => {
  copyCheckout();
  pack(['pack'], unbuilt);
  // The types are looked at by `npm run types`.
  pack(['run', 'package', '--'], installed, { BUILD_UNCHECKED: '1' });
  for (const name of Object.keys(manifest.dependencies)) link(name);
  writeFileSync(join(app, 'package.json'), '{ "type": "module" }');
}, 240_000);

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe('the packed package', () => {
  test('holds the program and its papers, and nothing else', () => {
    const names = readdirSync(installed).sort();
    expect(names).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'package.json']);
    expect(readdirSync(join(installed, 'bin'))).toEqual(['hibiscus.js']);
    const built = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    for (const name of ['main.js', 'worker.js', 'LICENSE-zod'])
      expect(built).toContain(join('command', name));
    expect(built).toContain(join('cli', 'main.js'));
    expect(built).toContain(join('cli', 'main.d.ts'));
    for (const name of ['index.html', 'data/digits.bin', 'ort/ort-wasm-simd-threaded.wasm'])
      expect(built).toContain(join('pages/playground', name));
    expect(built.filter((name) => /\.test\.|(?<!\.d)\.ts$/.test(name))).toEqual([]);
  });

  test('says its version and its help', () => {
    expect(hibiscus(installed, '--version')).toEqual({
      status: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
    const help = hibiscus(installed, '--help');
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toMatch(/^Usage: hibiscus/);
  });

  test('is a library', () => {
    const names = 'fit, openBackbone, predict, predictMonteCarlo, fitEvents, studyEvents, diagnoseEvents';
    expect(imported(names, 'hibiscus')).toEqual(Array(7).fill('function'));
  });

  test('is a library for a browser too, of other names', () => {
    const names = 'webRuntime, predictMonteCarlo, fitEvents';
    expect(imported(names, 'hibiscus', '--conditions=browser')).toEqual(Array(3).fill('function'));
    expect(imported(names, 'hibiscus/index.browser')).toEqual(Array(3).fill('function'));
  });

  test('lets rooms be named', () => {
    expect(imported('resnet', 'hibiscus/architectures/index')).toEqual(['object']);
    expect(imported('conv1d', 'hibiscus/layers/conv1d')).toEqual(['function']);
    expect(imported('webRuntime', 'hibiscus/runtime/web')).toEqual(['function']);
  });

  test('says what to do where it was packed without dist', () => {
    const { status, stdout, stderr } = hibiscus(unbuilt, '--version');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('npm run package');
  });
});

describe('a checkout', () => {
  test('runs dist while it is newer than the sources, then the sources', () => {
    expect(hibiscus(checkout, '--version').stderr).toBe('');
    appendFileSync(join(checkout, 'src/cli/main.ts'), `\nconsole.error('from the sources');\n`);
    expect(hibiscus(checkout, '--version')).toEqual({
      status: 0,
      stdout: `${manifest.version}\n`,
      stderr: 'from the sources\n',
    });
  });

  test('without dist and without tsx, says what to do', () => {
    const bare = join(temporary, 'bare');
    cpSync(join(root, 'bin'), join(bare, 'bin'), { recursive: true });
    mkdirSync(join(bare, 'src/cli'), { recursive: true });
    writeFileSync(join(bare, 'src/cli/main.ts'), '');
    const { status, stderr } = hibiscus(bare, '--version');
    expect(status).toBe(1);
    expect(stderr).toContain('npm ci');
  });
});

/** What a fresh clone has after `npm ci`, as far as building and packing look at it. */
function copyCheckout(): void {
  mkdirSync(checkout);
  const skipped = new Set(['.git', 'node_modules', 'dist', 'test', 'bench', 'examples', 'docs', 'coverage']);
  for (const name of readdirSync(root)) {
    if (skipped.has(name) || name.startsWith('hibiscus-') || name.endsWith('.tgz')) continue;
    cpSync(join(root, name), join(checkout, name), { recursive: true });
  }
  // A test packed by mistake is looked for, so there is one.
  writeFileSync(join(checkout, 'src/planted.test.ts'), 'export {};\n');
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'), 'junction');
}

/** Runs `npm ...command` in the checkout and unpacks the tarball it makes into `target`. */
function pack(command: string[], target: string, variables: Readonly<Record<string, string>> = {}): void {
  const destination = join(temporary, 'tarballs');
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination);
  mkdirSync(target, { recursive: true });
  succeed('npm', [...command, '--pack-destination', destination], variables);
  const [tarball] = readdirSync(destination);
  succeed('tar', ['-xzf', join(destination, tarball!), '-C', target, '--strip-components=1']);
}

function link(name: string): void {
  const path = join(app, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), path, 'junction');
}

/** What type of thing each name is that a program beside the package imports. */
function imported(names: string, specifier: string, ...options: string[]): unknown {
  const file = join(app, 'use.js');
  writeFileSync(
    file,
    `import { ${names} } from '${specifier}'; console.log(JSON.stringify([${names}].map((one) => typeof one)));`,
  );
  const { status, stdout, stderr } = run(process.execPath, [...options, file], app);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

function hibiscus(folder: string, ...args: string[]) {
  return run(process.execPath, [join(folder, 'bin/hibiscus.js'), ...args], temporary);
}

function succeed(command: string, args: string[], variables: Readonly<Record<string, string>> = {}): void {
  const { status, stdout, stderr } = run(command, args, checkout, variables);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
}

function run(command: string, args: string[], cwd: string, variables: Readonly<Record<string, string>> = {}) {
  const env = {
    ...process.env,
    ...variables,
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (error) throw error;
  return { status, stdout, stderr };
}
