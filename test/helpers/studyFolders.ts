/** Folders of studies as `hibiscus study` leaves them, with made-up trials. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleHistory, exampleStudy } from './exampleRecord.ts';

export interface FolderOptions {
  readonly trials?: number;
  /** Of each trial; called with its place, from 0. */
  readonly label?: (n: number) => string;
  readonly stage?: (n: number) => string;
  readonly progress?: object;
  readonly run?: object;
  readonly done?: boolean;
}

const stages = ['Does it overfit?', 'What helps?', 'How small can it be?'];

/** A line of a journal, like that of a trial on digits. */
export function trialLine(n: number, { label, stage }: Pick<FolderOptions, 'label' | 'stage'> = {}): string {
  const accuracy = 0.8 + 0.15 * Math.abs(Math.sin(n * 1.7));
  return JSON.stringify({
    kind: 'trial',
    key: n.toString(16).padStart(16, '0'),
    stage: stage?.(n) ?? stages[n % 3],
    label: label?.(n) ?? `remedy ${n % 40} ${(n % 5) + 1}/5`,
    result: {
      parameters: 1000 + n,
      stopped: { reason: 'epochs', bestEpoch: 6 },
      train: { accuracy: 1, loss: 0.01 },
      validation: { accuracy, loss: 1 - accuracy },
      generalizationGap: 1 - accuracy,
      history: exampleHistory({ epochs: 6 }),
      seconds: 0.5 + (n % 7) / 10,
    },
  });
}

/** Writes a folder of a study. */
export function writeStudy(folder: string, options: FolderOptions = {}): void {
  const { trials = 0, progress, run, done } = options;
  mkdirSync(folder, { recursive: true });
  const head = { kind: 'study', schema: 1, data: '00', seed: 0 };
  const lines = [JSON.stringify(head), ...Array.from({ length: trials }, (_, n) => trialLine(n, options))];
  writeFileSync(join(folder, 'journal.jsonl'), `${lines.join('\n')}\n`);
  if (progress) writeFileSync(join(folder, 'progress.json'), JSON.stringify(progress));
  if (run) writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  if (done) writeFileSync(join(folder, 'study.json'), JSON.stringify(exampleStudy()));
}
