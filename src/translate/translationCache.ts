import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from '../util/crc32.ts';
import { count } from '../util/format.ts';

/** Translations in one direction by one engine, kept on disk. */
export interface TranslationCache {
  readonly size: number;
  /** The translation of a text, or undefined. */
  get(text: string): string | undefined;
  /** Keeps translations. A disk that refuses is told once, and the run goes on. */
  add(translations: ReadonlyMap<string, string>): Promise<void>;
}

export interface TranslationCacheOptions {
  /** Of one file; of a longer one the newer half is kept. Default 128 MiB. */
  readonly maxBytes?: number;
  /** Takes sentences about what was wrong with the cache. Default: nobody hears them. */
  readonly onNote?: (text: string) => void;
}

const newline = 0x0a;
/** A checksum in hexadecimal and a space. */
const headLength = 9;

/**
 * Opens the translations that an engine left in a cache folder; without a folder they are kept in memory only.
 *
 * They lie in one file of lines, each a checksum and a JSON array `[text, translation]`, that is only ever appended to,
 * a whole chunk in one write. Processes may share it, and an end at any moment leaves at most a torn line, which no
 * reader takes for a translation and which does not spoil the next one: each write begins on a new line.
 *
 * @param identity What makes the translations: engine, version, model, settings.
 */
export async function openTranslationCache(
  folder: string | undefined,
  { identity, from, to }: { readonly identity: string; readonly from: string; readonly to: string },
  options: TranslationCacheOptions = {},
): Promise<TranslationCache> {
  const { maxBytes = 2 ** 27, onNote = () => {} } = options;
  const known = new Map<string, string>();
  const own = folder === undefined ? undefined : join(folder, 'translations');
  const name = createHash('sha256')
    .update(JSON.stringify([identity, from, to]))
    .digest('hex')
    .slice(0, 32);
  const path = own === undefined ? undefined : join(own, `${name}.jsonl`);
  if (path !== undefined) {
    const { bytes, isCut } = await newestBytes(path, maxBytes);
    const damaged = readLines(bytes, known) - (isCut ? 1 : 0);
    if (damaged > 0)
      onNote(
        `the cache of translations holds ${count(damaged)} damaged ${damaged === 1 ? 'line' : 'lines'}, which ` +
          `${damaged === 1 ? 'is' : 'are'} translated again: ${path}`,
      );
    if (isCut) await rewrite(path, known).catch(() => {});
  }
  let refused = false;
  return {
    get size() {
      return known.size;
    },
    get: (text) => known.get(text),
    async add(translations) {
      for (const [text, translation] of translations) known.set(text, translation);
      if (own === undefined || path === undefined || refused || translations.size === 0) return;
      try {
        // What people wrote is not for the other users of the machine.
        await mkdir(own, { recursive: true, mode: 0o700 });
        await appendFile(path, encoded(translations), { mode: 0o600 });
      } catch (error) {
        refused = true;
        const { code, message } = error as NodeJS.ErrnoException;
        onNote(
          `translations are not kept: ${own} cannot be written (${code ?? message}). Choose another --cache.`,
        );
      }
    },
  };
}

function encoded(translations: ReadonlyMap<string, string>): Buffer {
  const lines = [...translations].map((pair) => {
    const json = JSON.stringify(pair);
    return `${crc32(Buffer.from(json)).toString(16).padStart(8, '0')} ${json}\n`;
  });
  return Buffer.from(`\n${lines.join('')}`);
}

/** The file, or where it is too long its newer half: the first line of that is torn. */
async function newestBytes(path: string, maxBytes: number): Promise<{ bytes: Buffer; isCut: boolean }> {
  const handle = await open(path).catch(() => undefined);
  if (!handle) return { bytes: Buffer.alloc(0), isCut: false };
  try {
    const { size } = await handle.stat();
    const isCut = size > maxBytes;
    const length = isCut ? Math.floor(maxBytes / 2) : size;
    const bytes = Buffer.alloc(length);
    let at = 0;
    while (at < length) {
      const { bytesRead } = await handle.read(bytes, at, length - at, size - length + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return { bytes: bytes.subarray(0, at), isCut };
  } catch {
    return { bytes: Buffer.alloc(0), isCut: false };
  } finally {
    await handle.close();
  }
}

/** Puts the translations of all sound lines into `known`. @returns The number of lines that are not. */
function readLines(bytes: Buffer, known: Map<string, string>): number {
  let damaged = 0;
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(newline, from);
    const to = found < 0 ? bytes.length : found;
    if (to > from) {
      const pair = readLine(bytes.subarray(from, to));
      if (pair) known.set(pair[0], pair[1]);
      else damaged++;
    }
    from = to + 1;
  }
  return damaged;
}

function readLine(line: Buffer): [string, string] | undefined {
  if (line.length <= headLength) return undefined;
  const json = line.subarray(headLength);
  if (Number.parseInt(line.toString('latin1', 0, headLength), 16) !== crc32(json)) return undefined;
  try {
    const pair: unknown = JSON.parse(json.toString('utf8'));
    return Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string'
      ? [pair[0], pair[1]]
      : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the file anew, whole under another name first. What another process appends meanwhile is lost, not damaged. */
async function rewrite(path: string, known: ReadonlyMap<string, string>): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, encoded(known), { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}
