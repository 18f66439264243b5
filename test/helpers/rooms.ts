import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const source = new URL('../../src/', import.meta.url);

/** The files of a room that hold a thing each: everything but tests and what is shared within the room. */
export function filesOf(room: string): { name: string; url: string }[] {
  return readdirSync(new URL(room, source), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.ts$/, '').split(/[\\/]/).at(-1)!,
      url: new URL(join(room, file), source).href,
    }));
}
