import { characterWidth, drawText, lineHeight, shortened } from './pixelFont.ts';

/** A picture, values 0 to 255, channels first: [channels, height, width], grey or in colour. */
export interface SheetPicture {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** A picture with lines of text below it. */
export interface SheetCell {
  readonly picture: SheetPicture;
  readonly caption: readonly string[];
}

/** Pictures in a grid: each row an original and what was made of it. */
export interface ContactSheet {
  readonly title: string;
  /** What stands over each column; the first is that of the originals. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SheetCell[])[];
}

const paper = [250, 249, 246] as const;
const ink = [40, 44, 52] as const;
const faint = [128, 132, 140] as const;
const line = [216, 214, 208] as const;
/** A picture is shown enlarged by a whole factor, at about this many dots a side, and never smaller than it is. */
const wantedSide = 96;
const leastWidth = 78;
const margin = 14;
const gap = 8;
/** The most dots that a sheet may have. */
const largest = 60e6;

type Colour = readonly [number, number, number];

/**
 * Draws a contact sheet: red, green and blue interleaved. The same sheet gives the same bytes on every machine.
 *
 * @throws {RangeError} The sheet would have more than 60 million dots.
 */
export function contactSheet(sheet: ContactSheet): { height: number; width: number; pixels: Uint8Array } {
  const first = sheet.rows[0]![0]!.picture;
  const factor = Math.max(1, Math.round(wantedSide / Math.max(first.height, first.width)));
  const [pictureWidth, pictureHeight] = [first.width * factor, first.height * factor];
  const cellWidth = Math.max(pictureWidth, leastWidth);
  const captionLines = Math.max(...sheet.rows.flat().map(({ caption }) => caption.length));
  const cellHeight = pictureHeight + 3 + captionLines * lineHeight;
  const top = margin + 2 * lineHeight + 8 + lineHeight + 4;
  const columnX = (column: number) => margin + column * (cellWidth + gap) + (column > 0 ? gap : 0);
  const width = columnX(sheet.columns.length) - gap + margin;
  const height = top + sheet.rows.length * (cellHeight + gap) - gap + margin;
  if (width * height > largest)
    throw new RangeError(`a sheet of ${width}x${height} dots is too large. Ask for fewer rows or draws.`);
  const pixels = new Uint8Array(3 * width * height);
  const dot = (x: number, y: number, colour: Colour) => {
    if (x >= 0 && y >= 0 && x < width && y < height) pixels.set(colour, 3 * (y * width + x));
  };
  for (let at = 0; at < width * height; at++) pixels.set(paper, 3 * at);
  const write = (text: string, x: number, y: number, colour: Colour, room: number, scale = 1) =>
    drawText(shortened(text, Math.floor(room / (characterWidth * scale))), (dx, dy) => {
      for (let i = 0; i < scale; i++)
        for (let j = 0; j < scale; j++) dot(x + dx * scale + i, y + dy * scale + j, colour);
    });

  write(sheet.title, margin, margin, ink, width - 2 * margin, width > 700 ? 2 : 1);
  // A rule parts the originals from what was made of them.
  const rule = columnX(1) - gap - 1;
  for (let y = top - lineHeight - 4; y < height - margin; y++) dot(rule, y, line);
  sheet.columns.forEach((name, column) => write(name, columnX(column), top - lineHeight - 2, ink, cellWidth));
  sheet.rows.forEach((cells, row) =>
    cells.forEach(({ picture, caption }, column) => {
      const [x, y] = [columnX(column), top + row * (cellHeight + gap)];
      for (let i = 0; i < pictureHeight; i++)
        for (let j = 0; j < pictureWidth; j++)
          dot(x + j, y + i, colourAt(picture, Math.floor(i / factor), Math.floor(j / factor)));
      caption.forEach((text, at) =>
        write(text, x, y + pictureHeight + 4 + at * lineHeight, faint, cellWidth + gap - 2),
      );
    }),
  );
  return { height, width, pixels };
}

function colourAt({ channels, height, width, pixels }: SheetPicture, i: number, j: number): Colour {
  const value = (channel: number) => pixels[(channel * height + i) * width + j]!;
  return channels < 3 ? [value(0), value(0), value(0)] : [value(0), value(1), value(2)];
}
