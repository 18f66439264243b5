import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';

/** Colours of standard output; none where it is not a terminal, or NO_COLOR is set. */
export const paint = pc.createColors(Boolean(process.stdout.isTTY) && !process.env.NO_COLOR);

/** A width that text wraps to. */
export const width = (): number => Math.max(60, Math.min(110, process.stdout.columns ?? 100));

const plainLength = (text: string): number => stripVTControlCharacters(text).length;

/** Rows as aligned columns: the first to the left, the others to the right where `align` says `r`. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: string,
): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => plainLength(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat(widths[column]! - plainLength(cell));
        return align[column] === 'r' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [paint.dim(line(header)), ...rows.map(line)].map((text) => `  ${text}`).join('\n');
}

/** Text broken into lines of the terminal's width, each behind `indent`. */
export function wrap(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    if (line.length > indent.length && line.length + word.length + 1 > width()) {
      lines.push(line);
      line = indent;
    }
    line += (line.length > indent.length ? ' ' : '') + word;
  }
  return [...lines, line].join('\n');
}

/** The progress of a run, on standard error. */
export interface Progress {
  /** Shows where the run stands: rewritten in place on a terminal, else a line every few seconds. */
  show(text: string): void;
  /** A line that stays. */
  say(text: string): void;
  /** Takes the moving line away. */
  clear(): void;
}

/** @param quiet Whether nothing is shown. */
export function progress(quiet: boolean): Progress {
  const stream = process.stderr;
  const live = Boolean(stream.isTTY) && !quiet;
  let [shown, last] = [false, -Infinity];
  const clear = () => {
    if (shown && live) stream.write('\r\u001b[K');
    shown = false;
  };
  return {
    clear,
    show(text) {
      if (quiet) return;
      const now = performance.now();
      // A terminal is redrawn ten times a second at most; a log gets a line every three seconds.
      if (now - last < (live ? 100 : 3000)) return;
      last = now;
      if (live) {
        const columns = (stream.columns ?? 100) - 1;
        stream.write(`\r\u001b[K${text.length > columns ? `${text.slice(0, columns - 1)}…` : text}`);
        shown = true;
      } else stream.write(`${text}\n`);
    },
    say(text) {
      if (quiet) return;
      clear();
      stream.write(`${text}\n`);
    },
  };
}
