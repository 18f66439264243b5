import { rmSync } from 'node:fs';
import { printFit } from '../print.ts';
import { outputFolder } from '../folder.ts';
import { onInterrupt } from '../interrupt.ts';
import { openWithBackbone } from '../backbone.ts';
import type { BackboneFlags } from '../backboneOptions.ts';
import { readPolicy, readRecipe, readingOf } from '../openParts.ts';
import type { RunFlags } from '../options.ts';
import { tellKept } from '../tellKept.ts';
import { progress as makeProgress, type Progress } from '../terminal.ts';
import { duration, plural } from '../../util/format.ts';
import { subset, type Dataset } from '../../data/dataset.ts';
import { splitDataset } from '../../data/split.ts';
import { recipe as checked, type Recipe } from '../../recipe/schema.ts';
import { recipeToJson } from '../../recipe/text.ts';
import { truncationNote } from '../../recipe/truncationNote.ts';
import { nodeRuntime } from '../../runtime/node.ts';
import { sensibleRecipe } from '../../study/baseline.ts';
import { dataSummary } from '../../study/diagnose.ts';
import { dataFingerprint, fingerprint } from '../../study/journal.ts';
import { fitRecord, recordSchema } from '../../study/record.ts';
import { checkpointKeeper, readCheckpoint } from '../../study/executors/checkpoints.ts';
import { headline, scoreRaw } from '../../train/evaluate.ts';
import { fit as train, type FitData } from '../../train/fit.ts';
import { historyCsv } from '../../train/history.ts';
import { modelToOnnx, predict } from '../../train/model.ts';
import { InterruptedError } from '../../util/errors.ts';

export interface FitFlags extends RunFlags, BackboneFlags {
  readonly epochs?: number;
  readonly size?: number;
  /** File of a policy: the augmentations to train with. */
  readonly augment?: string;
  readonly classWeights?: 'balanced' | 'none';
  readonly threads: number;
  readonly budget?: number;
  /** Seconds. */
  readonly checkpointEvery?: number;
}

/** Training, stopping and validation parts: what stops is not what is reported. */
function fitParts(data: Dataset, given: Dataset | undefined, stops: boolean, seed: number): FitData {
  const shares = {
    train: 1 - (stops ? 0.15 : 0) - (given ? 0 : 0.2),
    ...(stops && { stop: 0.15 }),
    ...(!given && { validation: 0.2 }),
  };
  if (Object.keys(shares).length === 1) return { train: data, validation: given! };
  const parts = splitDataset(data, { parts: shares as Record<string, number>, seed });
  return {
    train: subset(data, parts.train!),
    ...(parts.stop && { stop: subset(data, parts.stop) }),
    validation: given ?? subset(data, parts.validation!),
  };
}

/** What tells the data of one training from another's: all that its result or its history follows from. */
const dataKey = ({ train, stop, validation }: FitData): string =>
  fingerprint(...[train, stop, validation].map((part) => (part ? dataFingerprint(part) : '')));

/** What a training needs of the data. The data as it was opened is let go: a large table would stand in memory twice. */
async function openedParts(path: string, flags: FitFlags, given: Recipe | undefined, progress: Progress) {
  const augmentations = flags.augment === undefined ? undefined : readPolicy(flags.augment);
  const { opened, backbone } = await openWithBackbone(path, flags, given, progress);
  const trained = backbone?.description.trainable === false ? undefined : backbone?.backbone;
  const base = given ?? sensibleRecipe(opened.train, trained?.description);
  const { features } = opened.train;
  const vectors = features.kind === 'text' ? features.vectors?.description : undefined;
  const recipe = checked({
    ...base,
    ...(vectors && !given && { wordVectors: { ...vectors, trainable: true } }),
    backbone: backbone?.description ?? null,
    seed: given && flags.seed === 0 ? given.seed : flags.seed,
    ...(augmentations && { augmentations }),
    ...(flags.epochs !== undefined && { epochs: flags.epochs }),
    ...(flags.size !== undefined && { architecture: { ...base.architecture, size: flags.size } }),
    ...(flags.classWeights && { classWeights: flags.classWeights }),
  });
  return {
    backbone,
    trained,
    recipe,
    data: fitParts(opened.train, opened.validation, recipe.stopping !== null, flags.seed),
    test: opened.test,
    reading: readingOf(opened),
    summary: dataSummary(opened.train, opened.description),
  };
}

/** `hibiscus fit`. */
export async function fit(path: string, flags: FitFlags): Promise<void> {
  const progress = makeProgress(flags.quiet ?? false);
  const folder = outputFolder(flags.out, 'hibiscus-fit', flags.resume ?? false, 'state.bin');
  const given = flags.recipe === undefined ? undefined : readRecipe(flags.recipe);
  const { backbone, trained, recipe, data, test, reading, summary } = await openedParts(
    path,
    flags,
    given,
    progress,
  );
  const runtime = nodeRuntime({ threads: flags.workers ?? flags.threads, flushSubnormals: true });
  const owner = { recipe: JSON.stringify(recipe), data: dataKey(data) };
  const checkpoint = folder.file('state.bin');
  const resumeFrom = flags.resume ? readCheckpoint(checkpoint, owner) : undefined;
  if (resumeFrom)
    progress.say(
      `Going on after epoch ${resumeFrom.epoch}${resumeFrom.step > 0 ? ` and ${plural(resumeFrom.step, 'step')}` : ''}.`,
    );

  const { signal, release } = onInterrupt(() => {});
  const began = performance.now();
  const keeper = checkpointKeeper((bytes) => folder.write('state.bin', bytes), owner, flags.checkpointEvery);
  try {
    const result = await train(data, recipe, {
      runtime,
      ...(trained && { backbone: trained }),
      signal,
      ...(flags.budget !== undefined && {
        enough: () => performance.now() - began > 1000 * flags.budget!,
      }),
      ...(resumeFrom && { resumeFrom }),
      onEpoch({ epoch, train: trained, validation }) {
        const done = epoch - (resumeFrom?.epoch ?? 0);
        const left = ((performance.now() - began) / 1000 / done) * (recipe.epochs - epoch);
        const name = trained.accuracy === undefined ? 'rmse' : 'accuracy';
        progress.show(
          `[${epoch}/${recipe.epochs}] loss ${trained.loss.toFixed(4)}, ${name} ${headline(trained).toFixed(4)}, ` +
            `validation ${headline(validation!).toFixed(4)}, at most ${duration(left)} left`,
        );
      },
      onState: keeper.see,
    });
    progress.clear();
    const cut = truncationNote(result.model.preparation, data.train.size);
    if (cut !== undefined) progress.say(`  note: ${cut}`);
    if (result.stopped.reason === 'interrupted') {
      keeper.flush();
      process.stderr.write(`Interrupted after epoch ${result.history.length}.\n`);
      throw new InterruptedError('The training was interrupted.');
    }
    const tested = test && {
      ...scoreRaw(
        await predict(result.model, test.features, test.size, runtime),
        test,
        result.model.preparation.target,
      ),
      n: test.size,
    };
    const record = fitRecord.parse({
      schema: recordSchema,
      data: summary,
      parameters: result.parameters,
      epochs: result.history.length,
      stopped: result.stopped,
      train: result.train,
      validation: result.validation,
      generalizationGap: result.generalizationGap,
      ...(tested && { test: tested }),
      seconds: (performance.now() - began) / 1000,
      seed: recipe.seed,
    });
    folder.write('model.onnx', modelToOnnx(result.model, reading, backbone));
    folder.write('recipe.json', recipeToJson(recipe));
    folder.write('history.csv', historyCsv(result.history));
    folder.write('fit.json', `${JSON.stringify(record, null, 2)}\n`);
    rmSync(checkpoint, { force: true });
    process.stdout.write(
      flags.json ? `${JSON.stringify(record, null, 2)}\n` : `${printFit(record, folder.path)}\n`,
    );
  } catch (error) {
    progress.clear();
    tellKept(error, folder, 'state.bin');
    throw error;
  } finally {
    release();
    await backbone?.close();
  }
}
