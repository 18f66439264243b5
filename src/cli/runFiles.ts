import { stripVTControlCharacters } from 'node:util';
import type { OutputFolder } from './folder.ts';
import type { StudyProgress } from '../study/studyProgress.ts';

/** How a run stands. */
export type RunState = 'running' | 'done' | 'interrupted' | 'failed';

/** Where a run stands, in files that other programs read while it goes on. */
export interface RunFiles {
  /** Where it stands now; written twice a second at most. */
  show(step: StudyProgress): void;
  /** Something that was found out, in a sentence. */
  find(text: string): void;
  /** How it ended. Writes nothing where nothing was begun. */
  end(state: RunState): void;
}

/** Version of these forms. */
const schema = 1;
const betweenMs = 500;

/**
 * Keeps `run.json` (how the run was called, so that it can be called again) and `progress.json` (where it stands) in the
 * output folder. They are written with the first step: a run that is refused before leaves nothing. What cannot be
 * written, as on a full disk, is left out: the journal is the truth, these only show it.
 */
export function runFiles(folder: OutputFolder, args: readonly string[]): RunFiles {
  const startedAt = new Date().toISOString();
  const again = args.filter((arg) => arg !== '--resume');
  const findings: string[] = [];
  let last: StudyProgress | undefined;
  let writtenAt = -Infinity;

  function write(state: RunState): void {
    if (!last) return;
    const first = writtenAt === -Infinity;
    writtenAt = performance.now();
    try {
      if (first)
        folder.write(
          'run.json',
          `${JSON.stringify({ schema, arguments: again, folder: process.cwd(), startedAt }, null, 2)}\n`,
        );
      const { running, ...step } = last;
      folder.write(
        'progress.json',
        `${JSON.stringify({
          schema,
          pid: process.pid,
          startedAt,
          updatedAt: new Date().toISOString(),
          state,
          ...step,
          running: state === 'running' ? running : [],
          findings,
        })}\n`,
      );
    } catch {
      // Said above.
    }
  }

  return {
    show(step) {
      last = step;
      if (performance.now() - writtenAt >= betweenMs) write('running');
    },
    find(text) {
      findings.push(stripVTControlCharacters(text).trim());
    },
    end: write,
  };
}
