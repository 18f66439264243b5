import type { ContactSheet, SheetCell, SheetPicture } from './contactSheet.ts';
import { drawsText } from './drawnText.ts';
import type { Dataset, ImageFeatures } from '../data/dataset.ts';
import type { DrawnExamples } from '../train/drawAugmented.ts';

/** One variant of each original, under one name. */
export interface SheetColumn {
  readonly name: string;
  readonly made: DrawnExamples;
}

/** Characters of a caption's line under a picture, and the most lines. */
const lineLength = 16;
const mostLines = 2;

/** A contact sheet: rows are originals, columns are draws, captions say what was drawn. */
export function augmentationSheet(
  title: string,
  originals: Dataset,
  columns: readonly SheetColumn[],
): ContactSheet {
  return {
    title,
    columns: ['original', ...columns.map(({ name }) => name)],
    rows: Array.from({ length: originals.size }, (_, n): SheetCell[] => [
      { picture: pictureAt(originals.features as ImageFeatures, n), caption: [labelOf(originals, n)] },
      ...columns.map(({ name, made: { features, draws } }) => ({
        picture: pictureAt(features as ImageFeatures, n),
        caption: lines(drawsText(draws[n]!, name)),
      })),
    ]),
  };
}

/** The class of an example, or the number that is its answer. */
export const labelOf = ({ target }: Dataset, n: number): string =>
  target.kind === 'classes'
    ? target.classes[target.labels[n]!]!
    : `${target.name} ${Number(target.values[n]!.toPrecision(4))}`;

export function pictureAt({ pixels, channels, height, width }: ImageFeatures, n: number): SheetPicture {
  const length = channels * height * width;
  return { channels, height, width, pixels: pixels.subarray(n * length, (n + 1) * length) };
}

/** The parts between commas, as many to a line as fit. */
function lines(text: string): string[] {
  const result: string[] = [];
  for (const part of text.split(', ')) {
    const last = result.at(-1);
    if (last !== undefined && last.length + part.length + 2 <= lineLength)
      result[result.length - 1] = `${last}, ${part}`;
    else result.push(part);
  }
  return result.slice(0, mostLines);
}
