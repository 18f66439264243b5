import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** Rows of features by what they were made from, kept on disk. */
export interface FeatureCache {
  /** The row under a key, or undefined. */
  get(key: string): Float32Array | undefined;
  /** Keeps rows: whole or not at all. A disk that refuses is told once, and the run goes on. */
  add(rows: ReadonlyMap<string, Float32Array>): Promise<void>;
}

export interface FeatureCacheOptions {
  /** The most that all files of the cache take; the least recently used go first. Default 1 GiB. */
  readonly maxBytes?: number;
  /** Takes sentences about what was wrong with the cache. Default: nobody hears them. */
  readonly onNote?: (text: string) => void;
}

const magic = Buffer.from('HIBFEAT1');
const keyBytes = 32;
const digestBytes = 32;
const headBytes = magic.length + 8;

/**
 * The folder of caches: `$XDG_CACHE_HOME/hibiscus`, else what is usual on the system (`~/.cache/hibiscus`).
 */
export function defaultCacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'hibiscus');
  if (platform() === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'hibiscus', 'Cache');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Caches', 'hibiscus');
  return join(homedir(), '.cache', 'hibiscus');
}

/** SHA-256 of bytes in hexadecimal, over all parts in turn. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * Opens the rows that one maker of features left in a cache folder.
 *
 * They lie in packs: files written whole under another name and then renamed, each with a checksum, so that processes
 * may share the folder and an end at any moment leaves nothing half. A pack that is damaged is told, removed and made
 * anew. Keys are SHA-256 in hexadecimal.
 *
 * @param maker What makes the rows: a SHA-256 in hexadecimal, of everything but the example.
 * @param width Numbers in a row.
 */
export async function openFeatureCache(
  folder: string,
  maker: string,
  width: number,
  options: FeatureCacheOptions = {},
): Promise<FeatureCache> {
  const { maxBytes = 2 ** 30, onNote = () => {} } = options;
  const own = join(folder, 'features', maker);
  const rows = new Map<string, Float32Array>();
  for (const name of await packsIn(own)) {
    const path = join(own, name);
    const bytes = await readFile(path).catch(() => undefined);
    // Another process may have made room meanwhile.
    if (!bytes) continue;
    const pack = decodePack(bytes, width);
    if (typeof pack === 'string') {
      onNote(`the feature cache holds a damaged file (${pack}); its features are computed again: ${path}`);
      await rm(path, { force: true }).catch(() => {});
      continue;
    }
    for (const [key, row] of pack) rows.set(key, row);
    // The time of last use, by which room is made.
    await utimes(path, new Date(), new Date()).catch(() => {});
  }
  let refused = false;
  return {
    get: (key) => rows.get(key),
    async add(added) {
      for (const [key, row] of added) rows.set(key, row);
      if (refused || added.size === 0) return;
      try {
        await writePack(own, encodePack(added, width));
        await makeRoom(join(folder, 'features'), maxBytes);
      } catch (error) {
        refused = true;
        const { code, message } = error as NodeJS.ErrnoException;
        onNote(
          `features are not kept: ${folder} cannot be written (${code ?? message}). Choose another --cache.`,
        );
      }
    },
  };
}

async function packsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^[0-9a-f]{16}\.pack$/.test(name)).sort();
}

/** magic, width, count, keys, rows, SHA-256 of all before it. Little-endian. */
function encodePack(rows: ReadonlyMap<string, Float32Array>, width: number): Buffer {
  const size = headBytes + rows.size * (keyBytes + 4 * width);
  const bytes = Buffer.alloc(size + digestBytes);
  magic.copy(bytes);
  bytes.writeUInt32LE(width, magic.length);
  bytes.writeUInt32LE(rows.size, magic.length + 4);
  let at = headBytes;
  for (const key of rows.keys()) at += bytes.write(key, at, 'hex');
  for (const row of rows.values()) for (const value of row) at = bytes.writeFloatLE(value, at);
  createHash('sha256').update(bytes.subarray(0, size)).digest().copy(bytes, size);
  return bytes;
}

/** The rows of a pack, or what is wrong with it. */
function decodePack(bytes: Buffer, width: number): Map<string, Float32Array> | string {
  if (bytes.length < headBytes + digestBytes || !bytes.subarray(0, magic.length).equals(magic))
    return 'it is no pack of features';
  const count = bytes.readUInt32LE(magic.length + 4);
  const size = headBytes + count * (keyBytes + 4 * width);
  if (bytes.readUInt32LE(magic.length) !== width || bytes.length !== size + digestBytes)
    return 'its length is wrong';
  const digest = createHash('sha256').update(bytes.subarray(0, size)).digest();
  if (!digest.equals(bytes.subarray(size))) return 'its checksum is wrong';
  const rows = new Map<string, Float32Array>();
  const first = headBytes + count * keyBytes;
  for (let n = 0; n < count; n++) {
    const key = bytes.toString('hex', headBytes + n * keyBytes, headBytes + (n + 1) * keyBytes);
    const row = new Float32Array(width);
    for (let i = 0; i < width; i++) row[i] = bytes.readFloatLE(first + 4 * (n * width + i));
    rows.set(key, row);
  }
  return rows;
}

async function writePack(folder: string, bytes: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  const name = randomBytes(8).toString('hex');
  const temporary = join(folder, `${name}.${process.pid}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, join(folder, `${name}.pack`));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

/** Temporary files older than this were left by a process that is gone. */
const staleMs = 24 * 3600 * 1000;

/** Removes the least recently used packs until all fit, and what ended processes left. */
async function makeRoom(folder: string, maxBytes: number): Promise<void> {
  const files: { path: string; size: number; used: number }[] = [];
  for (const maker of await readdir(folder).catch(() => []))
    for (const name of await readdir(join(folder, maker)).catch(() => [])) {
      const path = join(folder, maker, name);
      const found = await stat(path).catch(() => undefined);
      if (!found?.isFile()) continue;
      if (name.endsWith('.pack')) files.push({ path, size: found.size, used: found.mtimeMs });
      else if (name.endsWith('.tmp') && Date.now() - found.mtimeMs > staleMs)
        await rm(path, { force: true }).catch(() => {});
    }
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
    if (total <= maxBytes) break;
    await rm(path, { force: true }).catch(() => {});
    total -= size;
  }
}
