import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { compareText } from '../classes.ts';

/** Folders within folders beyond this are not read. */
const DEEPEST = 32;

/** A path as messages show it: what would act on a terminal, or turn its text around, as an escape. */
export const shownPath = (path: string): string =>
  path.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );

/** Up to five of a list, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const more = names.length - 5;
  return names.slice(0, 5).map(shownPath).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A visible entry of a folder, symbolic links resolved. */
export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/**
 * Lists folders below one root, in sorted order. Hidden entries are left out; a symbolic link is followed only where
 * it stays below the root; those left out are kept in `refusedLinks`, and folders that lie too deep in `tooDeep`.
 */
export class FolderReader {
  readonly refusedLinks: string[] = [];
  readonly tooDeep: string[] = [];
  private readonly root: Promise<string>;

  constructor(root: string) {
    this.root = realpath(root);
  }

  async entries(path: string): Promise<Entry[]> {
    const found = await readdir(path, { withFileTypes: true });
    const visible = found
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => compareText(a.name, b.name));
    const entries: Entry[] = [];
    for (const entry of visible) {
      const kind = await this.kindOf(entry, join(path, entry.name));
      if (kind) entries.push({ name: entry.name, path: join(path, entry.name), kind });
    }
    return entries;
  }

  /** All files below a folder, 32 folders deep at most. A folder that a link makes its own ancestor is read once. */
  async filesBelow(path: string, ancestors: readonly string[] = []): Promise<string[]> {
    const real = await realpath(path);
    if (ancestors.includes(real)) return [];
    if (ancestors.length > DEEPEST) {
      this.tooDeep.push(path);
      return [];
    }
    const files: string[] = [];
    for (const entry of await this.entries(path)) {
      if (entry.kind === 'file') files.push(entry.path);
      else files.push(...(await this.filesBelow(entry.path, [...ancestors, real])));
    }
    return files;
  }

  private async kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | undefined> {
    if (entry.isDirectory()) return 'folder';
    if (entry.isFile()) return 'file';
    if (!entry.isSymbolicLink()) return undefined;
    // A link to nothing has no real path.
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined || !target.startsWith((await this.root) + sep)) {
      this.refusedLinks.push(path);
      return undefined;
    }
    return (await stat(target)).isDirectory() ? 'folder' : 'file';
  }
}
