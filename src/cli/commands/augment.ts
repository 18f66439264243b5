import { rmSync } from 'node:fs';
import { augmentExamples, type AugmentExamplesFlags } from '../augmentExamples.ts';
import { outputFolder } from '../folder.ts';
import { onInterrupt } from '../interrupt.ts';
import { openParts, readRecipe } from '../openParts.ts';
import type { RunFlags } from '../options.ts';
import { progressLine } from '../print.ts';
import { operationLine, printProbe } from '../printProbe.ts';
import { studyParts } from './study.ts';
import { tellKept, trialsKept } from '../tellKept.ts';
import { progress as makeProgress } from '../terminal.ts';
import { recipeToJson } from '../../recipe/text.ts';
import { recipe as checked } from '../../recipe/schema.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { sensibleRecipe } from '../../study/baseline.ts';
import { fileJournal } from '../../study/executors/fileJournal.ts';
import { localExecutor } from '../../study/executors/local.ts';
import { probe as runProbe } from '../../study/probe/probe.ts';
import { probeData } from '../../study/probe/probeData.ts';
import { recordSchema } from '../../study/record.ts';
import { OptionError } from '../../util/errors.ts';
import { duration } from '../../util/format.ts';

export interface AugmentFlags extends RunFlags, AugmentExamplesFlags {
  /** Choose augmentations by trials. */
  readonly probe?: boolean;
  readonly budget?: number;
}

/** `hibiscus augment`. */
export async function augment(path: string, flags: AugmentFlags): Promise<void> {
  const unfit = flags.probe
    ? (['rows', 'draws', 'count'] as const)
    : (['budget', 'workers', 'resume'] as const);
  for (const name of unfit)
    if (flags[name] !== undefined)
      throw new OptionError(
        flags.probe
          ? `--${name}: is for looking at examples. Received it with --probe. Leave one out.`
          : `--${name}: is for trials. Add --probe, or leave it out.`,
      );
  return flags.probe ? probe(path, flags) : augmentExamples(path, flags);
}

/** `hibiscus augment --probe`. The test part stays sealed: choosing must not see it. */
async function probe(path: string, flags: AugmentFlags): Promise<void> {
  const progress = makeProgress(flags.quiet ?? false);
  const folder = outputFolder(flags.out, 'hibiscus-augment', flags.resume ?? false, 'journal.jsonl');
  const given = flags.recipe === undefined ? undefined : readRecipe(flags.recipe);
  if (given?.backbone)
    throw new OptionError(
      '--recipe: a probe trains without a pretrained network. Received one with a backbone.',
    );
  const opened = await openParts(path, flags, progress);
  const whole = studyParts(opened, flags.seed).data;
  const data = probeData(whole, flags.seed);
  if (data.size < whole.size)
    progress.say(`  note: the probe looks at ${data.size} of ${whole.size} examples.`);

  const executor = localExecutor(data, {
    ...(flags.workers !== undefined && { workers: flags.workers }),
    checkpoints: { folder: folder.file('checkpoints') },
  });
  const { signal, release } = onInterrupt(() => void executor.close());
  const journal = fileJournal(folder.file('journal.jsonl'));
  const known = () => journal.entries.filter(({ kind }) => kind === 'trial').length;
  if (known() > 0) progress.say(`Going on: ${known()} trials are known.`);
  try {
    const record = await runProbe(data, {
      executor,
      runtime: nodeRuntime(),
      journal,
      seed: flags.seed,
      description: opened.description,
      signal,
      ...(given && { baseline: given }),
      ...(flags.operations && { operations: flags.operations }),
      ...(flags.budget !== undefined && { budgetSeconds: flags.budget }),
      onProgress: (step) => progress.show(progressLine(step)),
      onOperation: (operation) => progress.say(operationLine(operation)),
    });
    progress.clear();
    if (flags.budget !== undefined && record.seconds > 1.1 * flags.budget)
      progress.say(
        `  note: the fewest trainings that say anything took ${duration(record.seconds)}, more than the budget of ${duration(flags.budget)}.`,
      );
    const augmentations = record.policy;
    const policy = { schema: recordSchema, augmentations, evidence: record.evidence.sentences };
    folder.write(
      'recipe.json',
      recipeToJson(checked({ ...(given ?? sensibleRecipe(whole)), augmentations })),
    );
    folder.write('policy.json', `${JSON.stringify(policy, null, 2)}\n`);
    folder.write('probe.json', `${JSON.stringify(record, null, 2)}\n`);
    rmSync(folder.file('checkpoints'), { recursive: true, force: true });
    process.stdout.write(
      flags.json ? `${JSON.stringify(record, null, 2)}\n` : `${printProbe(record, folder.path)}\n`,
    );
  } catch (error) {
    progress.clear();
    tellKept(error, folder, 'journal.jsonl', trialsKept(journal.entries));
    throw error;
  } finally {
    release();
    await executor.close();
  }
}
