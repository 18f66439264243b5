import { labelOf, pictureAt } from './augmentationSheet.ts';
import type { SheetPicture } from './contactSheet.ts';
import { cellsOf } from '../data/cellTexts.ts';
import type { Dataset, ImageFeatures, TableFeatures } from '../data/dataset.ts';
import type { SampleFile, SamplePicture } from '../data/samples/sample.ts';
import type { DrawnExamples, ExampleDraws } from '../train/drawAugmented.ts';
import { csvCell } from '../util/csvCell.ts';

/** A variant to save: which example it was made of, and where it stands among what was drawn. */
export interface Variant {
  readonly parent: number;
  /** The operation, or what several of them together are called. */
  readonly name: string;
  readonly made: DrawnExamples;
  readonly at: number;
}

/** What the manifest says of a saved example. */
export interface ManifestEntry {
  readonly file: string;
  /** Line in the file, where the examples are rows. */
  readonly line?: number;
  /** Where the example that it was made of came from. It belongs on the same side of every split. */
  readonly parent: string;
  readonly label: string;
  readonly operations: ExampleDraws;
}

/**
 * Files of saved variants, in the layout of their parents: pictures in the parent's folder, or that of its class, named
 * after it so that `--group prefix` keeps them together; rows in one table, with the parent's group.
 */
export function savedExamples(
  train: Dataset,
  variants: readonly Variant[],
): { readonly files: SampleFile[]; readonly entries: ManifestEntry[] } {
  const parentOf = (n: number) => train.origins?.[n] ?? String(n);
  const entryOf = ({ parent, made, at }: Variant, file: string): ManifestEntry => ({
    file,
    parent: parentOf(parent),
    label: labelOf(train, parent),
    operations: made.draws[at]!,
  });
  if (train.features.kind !== 'image') {
    const entries = variants.map((variant, i) => ({ ...entryOf(variant, 'rows.csv'), line: i + 2 }));
    return { files: [{ path: 'rows.csv', text: tableText(train, variants) }], entries };
  }
  const counts = new Map<string, number>();
  const entries = variants.map((variant) => {
    const base = `${placeOf(train, variant.parent)}-${variant.name}`;
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    return entryOf(variant, `${base}-${count}.png`);
  });
  const files = variants.map(({ made, at }, i) => ({
    path: entries[i]!.file,
    picture: interleaved(pictureAt(made.features as ImageFeatures, at)),
  }));
  return { files, entries };
}

/** Folder and name of a picture's variants, without an extension. Nothing in a label or a name leads out of the folder. */
function placeOf(train: Dataset, n: number): string {
  const origin = train.origins?.[n] ?? String(n);
  const parts = origin.replace(/\.(png|jpe?g|webp)$/i, '').split(/[\\/]/);
  // A picture in a file of many has no folder of its own.
  const folder =
    parts.length > 1
      ? parts.slice(0, -1)
      : [train.target.kind === 'classes' ? labelOf(train, n) : 'examples'];
  return [...folder, parts.at(-1)!].map(safeName).join('/');
}

const safeName = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^[. ]+/, (start) => '_'.repeat(start.length))
    .slice(0, 100) || '_';

function interleaved({ channels, height, width, pixels }: SheetPicture): SamplePicture {
  const area = height * width;
  const result = new Uint8Array(3 * area);
  for (let i = 0; i < area; i++)
    for (let c = 0; c < 3; c++) result[3 * i + c] = pixels[(channels < 3 ? 0 : c) * area + i]!;
  return { height, width, pixels: result };
}

function tableText(train: Dataset, variants: readonly Variant[]): string {
  const table = train.features as TableFeatures;
  const { target, groups } = train;
  const names = [...table.numericColumns, ...table.categoricalColumns];
  const free = (name: string): string => (names.includes(name) ? free(`${name}_`) : name);
  const header = [
    ...names,
    free(target.kind === 'classes' ? 'label' : target.name),
    ...(groups ? [free('group')] : []),
  ];
  const rows = variants.map(({ parent, made, at }) => [
    ...cellsOf(made.features as TableFeatures, at, 7),
    target.kind === 'classes' ? labelOf(train, parent) : String(target.values[parent]),
    ...(groups ? [groups[parent]!] : []),
  ]);
  return `${[header, ...rows].map((row) => row.map(csvCell).join(',')).join('\n')}\n`;
}
