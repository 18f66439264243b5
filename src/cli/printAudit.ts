import { paint, wrap } from './terminal.ts';
import type { Finding } from '../data/auditData.ts';
import { count } from '../util/format.ts';

const mostShown = 5;

const marks: Record<Finding['severity'], string> = {
  leak: paint.red('leak'),
  warning: paint.yellow('warning'),
  note: 'note',
};

/** What an audit found, one finding after the other, each with some examples. */
export function findingLines(findings: readonly Finding[], shown = mostShown): string[] {
  return findings.flatMap(({ severity, message, examples, count: all }) => {
    const rest = all - Math.min(shown, examples.length);
    // A column or class that the message names needs no list.
    const isNamed = examples.length === 1 && message.includes(examples[0]!);
    return [
      wrap(`${marks[severity]}: ${message}`, '  '),
      ...(isNamed ? [] : examples.slice(0, shown).map((example) => `    ${example}`)),
      ...(examples.length > shown ? [paint.dim(`    and ${count(rest)} more`)] : []),
    ];
  });
}
