import { bestText, diagnosisLine, remedyLine } from './print.ts';
import type { StudyProgress } from '../study/studyProgress.ts';
import type { Finding } from '../study/study.ts';

/** What a study that ends early has found out until then. */
export interface SoFar {
  show(step: StudyProgress): void;
  /** Keeps a finding. @returns it as a line. */
  find(finding: Finding): string;
  /** All of it, in lines; says so where it is nothing. */
  text(): string;
}

export function soFar(): SoFar {
  let diagnosis: string | undefined;
  const remedies = new Map<string, string>();
  let last: StudyProgress | undefined;
  return {
    show(step) {
      last = step;
    },
    find(finding) {
      if (finding.kind === 'note') return finding.text;
      if (finding.kind === 'diagnosis') return (diagnosis = diagnosisLine(finding.diagnosis));
      const line = remedyLine(finding.remedy);
      remedies.set(finding.remedy.name, line);
      return line;
    },
    text() {
      if (diagnosis === undefined) return 'So far there is no verdict: the diagnosis was not complete.';
      const best = last?.best;
      return [
        `So far: ${diagnosis}`,
        ...(remedies.size > 0 ? ['', 'What helped, alone:', ...remedies.values(), ''] : []),
        ...(best
          ? [`Best on validation until now: ${bestText(best)}. Nothing is chosen or tested yet.`]
          : []),
      ].join('\n');
    },
  };
}
