import { augmentTexts } from './augmentTexts.ts';
import { allOperations, operationsFromTexts } from './operations.ts';
import { outputFolder } from './folder.ts';
import { openParts, readPolicy } from './openParts.ts';
import type { DataFlags, TextFlags } from './options.ts';
import { progress as makeProgress, type Progress } from './terminal.ts';
import { subset, type Dataset } from '../data/dataset.ts';
import { encodePng, writeFiles } from '../data/sources/writeFiles.ts';
import { stratifiedSample } from '../data/split.ts';
import { fitPreparation, type Preparation } from '../recipe/preparation.ts';
import { registry } from '../recipe/registry.ts';
import type { Recipe } from '../recipe/schema.ts';
import { augmentationSheet, type SheetColumn } from '../report/augmentationSheet.ts';
import { augmentationTable } from '../report/augmentationTable.ts';
import { contactSheet } from '../report/contactSheet.ts';
import { savedExamples, type Variant } from '../report/savedExamples.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { drawAugmented } from '../train/drawAugmented.ts';
import { OptionError } from '../util/errors.ts';
import { permutation, randomKey } from '../util/random.ts';

export interface AugmentExamplesFlags extends DataFlags, TextFlags {
  readonly seed: number;
  readonly out?: string;
  readonly recipe?: string;
  readonly operations?: readonly string[];
  /** Originals shown. */
  readonly rows?: number;
  /** Variants shown of each original by each operation. */
  readonly draws?: number;
  /** Examples saved. */
  readonly count?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

type Operations = Recipe['augmentations'];

/** Of one program's call: pictures of 64 pixels take some 50 MB. */
const batch = 512;

const isMixing = ({ name }: Operations[number]): boolean => {
  const { image, table } = registry.augmentationsOf;
  return (image[name] ?? table[name])?.kind === 'mixing';
};

/** `hibiscus augment` without `--probe`: shows what augmentation makes of the training part, and saves examples of it. */
export async function augmentExamples(path: string, flags: AugmentExamplesFlags): Promise<void> {
  if (flags.recipe !== undefined && flags.operations)
    throw new OptionError('--operations: the recipe names them. Received both. Leave one out.');
  const progress = makeProgress(flags.quiet ?? false);
  const folder = outputFolder(flags.out, 'hibiscus-augment', false);
  const recipe = flags.recipe === undefined ? undefined : readPolicy(flags.recipe, '--recipe');
  if (recipe?.length === 0)
    throw new OptionError(`--recipe: ${flags.recipe} must have augmentations. It has none.`);
  const named = flags.operations && operationsFromTexts(flags.operations);
  const { train } = await openParts(path, flags, progress);
  const operations = recipe ?? named ?? allOperations(train);
  if (train.features.kind === 'text')
    return augmentTexts(train, folder, flags, {
      operations,
      together: recipe !== undefined,
      source: path,
      progress,
    });
  const task: Task = { train, preparation: fitPreparation(train), seed: flags.seed, progress };

  const rows = Math.min(flags.rows ?? (train.features.kind === 'image' ? 6 : 3), train.size);
  const originals = subset(train, stratifiedSample(train, { size: rows, seed: flags.seed }));
  const columns = await drawColumns(task, originals, operations, recipe !== undefined, flags.draws);
  const isTable = train.features.kind === 'table';
  const shown = isTable ? 'sheet.txt' : 'sheet.png';
  const text = isTable ? augmentationTable(originals, columns) : undefined;
  folder.write(shown, text === undefined ? await sheetPng(path, originals, columns) : `${text}\n`);

  const variants =
    flags.count === undefined ? [] : await drawSaved(task, operations, recipe !== undefined, flags.count);
  const { files, entries } = savedExamples(train, variants);
  if (variants.length > 0) await writeFiles(folder.file('examples'), files);
  const examples = entries.map((entry) => ({ ...entry, file: `examples/${entry.file}` }));
  const record = { schema: 1, source: path, seed: flags.seed, operations, sheet: shown, examples };
  folder.write('manifest.json', `${JSON.stringify(record, null, 2)}\n`);
  if (flags.json) process.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
  else {
    if (text !== undefined) process.stdout.write(`${text}\n\n`);
    process.stdout.write(
      `${folder.path}: ${shown} (${rows} originals, ${columns.length} variants of each), manifest.json` +
        `${examples.length > 0 ? `, examples/ (${examples.length})` : ''}\n`,
    );
  }
}

interface Task {
  readonly train: Dataset;
  readonly preparation: Preparation;
  readonly seed: number;
  readonly progress: Progress;
}

async function drawColumns(
  { preparation, seed }: Task,
  originals: Dataset,
  operations: Operations,
  together: boolean,
  asked: number | undefined,
): Promise<SheetColumn[]> {
  const runtime = nodeRuntime();
  const draws = asked ?? Math.max(1, Math.min(8, Math.floor(12 / operations.length)));
  const columns: SheetColumn[] = [];
  const draw = async (name: string, list: Operations, count: number) => {
    for (let d = 0; d < count; d++) {
      const own = randomKey(seed, 'sheet', name, d);
      columns.push({ name, made: await drawAugmented(originals, preparation, list, { seed: own, runtime }) });
    }
  };
  for (const operation of operations) await draw(operation.name, [operation], draws);
  // As training sees them: every operation of the recipe, each with its chance.
  if (together && operations.length > 1) await draw('all together', operations, Math.max(draws, 3));
  return columns;
}

async function sheetPng(path: string, originals: Dataset, columns: readonly SheetColumn[]): Promise<Buffer> {
  const title = `${path.split(/[\\/]/).filter(Boolean).at(-1) ?? path}: originals and ${columns.length} variants of each`;
  try {
    const drawn = contactSheet(augmentationSheet(title, originals, columns));
    return await encodePng(drawn.pixels, { ...drawn, channels: 3 });
  } catch (error) {
    if (error instanceof RangeError) throw new OptionError(`augment: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Variants of the training examples, one after the other in random order, each by one operation, or by all together. */
async function drawSaved(
  { train, preparation, seed, progress }: Task,
  operations: Operations,
  together: boolean,
  count: number,
): Promise<Variant[]> {
  const usable = operations.filter((operation) => !isMixing(operation));
  if (usable.length < operations.length)
    progress.say(
      '  note: operations that mix two examples are left out of what is saved: a file has one label.',
    );
  if (usable.length === 0)
    throw new OptionError('--count: an operation that does not mix examples is needed. Received none.');
  const runtime = nodeRuntime();
  const order = permutation(train.size, randomKey(seed, 'parents'));
  const lists = together ? [usable] : usable.map((operation) => [operation]);
  const saved: Variant[] = [];
  let done = 0;
  for (const [which, list] of lists.entries()) {
    const name = together ? 'together' : list[0]!.name;
    const places = Array.from({ length: count }, (_, i) => i).filter((i) => i % lists.length === which);
    for (let from = 0; from < places.length; from += batch) {
      const part = places.slice(from, from + batch);
      const parents = part.map((i) => order[i % train.size]!);
      const own = randomKey(seed, 'saved', which, from);
      const made = await drawAugmented(subset(train, parents), preparation, list, { seed: own, runtime });
      part.forEach((place, at) => (saved[place] = { parent: parents[at]!, name, made, at }));
      progress.show(`Augmented ${(done += part.length)}/${count}`);
    }
  }
  progress.clear();
  return saved;
}
