// What benches of hours keep, so that they can be cut off: outcomes in a file, one a line.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type * as z from 'zod';

/** What a file holds; nothing where there is none. @throws a line of another form. */
export const readJsonLines = <T>(path: string | undefined, schema: z.ZodType<T>): T[] =>
  path === undefined || !existsSync(path)
    ? []
    : readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => schema.parse(JSON.parse(line)));

/** Adds a line to a file, where one is given. */
export function appendJsonLine(path: string | undefined, value: unknown): void {
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(value)}\n`);
}
