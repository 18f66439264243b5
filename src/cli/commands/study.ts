import { rmSync } from 'node:fs';
import { diagnosisLine, interval, printStudy, progressLine, remedyLine } from '../print.ts';
import { outputFolder } from '../folder.ts';
import { onInterrupt } from '../interrupt.ts';
import { auditOpened, type AuditFlags } from '../audit.ts';
import { soFar } from '../soFar.ts';
import { runFiles } from '../runFiles.ts';
import { openWithBackbone } from '../backbone.ts';
import type { BackboneFlags } from '../backboneOptions.ts';
import { readRecipe, readingOf } from '../openParts.ts';
import type { RunFlags } from '../options.ts';
import { tellKept, trialsKept } from '../tellKept.ts';
import { progress as makeProgress } from '../terminal.ts';
import type { Finding } from '../../data/auditData.ts';
import { joinDatasets, subset, type Dataset } from '../../data/dataset.ts';
import type { OpenedData } from '../../data/sources/open.ts';
import { splitDataset } from '../../data/split.ts';
import { recipeToJson } from '../../recipe/text.ts';
import { recipe as checked } from '../../recipe/schema.ts';
import { studyPage } from '../../report/page.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import type { BackboneFile } from '../../serve/backboneFile.ts';
import { fileJournal } from '../../study/executors/fileJournal.ts';
import { fileOpenings } from '../../study/executors/fileOpenings.ts';
import { localExecutor } from '../../study/executors/local.ts';
import { refuseLeaks } from '../../study/leak.ts';
import { study as runStudy } from '../../study/study.ts';
import { historyCsv } from '../../train/history.ts';
import { ensembleToOnnx } from '../../train/ensembleToOnnx.ts';
import { modelToOnnx } from '../../train/model.ts';
import { InterruptedError, OptionError } from '../../util/errors.ts';

export interface StudyFlags extends RunFlags, BackboneFlags, AuditFlags {
  readonly budget?: number;
  readonly pairs?: number;
  readonly remedies?: readonly string[];
  readonly search?: number;
  readonly ensembles?: string | true;
}

/** The data of a study: everything but the test part, and the test part, sealed until the end. */
export function studyParts(
  opened: OpenedData,
  seed: number,
): { data: Dataset; test: Dataset; note?: string } {
  const data = opened.validation ? joinDatasets(opened.train, opened.validation) : opened.train;
  if (opened.test) return { data, test: opened.test };
  const parts = splitDataset(data, { parts: { study: 0.8, test: 0.2 }, seed });
  return {
    data: subset(data, parts.study),
    test: subset(data, parts.test),
    note: `${parts.test.length} of ${data.size} examples are set aside as the test part and opened once, at the end.`,
  };
}

/** A study trains many heads on features that stay as they are. @throws {OptionError} the backbone is to be trained. */
export function refuseTrainable(backbone: BackboneFile | undefined): void {
  if (backbone && backbone.description.trainable !== false)
    throw new OptionError(
      'backbone: a study and a diagnosis keep it frozen. Received one to be trained. Use fit, or set trainable to false.',
    );
}

/** `hibiscus study`. */
export async function study(path: string, flags: StudyFlags): Promise<void> {
  const progress = makeProgress(flags.quiet ?? false);
  const folder = outputFolder(flags.out, 'hibiscus-study', flags.resume ?? false, 'journal.jsonl');
  const given = flags.recipe === undefined ? undefined : readRecipe(flags.recipe);
  let audit: readonly Finding[] = [];
  const { opened, backbone } = await openWithBackbone(path, flags, given, progress, (raw) => {
    const audited = auditOpened(raw, flags, progress);
    audit = audited.audit;
    refuseLeaks(audit, flags.allowLeak);
    return audited.opened;
  });
  refuseTrainable(backbone);
  const baseline = given && checked({ ...given, backbone: backbone?.description ?? null });
  const { data, test, note } = studyParts(opened, flags.seed);
  if (note) progress.say(`  note: ${note}`);

  const executor = localExecutor(data, {
    ...(flags.workers !== undefined && { workers: flags.workers }),
    checkpoints: { folder: folder.file('checkpoints') },
  });
  const { signal, release } = onInterrupt(() => void executor.close());
  const journal = fileJournal(folder.file('journal.jsonl'));
  const run = runFiles(folder, process.argv.slice(2));
  const found = soFar();
  if (journal.entries.length > 1)
    progress.say(
      `Going on: ${journal.entries.filter(({ kind }) => kind === 'trial').length} trials are known.`,
    );
  try {
    const { record, model, smallestModel } = await runStudy(data, test, {
      executor,
      runtime: nodeRuntime(),
      journal,
      openings: fileOpenings(),
      seed: flags.seed,
      description: opened.description,
      audit,
      ...(flags.allowLeak !== undefined && { allowLeak: flags.allowLeak }),
      testIsGiven: opened.test !== undefined,
      signal,
      ...(baseline && { baseline }),
      ...(flags.pairs !== undefined && { pairs: flags.pairs }),
      ...(flags.ensembles !== undefined && { ensembles: flags.ensembles }),
      ...(flags.search !== undefined && { search: flags.search }),
      ...(flags.remedies && { remedies: flags.remedies }),
      ...(flags.budget !== undefined && { budgetSeconds: flags.budget }),
      onProgress(step) {
        found.show(step);
        run.show(step);
        progress.show(progressLine(step));
      },
      onFinding(finding) {
        run.find(found.find(finding));
        if (finding.kind === 'note') progress.say(`  note: ${finding.text}`);
        else if (finding.kind === 'remedy')
          progress.say(
            `${remedyLine(finding.remedy)}${finding.isRevised ? ', judged beside the others' : ''}`,
          );
        else progress.say(`${diagnosisLine(finding.diagnosis)}\n\nWhat helps? (${interval})`);
      },
    });
    progress.clear();
    const reading = readingOf(opened);
    folder.write(
      'model.onnx',
      'members' in model ? ensembleToOnnx(model, reading, backbone) : modelToOnnx(model, reading, backbone),
    );
    if (smallestModel) folder.write('smallest.onnx', modelToOnnx(smallestModel, reading, backbone));
    folder.write('recipe.json', recipeToJson(checked(record.chosen.recipe)));
    folder.write('history.csv', historyCsv(record.chosen.history));
    folder.write('report.html', studyPage(record));
    folder.write('study.json', `${JSON.stringify(record, null, 2)}\n`);
    rmSync(folder.file('checkpoints'), { recursive: true, force: true });
    run.end('done');
    process.stdout.write(
      flags.json ? `${JSON.stringify(record, null, 2)}\n` : `${printStudy(record, folder.path)}\n`,
    );
  } catch (error) {
    progress.clear();
    const isInterrupted = error instanceof InterruptedError;
    run.end(isInterrupted ? 'interrupted' : 'failed');
    if (isInterrupted) process.stderr.write(`${found.text()}\n`);
    tellKept(error, folder, 'journal.jsonl', trialsKept(journal.entries));
    throw error;
  } finally {
    release();
    await executor.close();
    await backbone?.close();
  }
}
