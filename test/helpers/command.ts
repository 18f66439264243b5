/** The command as a user runs it: a process of its own, in a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const program = fileURLToPath(new URL('../../bin/hibiscus.js', import.meta.url));

const stateFolder = mkdtempSync(join(tmpdir(), 'hibiscus-state-'));
process.once('exit', () => rmSync(stateFolder, { recursive: true, force: true }));

// The test runner's own; a user has none, and pages are built for whom it names.
const { NODE_ENV: _, ...usual } = process.env;

/** What the command runs in: what it remembers of test parts stays among the processes of this one. */
export const environment: NodeJS.ProcessEnv = { ...usual, XDG_STATE_HOME: stateFolder };

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has written to stderr so far. */
  stderr(): string;
  /** Waits until `holds` does. Fails where the process ends before. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** Sends a signal to the process and all it started, as a terminal does. */
  signalAll(signal: NodeJS.Signals): void;
}

/** Starts `hibiscus ...args` in `cwd`. */
export function start(cwd: string, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that a signal reaches it as a whole and nothing else.
    detached: true,
  });
  let [stdout, stderr, over] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      over = true;
      resolve({ code, signal, stdout, stderr });
    });
  });
  return {
    child,
    ended,
    stderr: () => stderr,
    async until(what, holds) {
      while (!holds()) {
        if (over) throw new Error(`The process ended before ${what}.\n${stdout}${stderr}`);
        await wait(5);
      }
    },
    signalAll: (signal) => void process.kill(-child.pid!, signal),
  };
}

/** Runs `hibiscus ...args` in `cwd` to its end. */
export const hibiscus = (cwd: string, ...args: readonly string[]): Promise<Ended> =>
  start(cwd, ...args).ended;

/** As `hibiscus`; fails with what was said where the exit code is not 0. */
export const succeed = async (cwd: string, ...args: readonly string[]): Promise<Ended> =>
  succeeded(args, await hibiscus(cwd, ...args));

/** The end of a command line. @throws {Error} with what was said, where the exit code is not 0. */
export function succeeded(args: readonly string[], ended: Ended): Ended {
  if (ended.code !== 0)
    throw new Error(`hibiscus ${args.join(' ')} ended with ${ended.code}\n${ended.stdout}${ended.stderr}`);
  return ended;
}

/** A folder that is gone after the tests of a file. */
export function workingFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hibiscus-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every path below a folder, files with a hash of their bytes. */
export function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(names.map((name) => [name, hashOf(join(folder, name))]));
}

function hashOf(path: string): string {
  if (statSync(path).isDirectory()) return 'folder';
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A JSON file, parsed. Let a schema say what it is. */
export const readJson = (...path: readonly string[]): unknown =>
  JSON.parse(readFileSync(join(...path), 'utf8'));
