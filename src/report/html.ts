import { escapeText } from './figures/svg.ts';
import { sha256 } from './sha256.ts';

/** A piece of HTML that is safe to insert. Everything else is text and is escaped. */
export class Html {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

type Part = Html | string | number | undefined | false | readonly Part[];

const textOf = (part: Part): string => {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  return typeof part === 'object' ? part.map(textOf).join('') : escapeText(String(part));
};

/**
 * HTML from a template: what is inserted is escaped unless it is HTML already.
 *
 * @example html`<p>${record.description}</p>`
 */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((text, i) => text + textOf(parts[i])).join(''));

/** Text that is HTML already, such as a figure. */
export const raw = (text: string): Html => new Html(text);

/** A table with a caption; columns of numbers stand right. Wide tables scroll inside. */
export function table(
  caption: string,
  columns: readonly { readonly name: string; readonly numeric?: boolean }[],
  rows: readonly (readonly (Html | string)[])[],
): Html {
  const kind = (i: number) => (columns[i]?.numeric ? raw(' class="number"') : undefined);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ name }, i) => html`<th scope="col" ${kind(i)}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, i) => (i === 0 ? html`<th scope="row" ${kind(i)}>${cell}</th>` : html`<td${kind(i)}>${cell}</td>`))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Rows of a term and its explanation. */
export const terms = (entries: readonly (readonly [string, Html | string])[]): Html =>
  html`<dl class="terms">
    ${entries.map(
      ([term, text]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${text}</dd>
        </div>`,
    )}
  </dl>`;

/**
 * A number of the record as people read it, with the number itself and where it stands in the record.
 *
 * @param path Names and places with dots, such as "chosen.test.accuracy"; "1-" in front says one minus what stands there.
 */
export const shown = (value: number | undefined, write: (value: number) => string, path: string): Html =>
  value === undefined || !Number.isFinite(value)
    ? html`not measured`
    : html`<data value="${value}" data-path="${path}">${write(value)}</data>`;

/** A complete page that loads nothing. It runs one script, named to the browser by its hash. */
export const document = (title: string, style: string, script: string, body: Html): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${sha256(script)}'; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<title>${escapeText(title)}</title>
<style>${style}</style>
</head>
<body>
${body.text}
<script>${script}</script>
</body>
</html>
`;
