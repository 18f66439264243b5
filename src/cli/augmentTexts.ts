import type { AugmentExamplesFlags } from './augmentExamples.ts';
import type { outputFolder } from './folder.ts';
import { paint } from './terminal.ts';
import type { Progress } from './terminal.ts';
import { subset, type Dataset, type TextFeatures } from '../data/dataset.ts';
import { stratifiedSample } from '../data/split.ts';
import { labelOf } from '../report/augmentationSheet.ts';
import { augmentationTexts, type TextColumn } from '../report/augmentationTexts.ts';
import type { Recipe } from '../recipe/schema.ts';
import { openTokenizer } from '../text/openTokenizer.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { sentenceText } from '../text/token.ts';
import { drawTexts } from '../train/drawTexts.ts';
import { permutation, randomKey } from '../util/random.ts';

type Operations = Recipe['augmentations'];

/** Texts drawn in one go, between looks at progress. */
const batch = 2000;

/** `hibiscus augment` of texts: prints and saves originals and variants, changed words marked; and saves examples. */
export async function augmentTexts(
  train: Dataset,
  folder: ReturnType<typeof outputFolder>,
  flags: AugmentExamplesFlags,
  task: {
    readonly operations: Operations;
    /** Whether the operations belong together, as in a recipe. */
    readonly together: boolean;
    readonly source: string;
    readonly progress: Progress;
  },
): Promise<void> {
  const { operations, together, source, progress } = task;
  const { language, tokenizer: name } = train.features as TextFeatures;
  const tokenizer = await openTokenizer(language, {}, name);
  const rows = Math.min(flags.rows ?? 3, train.size);
  const places = stratifiedSample(train, { size: rows, seed: flags.seed });
  const draws = flags.draws ?? Math.max(1, Math.min(8, Math.floor(12 / operations.length)));
  const columns: TextColumn[] = [];
  const draw = (title: string, list: Operations, count: number) => {
    for (let d = 0; d < count; d++) {
      const key = randomKey(flags.seed, 'sheet', title, d);
      columns.push({ name: title, made: drawTexts(train, places, list, { tokenizer, key }) });
    }
  };
  for (const operation of operations) draw(operation.name, [operation], draws);
  if (together && operations.length > 1) draw('all together', operations, Math.max(draws, 3));

  const originals = subset(train, places);
  folder.write('sheet.txt', `${augmentationTexts(originals, columns)}\n\n[changed]\n`);
  const examples =
    flags.count === undefined ? [] : savedTexts(train, flags.count, task, flags.seed, tokenizer);
  progress.clear();
  if (examples.length > 0)
    folder.write('examples.txt', `${examples.map(({ label, text }) => `${label}\t${text}`).join('\n')}\n`);
  const record = {
    schema: 1,
    source,
    seed: flags.seed,
    operations,
    sheet: 'sheet.txt',
    examples: examples.map(({ parent, label, operations: own }, i) => ({
      file: 'examples.txt',
      line: i + 1,
      parent,
      label,
      operations: own,
    })),
  };
  folder.write('manifest.json', `${JSON.stringify(record, null, 2)}\n`);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
    return;
  }
  const mark = paint.isColorSupported ? (words: string) => paint.bold(paint.yellow(words)) : undefined;
  process.stdout.write(
    `${augmentationTexts(originals, columns, mark)}\n\n` +
      `${folder.path}: sheet.txt (${rows} originals, ${columns.length} variants of each), manifest.json` +
      `${examples.length > 0 ? `, examples.txt (${examples.length})` : ''}\n`,
  );
}

interface SavedText {
  readonly text: string;
  readonly label: string;
  readonly parent: string;
  readonly operations: readonly { readonly name: string }[];
}

/** Variants of the training texts, one after the other in random order, each by one operation, or by all together. */
function savedTexts(
  train: Dataset,
  count: number,
  { operations, together, progress }: Parameters<typeof augmentTexts>[3],
  seed: number,
  tokenizer: Tokenizer,
): SavedText[] {
  const order = permutation(train.size, randomKey(seed, 'parents'));
  const lists = together ? [operations] : operations.map((operation) => [operation]);
  const saved: SavedText[] = [];
  for (const [which, list] of lists.entries()) {
    const wanted = Array.from({ length: count }, (_, i) => i).filter((i) => i % lists.length === which);
    for (let from = 0; from < wanted.length; from += batch) {
      const part = wanted.slice(from, from + batch);
      const parents = part.map((i) => order[i % train.size]!);
      const key = randomKey(seed, 'saved', which, from);
      drawTexts(train, parents, list, { tokenizer, key }).forEach(({ sentence }, k) => {
        saved[part[k]!] = {
          // One example a line: what breaks lines in a text becomes a space.
          text: sentenceText(sentence).replace(/\s+/g, ' '),
          label: labelOf(train, parents[k]!),
          parent: train.origins?.[parents[k]!] ?? String(parents[k]),
          operations: list.map(({ name }) => ({ name })),
        };
      });
      progress.show(`Augmented ${from + part.length}/${wanted.length}`);
    }
  }
  return saved;
}
