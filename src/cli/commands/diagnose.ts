import { rmSync } from 'node:fs';
import { printDiagnosis, progressLine } from '../print.ts';
import { outputFolder } from '../folder.ts';
import { onInterrupt } from '../interrupt.ts';
import { auditOpened } from '../audit.ts';
import { runFiles } from '../runFiles.ts';
import { openWithBackbone } from '../backbone.ts';
import { readRecipe } from '../openParts.ts';
import { refuseTrainable, studyParts, type StudyFlags } from './study.ts';
import { tellKept, trialsKept } from '../tellKept.ts';
import { progress as makeProgress } from '../terminal.ts';
import type { Finding } from '../../data/auditData.ts';
import { recipe as checked } from '../../recipe/schema.ts';
import { recipeToJson } from '../../recipe/text.ts';
import { diagnosisPage } from '../../report/page.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { fileJournal } from '../../study/executors/fileJournal.ts';
import { localExecutor } from '../../study/executors/local.ts';
import { diagnosisRecord } from '../../study/record.ts';
import { diagnose as runDiagnose } from '../../study/study.ts';
import { historyCsv } from '../../train/history.ts';
import { InterruptedError } from '../../util/errors.ts';

/** `hibiscus diagnose`. The test part stays sealed: a diagnosis needs none. */
export async function diagnose(path: string, flags: StudyFlags): Promise<void> {
  const progress = makeProgress(flags.quiet ?? false);
  const folder = outputFolder(flags.out, 'hibiscus-diagnosis', flags.resume ?? false, 'journal.jsonl');
  const given = flags.recipe === undefined ? undefined : readRecipe(flags.recipe);
  let audit: readonly Finding[] = [];
  const { opened, backbone } = await openWithBackbone(path, flags, given, progress, (raw) => {
    const audited = auditOpened(raw, flags, progress);
    audit = audited.audit;
    return audited.opened;
  });
  refuseTrainable(backbone);
  const baseline = given && checked({ ...given, backbone: backbone?.description ?? null });
  const { data } = studyParts(opened, flags.seed);
  const executor = localExecutor(data, {
    ...(flags.workers !== undefined && { workers: flags.workers }),
    checkpoints: { folder: folder.file('checkpoints') },
  });
  const { signal, release } = onInterrupt(() => void executor.close());
  const journal = fileJournal(folder.file('journal.jsonl'));
  const run = runFiles(folder, process.argv.slice(2));
  try {
    const diagnosed = await runDiagnose(data, {
      executor,
      runtime: nodeRuntime(),
      journal,
      seed: flags.seed,
      description: opened.description,
      audit,
      signal,
      ...(baseline && { baseline }),
      ...(flags.pairs !== undefined && { pairs: flags.pairs }),
      ...(flags.budget !== undefined && { budgetSeconds: flags.budget }),
      onProgress(step) {
        run.show(step);
        progress.show(progressLine(step));
      },
    });
    progress.clear();
    const record = diagnosisRecord.parse(diagnosed.diagnosis);
    folder.write('recipe.json', recipeToJson(diagnosed.baseline));
    folder.write('history.csv', historyCsv(record.history));
    folder.write('report.html', diagnosisPage(record));
    folder.write('diagnosis.json', `${JSON.stringify(record, null, 2)}\n`);
    rmSync(folder.file('checkpoints'), { recursive: true, force: true });
    run.end('done');
    process.stdout.write(
      flags.json
        ? `${JSON.stringify(record, null, 2)}\n`
        : `${printDiagnosis(record)}\n\n  ${record.next}\n\n  report     ${folder.file('report.html')}\n`,
    );
  } catch (error) {
    progress.clear();
    run.end(error instanceof InterruptedError ? 'interrupted' : 'failed');
    tellKept(error, folder, 'journal.jsonl', trialsKept(journal.entries));
    throw error;
  } finally {
    release();
    await executor.close();
    await backbone?.close();
  }
}
