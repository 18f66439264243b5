import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const source = new URL('../../src/', import.meta.url);

/** The files of a room but its tests. A folder with an index of its own is a room of its own. */
export function filesOf(room: string): { name: string; url: string }[] {
  return readdirSync(new URL(room, source), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter(
      (file) => dirname(file) === '.' || !existsSync(new URL(join(room, dirname(file), 'index.ts'), source)),
    )
    .sort()
    .map((file) => ({
      name: file.replace(/\.ts$/, '').split(/[\\/]/).at(-1)!,
      url: new URL(join(room, file), source).href,
    }));
}

/** Everything that a room holds: the value of its own name that each file exports, found by looking. */
export async function thingsOf<T>(room: string): Promise<{ name: string; thing: T }[]> {
  const things: { name: string; thing: T }[] = [];
  for (const { name, url } of filesOf(room)) {
    if (name === 'index' || readFileSync(new URL(url), 'utf8').startsWith('// shared within this room'))
      continue;
    const exported = (await import(url)) as Readonly<Record<string, T | undefined>>;
    const thing = exported[name];
    if (thing === undefined) throw new Error(`${url} exports no ${name}`);
    things.push({ name, thing });
  }
  return things;
}
