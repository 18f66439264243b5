import { augmentPreview } from './augmentPreview.ts';
import { studyExamples } from './studyExamples.ts';
import type { FromChild, ToChild } from './workbenchMessages.ts';
import { HibiscusError } from '../../util/errors.ts';

// The program of the process in which data is opened and models predict: a call of the native runtime would hold up the
// answers of a server. Started by `workbench.ts`.

const tell = (message: FromChild) => process.send?.(message);

process.on('message', async ({ id, task }: ToChild) => {
  let told = 0;
  const onProgress = (text: string) => {
    if (performance.now() - told < 200) return;
    told = performance.now();
    tell({ id, kind: 'progress', text });
  };
  try {
    const result =
      task.kind === 'examples'
        ? await studyExamples(task, onProgress)
        : await augmentPreview(task, onProgress);
    tell({ id, kind: 'result', result });
  } catch (error) {
    const { message } = error as Error;
    tell({ id, kind: 'error', message, mine: !(error instanceof HibiscusError && error.exitCode === 2) });
  }
});

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
