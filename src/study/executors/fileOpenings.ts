import { readFileSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { appendLine } from './appendLine.ts';
import type { TestOpenings } from '../openings.ts';

/** Of a longer file only the newest part is read. */
const mostBytes = 4e6;

/** Where openings are remembered: `$XDG_STATE_HOME/hibiscus`, else what is usual on the system. */
export function defaultOpeningsFile(): string {
  const { XDG_STATE_HOME, LOCALAPPDATA } = process.env;
  const name = 'test-openings.jsonl';
  if (XDG_STATE_HOME) return join(XDG_STATE_HOME, 'hibiscus', name);
  if (platform() === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'hibiscus', name);
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'hibiscus', name);
  return join(homedir(), '.local', 'state', 'hibiscus', name);
}

/**
 * Openings as a file of JSON lines, of fingerprints alone. A line that is broken is passed over, and a home that cannot be
 * written to costs the memory, not the study.
 */
export function fileOpenings(path = defaultOpeningsFile()): TestOpenings {
  const known = () => {
    try {
      const lines = readFileSync(path).subarray(-mostBytes).toString('utf8').split('\n');
      return lines.flatMap((line) => {
        try {
          const { test, recipes } = JSON.parse(line) as { test?: unknown; recipes?: unknown };
          return typeof test === 'string' && Array.isArray(recipes) ? [{ test, key: recipes.join() }] : [];
        } catch {
          return [];
        }
      });
    } catch {
      return [];
    }
  };
  return {
    before: (test, recipes) =>
      new Set(
        known().flatMap((line) => (line.test === test && line.key !== recipes.join() ? [line.key] : [])),
      ).size,
    add(test, recipes) {
      if (known().some((line) => line.test === test && line.key === recipes.join())) return;
      try {
        appendLine(path, JSON.stringify({ test, recipes }));
      } catch {
        // See above.
      }
    },
  };
}
