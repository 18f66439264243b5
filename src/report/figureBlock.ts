import { count, number, percent, pointsValue } from '../util/format.ts';
import { csv, csvAddress } from './csv.ts';
import type { DrawnFigure, FigureColumn, FigureData } from './figures/figure.ts';
import { html, raw, type Html } from './html.ts';

const writers: Readonly<Record<NonNullable<FigureColumn['written']>, (value: number) => string>> = {
  number,
  share: percent,
  points: pointsValue,
  count,
};

/** Longer tables are left out of the print: they are pages of numbers, and stand in the record. */
const mostPrinted = 40;

/** Figures side by side where there is room. */
export const figureBlocks = (figures: readonly DrawnFigure[]): Html | undefined =>
  figures.length === 0 ? undefined : html`<div class="figures">${figures.map(figureBlock)}</div>`;

/** Where a link to a figure leads. */
export const figureTarget = (id: string): string => `figure-${id}`;

/** A figure with its caption, its numbers as a table to open, and the same numbers as a file to download. */
export function figureBlock({ id, svg, caption, data }: DrawnFigure): Html {
  const isLong = data.rows.length > mostPrinted;
  return html`<figure id="${figureTarget(id)}">
    ${raw(svg)}
    <figcaption>${caption}</figcaption>
    <details${isLong && raw(' class="long"')}>
      <summary>The numbers behind this figure</summary>
      ${dataTable(data)}
    </details>
    <p class="download">
      <a href="${csvAddress(csv([data.columns.map(({ name }) => name), ...data.rows]))}" download="${id}.csv"
        >Download CSV<span class="hidden">: ${data.caption}</span></a
      >
    </p>
  </figure>`;
}

/** The numbers of a figure; each carries its value, and where it stands in the record. */
function dataTable({ caption, columns, rows, places }: FigureData): Html {
  const head = columns.map(({ name, numeric, field, series }) => {
    const about = html`${numeric !== true && raw(' class="text"')}${field !== undefined && html` data-field="${field}"`}${series !== undefined && html` data-series="${series}"`}`;
    return html`<th scope="col" ${about}>${name}</th>`;
  });
  // Long tables are the weight of a page, so that their rows are written without spaces.
  const body = rows.map(
    (cells, i) =>
      html`<tr${places?.[i] !== undefined && html` data-place="${places[i]!}"`}>${cells.map((cell, k) => dataCell(cell, columns[k], k === 0))}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table class="data${columns.length > 12 && ' many'}">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function dataCell(cell: string | number, column: FigureColumn | undefined, isFirst: boolean): Html {
  const kind = column?.numeric === true ? undefined : raw(' class="text"');
  const content =
    typeof cell === 'number' && Number.isFinite(cell)
      ? html`<data value="${cell}">${writers[column?.written ?? 'number'](cell)}</data>`
      : typeof cell === 'number' || (cell === '' && column?.numeric === true)
        ? html`<span title="not measured">–</span>`
        : cell;
  return isFirst ? html`<th scope="row" ${kind}>${content}</th>` : html`<td${kind}>${content}</td>`;
}
