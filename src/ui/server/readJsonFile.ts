import { lstat, readFile } from 'node:fs/promises';

interface Kept {
  readonly mark: string;
  readonly value: unknown;
}

/** More than any record has; a larger file is passed over. */
const maxBytes = 256e6;

/**
 * Reads JSON files that others write, each once a change. What is missing, broken, too
 * large or no plain file is undefined.
 *
 * @param size Values kept at a time.
 */
export function jsonReader(size = 200) {
  const known = new Map<string, Kept>();
  return async function read(
    path: string,
  ): Promise<{ readonly mark: string; readonly value: unknown } | undefined> {
    try {
      const found = await lstat(path);
      // A link could lead out of the folder that is served, a pipe would never end.
      if (!found.isFile()) return undefined;
      const { mtimeMs, size: bytes, ino } = found;
      const mark = `${mtimeMs}-${bytes}-${ino}`;
      const old = known.get(path);
      if (old?.mark === mark) return old;
      if (bytes > maxBytes) return undefined;
      const kept: Kept = { mark, value: JSON.parse(await readFile(path, 'utf8')) as unknown };
      known.delete(path);
      known.set(path, kept);
      if (known.size > size) known.delete(known.keys().next().value!);
      return kept;
    } catch {
      known.delete(path);
      return undefined;
    }
  };
}

export type ReadJson = ReturnType<typeof jsonReader>;
