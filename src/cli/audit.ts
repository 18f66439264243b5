import type { Command } from 'commander';
import type { Progress } from './terminal.ts';
import { findingLines } from './printAudit.ts';
import { auditData, withoutTwins, type Finding } from '../data/auditData.ts';
import type { OpenedData } from '../data/sources/open.ts';
import { plural } from '../util/format.ts';

export interface AuditFlags {
  readonly allowLeak?: boolean;
  readonly dropDuplicates?: boolean;
}

/** Adds what is said to the audit. */
export const withAuditOptions = (command: Command): Command =>
  command.option(
    '--drop-duplicates',
    'leave examples out of training whose duplicate, exact or near, stands in a given validation or test part',
  );

/** Audits opened data before anything is made of it, and tells what it found. The parts know their twins from then on. */
export function auditOpened(
  opened: OpenedData,
  flags: AuditFlags,
  progress: Progress,
): { readonly opened: OpenedData; readonly audit: readonly Finding[] } {
  progress.show('Looking for duplicates and leaks');
  let { findings, parts } = auditData(opened);
  if (flags.dropDuplicates) {
    const kept = withoutTwins(parts);
    if (kept.dropped > 0) {
      ({ findings, parts } = auditData(kept.parts));
      progress.say(`  note: ${plural(kept.dropped, 'duplicate')} of other parts left out of training.`);
    }
  }
  progress.clear();
  for (const line of findingLines(findings)) progress.say(line);
  return { opened: { ...opened, ...parts }, audit: findings };
}
