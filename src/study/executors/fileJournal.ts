import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { appendLine } from './appendLine.ts';
import type { Journal, JournalEntry } from '../journal.ts';
import { DataError } from '../../util/errors.ts';

/**
 * A journal as a file of JSON lines. Each line is on the disk before what follows it begins, so a killed process loses at
 * most the line it was writing; such a half line at the end is cut off when the file is opened again.
 *
 * `append` throws a DiskError where the disk is full.
 *
 * @throws {DataError} a line before the last one is not JSON.
 */
export function fileJournal(path: string): Journal {
  const entries: JournalEntry[] = [];
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end < bytes.length) truncateSync(path, end);
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    lines.forEach((line, i) => {
      try {
        entries.push(JSON.parse(line) as JournalEntry);
      } catch (error) {
        throw new DataError(`${path}:${i + 1}: must be a line of JSON. Move the file away to begin anew.`, {
          cause: error,
        });
      }
    });
  }
  return {
    entries,
    append(entry) {
      // The folder, too, is made with the first line, so that a study refused before it leaves nothing.
      appendLine(path, JSON.stringify(entry));
      entries.push(entry);
    },
  };
}
