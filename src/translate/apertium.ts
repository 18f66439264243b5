import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shortCode } from './languages.ts';
import { asLine, hasPair, requirePair, type Translator } from './translator.ts';
import { InterruptedError, OptionError, RunError, type HibiscusError } from '../util/errors.ts';
import { count } from '../util/format.ts';

export interface ApertiumOptions {
  /** The program. Default `apertium`, found on `PATH`. */
  readonly command?: string;
  /** Ended where nothing comes out of it for so long. Default 60,000. */
  readonly idleMs?: number;
}

/** How to get it, for messages. */
export const apertiumHelp =
  'On Debian and Ubuntu: apt-get install apertium apertium-eng-spa (other pairs: apt-cache search ^apertium-).';

/** Measured on SST-2 sentences with two cores: the start of a process, and its time a character. */
const startSeconds = 0.3;
const secondsPerCharacter = 22e-6;
/** Of standard output and standard error that are no translation. */
const mostNoise = 64 * 1024;
/**
 * A sentence end that only the engine sees: without it the last word of a text may be lost, "not" among them. The space
 * keeps `no` from being `no.`, the number.
 */
const end = '.[]';
const spacedEnd = ` ${end}`;
/** Its time grows with the square of a word's length. */
const longestPiece = 2000;
/** So many texts in a row that fail on their own mean that it is not the texts. */
const mostFailures = 3;

/**
 * Apertium, the rule-based translator, as a subprocess: one process for many texts.
 *
 * Texts go in with what the stream format reserves escaped, each ended by a zero byte, at which every part of the
 * pipeline empties itself: no text influences its neighbour, and the i-th answer belongs to the i-th text. Marks of
 * unknown words are left out. Line breaks become spaces.
 *
 * @param options.command Program. Default `apertium`. @param options.idleMs Default 60,000.
 * @throws {OptionError} the program is not there.
 * @example const engine = await apertium(); await engine.translate(['The dog sleeps.'], 'en', 'es')
 * @see Forcada et al. 2011, Machine Translation 25:127-144.
 */
export async function apertium(options: ApertiumOptions = {}): Promise<Translator> {
  const { command = 'apertium', idleMs = 60_000 } = options;
  const [version, list] = (await Promise.all([ask(command, '-V'), ask(command, '-l')])).map((text) =>
    text.trim(),
  ) as [string, string];
  const modes = list
    .split('\n')
    .map((line) => line.trim())
    .filter((mode) => /^[a-z]{2,3}-[a-z]{2,3}(_\w+)?$/i.test(mode));
  // Plain names first: spa-eng before spa-eng_US.
  modes.sort((a, b) => Number(a.includes('_')) - Number(b.includes('_')) || (a < b ? -1 : 1));
  const modeOf = new Map<string, string>();
  for (const mode of modes) {
    const [from, to] = mode.split('_')[0]!.toLowerCase().split('-').map(shortCode);
    const direction = `${from} ${to}`;
    if (!modeOf.has(direction)) modeOf.set(direction, mode);
  }
  const identities = new Map<string, string>();
  for (const [direction, mode] of modeOf)
    identities.set(direction, `${version} ${mode} ${await dataIdentity(mode)} -z -u, sentence ends added`);
  const pairs = [...modeOf.keys()].map((direction) => direction.split(' ') as [string, string]);
  const supports = hasPair(pairs);
  const name = 'apertium';
  const hint = `Install the pair. ${apertiumHelp}`;

  return {
    name,
    pairs,
    chunk: 1000,
    hint,
    supports,
    identity: (from, to) => identities.get(`${from} ${to}`) ?? version,
    estimate: (texts) => ({
      seconds:
        startSeconds * Math.ceil(texts.length / 1000) +
        secondsPerCharacter * texts.reduce((sum, { length }) => sum + length, 0),
    }),
    async translate(texts, from, to, signal) {
      requirePair({ name, pairs, hint, supports }, from, to);
      const mode = modeOf.get(`${from} ${to}`)!;
      const lines = texts.map(asLine);
      const pieces = lines.map(piecesOf);
      const given = pieces.flat();
      // About a text without a word nothing need be asked.
      const results = given.map(({ text }) => (/[\p{Letter}\p{Number}]/u.test(text) ? undefined : text));
      const asked = results.flatMap((result, i) => (result === undefined ? [i] : []));
      let failures = 0;
      const work = async (indices: readonly number[]): Promise<void> => {
        if (indices.length === 0) return;
        const { outputs, noise } = await runApertium(
          command,
          mode,
          indices.map((i) => given[i]!.text),
          idleMs,
          signal,
        );
        let done = 0;
        while (done < indices.length && outputs[done]?.endsWith(end)) {
          results[indices[done]!] = unescaped(outputs[done]!.slice(0, -end.length)).trim();
          done++;
        }
        if (done > 0) failures = 0;
        if (done === indices.length) return;
        // A part of the pipeline stumbled over one text: that one is left out, and the others are asked again.
        if (indices.length - done === 1 || done === 0) {
          if (indices.length - done > 1) {
            const middle = Math.ceil(indices.length / 2);
            await work(indices.slice(0, middle));
            return work(indices.slice(middle));
          }
          if (++failures >= mostFailures)
            throw new RunError(
              `apertium (${mode}) must answer every text. Received nothing for ${failures} texts in a row` +
                `${noise ? `; it says: ${noise}` : ''}. Try: echo "a dog" | ${command} ${mode}`,
            );
          return;
        }
        return work(indices.slice(done));
      };
      await work(asked);
      let at = 0;
      return pieces.map((some) => {
        const parts = results.slice(at, (at += some.length));
        if (parts.includes(undefined)) return '';
        return parts
          .map((part, k) => (some[k]!.isWordCut ? part : `${part} `))
          .join('')
          .trim();
      });
    },
    async close() {},
  };
}

/** Part of a text. */
interface Piece {
  readonly text: string;
  /** It ends inside a word. */
  readonly isWordCut: boolean;
}

/** Cuts what is too long at the end of a sentence, else at a space, else anywhere but inside a character. */
function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  while (line.length - from > longestPiece) {
    const part = line.slice(from, from + longestPiece);
    const sentence = Math.max(...['. ', '! ', '? '].map((mark) => part.lastIndexOf(mark) + 1));
    const space = sentence > longestPiece / 2 ? sentence : part.lastIndexOf(' ');
    if (space > 0) pieces.push({ text: part.slice(0, space), isWordCut: false });
    else pieces.push({ text: part.replace(/[\ud800-\udbff]$/, ''), isWordCut: true });
    from += pieces.at(-1)!.text.length + (space > 0 ? 1 : 0);
  }
  return [...pieces, { text: line.slice(from), isWordCut: false }];
}

const escaped = (text: string): string => text.replace(/[\\[\]{}^$/@<>]/g, '\\$&');

const unescaped = (text: string): string => text.replace(/\\(.)/gsu, '$1');

/** What `apertium -V` or `-l` prints. */
async function ask(command: string, option: '-V' | '-l'): Promise<string> {
  const { stdout, noise, code } = await collect(command, [option], 'ignore', {
    idleMs: 20_000,
    maxBytes: 2 ** 20,
  });
  if (code !== 0) throw new RunError(`${command} ${option} must end with 0. It ended with ${code}: ${noise}`);
  return stdout.toString('utf8');
}

/** Of the files that a mode names: their sizes and times, so that another version of the data is another identity. */
async function dataIdentity(mode: string): Promise<string> {
  const hash = createHash('sha256');
  const folder = process.env.APERTIUM_DATADIR ?? '/usr/share/apertium';
  const text = await readFile(join(folder, 'modes', `${mode}.mode`), 'utf8').catch(() => '');
  hash.update(text);
  const paths = [...text.matchAll(/'([^']+)'/g)].map(([, path]) => path!);
  for (const found of await Promise.all(paths.map((path) => stat(path).catch(() => undefined)))) {
    hash.update(`\n${found?.size} ${Math.floor((found?.mtimeMs ?? 0) / 1000)}`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** One run over texts: what stood between the zero bytes, whole or not. */
async function runApertium(
  command: string,
  mode: string,
  texts: readonly string[],
  idleMs: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly outputs: readonly string[]; readonly noise: string }> {
  // The script opens its input by the name /dev/stdin, which does not work for the sockets that Node makes pipes of.
  const folder = await mkdtemp(join(tmpdir(), 'hibiscus-apertium-'));
  try {
    const path = join(folder, 'texts');
    const input = texts.map((text) => `${escaped(text)}${spacedEnd}\0`).join('');
    await writeFile(path, input, { mode: 0o600 });
    const handle = await open(path);
    try {
      const { stdout, noise, code } = await collect(
        command,
        ['-z', '-u', '-f', 'none', mode],
        handle.fd,
        { idleMs, maxBytes: 2 ** 20 + 16 * Buffer.byteLength(input), signal, folder },
        (bytes) => ` after ${count(zeroBytes(bytes))} of ${count(texts.length)} texts`,
      );
      if (code !== 0)
        throw new RunError(
          `apertium (${mode}) must end with 0. It ended with ${code}${noise ? `: ${noise}` : ''}. ` +
            `What was translated before is kept; run the command again to go on.`,
        );
      return { outputs: stdout.toString('utf8').split('\0'), noise };
    } finally {
      await handle.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

function zeroBytes(bytes: Uint8Array): number {
  let zeros = 0;
  for (const byte of bytes) if (byte === 0) zeros++;
  return zeros;
}

interface Limits {
  readonly idleMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** For temporary files of the program. */
  readonly folder?: string;
}

/** Runs a program to its end. It, and all it started, is ended where it takes too long, says too much, or is aborted. */
function collect(
  command: string,
  args: readonly string[],
  stdin: number | 'ignore',
  { idleMs, maxBytes, signal, folder }: Limits,
  progress: (stdout: Uint8Array) => string = () => '',
): Promise<{ readonly stdout: Buffer; readonly noise: string; readonly code: number }> {
  if (signal?.aborted) return Promise.reject(interrupted());
  // A variable of Apertium's own that would put commands into the stream.
  const { AP_SETVAR: _, ...environment } = process.env;
  return new Promise((resolve, reject) => {
    // A group of its own: the program is a script, and its pipeline would outlive it.
    const child = spawn(command, args, {
      stdio: [stdin, 'pipe', 'pipe'],
      detached: true,
      env: { ...environment, ...(folder !== undefined && { TMPDIR: folder }) },
    });
    const chunks: Buffer[] = [];
    let [size, noise] = [0, ''];
    let failure: HibiscusError | undefined;
    const finish = (error: HibiscusError) => {
      failure ??= error;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const restart = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        finish(
          new RunError(
            `apertium must answer within ${idleMs / 1000} s. Received nothing for that long${progress(Buffer.concat(chunks))}. ` +
              'What was translated before is kept; run the command again to go on.',
          ),
        );
      }, idleMs);
    };
    let timer: NodeJS.Timeout | undefined;
    restart();
    const abort = () => finish(interrupted());
    signal?.addEventListener('abort', abort, { once: true });
    child.stdout!.on('data', (chunk: Buffer) => {
      restart();
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes)
        finish(
          new RunError(
            `apertium must answer with at most ${count(maxBytes)} bytes. Received more. Look at what \`${command}\` is.`,
          ),
        );
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      if (noise.length < mostNoise) noise += chunk.toString('utf8');
    });
    const release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      release();
      const isMissing = error.code === 'ENOENT' || error.code === 'EACCES';
      reject(
        isMissing
          ? new OptionError(
              `apertium: the program "${command}" must be installed. It was not found (${error.code}). ${apertiumHelp}`,
              { cause: error },
            )
          : new RunError(`apertium could not be started (${error.message}). Try again.`, { cause: error }),
      );
    });
    child.on('close', (code, ended) => {
      release();
      const stdout = Buffer.concat(chunks);
      if (failure) reject(failure);
      else if (ended)
        reject(
          new RunError(
            `apertium was ended by ${ended}${progress(stdout)}. What was translated before is kept; ` +
              'run the command again to go on.',
          ),
        );
      else resolve({ stdout, noise: noise.trim().slice(-500), code: code! });
    });
  });
}

const interrupted = () =>
  new InterruptedError(
    'the translation was interrupted. What was translated is kept; run it again to go on.',
  );
