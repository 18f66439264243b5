import type { ShownExample } from './record.ts';
import { cellsOf } from '../../data/cellTexts.ts';
import type { Dataset, ImageFeatures, TableFeatures } from '../../data/dataset.ts';

/** What of an example a record has room for. */

/** The most pixels a side; larger pictures are scaled down. */
export const largestSide = 48;
const mostColumns = 12;
const longestText = 300;
const longestCell = 60;
const longestOrigin = 200;

/** The beginning of a text that is too long, with an ellipsis; never half a letter. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const letters = [...text.slice(0, 2 * most + 2)];
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`;
}

/** Seven digits are what float32 holds; six keep a record short. */
export const rounded = (value: number): number => Number(value.toPrecision(6));

/** Where an example came from. */
export const originOf = (data: Dataset, i: number): string =>
  shortened(data.origins?.[i] ?? `example ${i + 1}`, longestOrigin);

/** Its class as an index, or its number. */
export const truthOf = ({ target }: Dataset, i: number): number =>
  target.kind === 'classes' ? target.labels[i]! : rounded(target.values[i]!);

/**
 * An example as a record holds it; undefined where it is not at hand: the pictures behind a backbone's features.
 *
 * @param side The most pixels a side of a picture.
 */
export function shownExample({ features }: Dataset, i: number, side = largestSide): ShownExample | undefined {
  switch (features.kind) {
    case 'image':
      return shownPicture(features, i, side);
    case 'table':
      return features.backbone ? undefined : shownRow(features, i);
    case 'text':
      return shownText([{ text: features.texts[i]! }]);
    case 'tokens': {
      const ids = features.ids.subarray(i * features.length, (i + 1) * features.length);
      return shownText([{ text: Array.from(ids.filter((id) => id !== 0)).join(' ') }]);
    }
  }
}

/** A picture of at most `side` pixels a side, each the mean of those it stands for. */
export function shownPicture(features: ImageFeatures, i: number, side = largestSide): ShownExample {
  const { channels, height, width } = features;
  const shown = channels < 3 ? 1 : 3;
  const scale = Math.max(1, Math.max(height, width) / side);
  const [rows, columns] = [Math.max(1, Math.round(height / scale)), Math.max(1, Math.round(width / scale))];
  const source = features.pixels.subarray(i * channels * height * width);
  const pixels = new Uint8Array(rows * columns * shown);
  for (let c = 0; c < shown; c++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const [top, bottom] = [(y * height) / rows, ((y + 1) * height) / rows];
        const [left, right] = [(x * width) / columns, ((x + 1) * width) / columns];
        let [sum, area] = [0, 0];
        for (let j = Math.floor(top); j < Math.ceil(bottom - 1e-9); j++)
          for (let k = Math.floor(left); k < Math.ceil(right - 1e-9); k++) {
            // How much of the pixel lies in the box.
            const part =
              (Math.min(j + 1, bottom) - Math.max(j, top)) * (Math.min(k + 1, right) - Math.max(k, left));
            sum += part * source[(c * height + j) * width + k]!;
            area += part;
          }
        pixels[(y * columns + x) * shown + c] = Math.round(sum / area);
      }
  return { kind: 'picture', channels: shown, height: rows, width: columns, pixels: base64(pixels) };
}

/** Bytes of a picture's pixels in base64, at most `side` a side. */
export function pictureBytes({ channels, height, width }: ImageFeatures, side: number): number {
  const scale = Math.max(1, Math.max(height, width) / side);
  const area = Math.max(1, Math.round(height / scale)) * Math.max(1, Math.round(width / scale));
  return 4 * Math.ceil(((channels < 3 ? 1 : 3) * area) / 3);
}

/** @param before What it was made of: cells that differ are marked. */
export function shownRow(table: TableFeatures, i: number, before?: TableFeatures, at = i): ShownExample {
  const names = [...table.numericColumns, ...table.categoricalColumns];
  const cells = cellsOf(table, i);
  const old = before && cellsOf(before, at);
  return {
    kind: 'row',
    cells: names.slice(0, mostColumns).map((name, j) => ({
      column: shortened(name, longestCell),
      text: shortened(cells[j]!, longestCell),
      ...(old && old[j] !== cells[j] && { changed: true as const }),
    })),
    columns: names.length,
  };
}

/** @param runs End to end the text. */
export function shownText(
  runs: readonly { readonly text: string; readonly changed?: boolean }[],
): ShownExample {
  let left = longestText;
  const shown: { text: string; changed?: true }[] = [];
  let isCut = false;
  for (const { text, changed } of runs) {
    const letters = text.length > left ? [...text.slice(0, 2 * left + 2)] : undefined;
    const kept = letters && letters.length > left ? letters.slice(0, left).join('') : text;
    if (kept !== '') shown.push({ text: kept, ...(changed && { changed: true as const }) });
    left -= kept.length;
    if (kept !== text || left <= 0) {
      isCut = kept !== text || runs.at(-1)!.text !== text;
      break;
    }
  }
  return { kind: 'text', runs: shown, ...(isCut && { cut: true as const }) };
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
