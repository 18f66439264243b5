// shared within this room

/** Width of every figure in its own units; the page scales it. Small, so that text stays readable on a phone. */
export const figureWidth = 400;

/** Left and right rim. */
export const rim = 12;

/**
 * Text as XML and HTML content or attribute value. Characters that XML forbids, and those that turn the direction of the
 * text around them, become the replacement character.
 */
export function escapeText(text: string): string {
  return cleanText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** Text without those characters, not escaped. */
export const cleanText = (text: string): string =>
  text.replace(forbidden, '\ufffd').replace(turning, '\ufffd').replace(halfPair, '\ufffd');

// eslint-disable-next-line no-control-regex -- they are what is taken out
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;
const turning = /[\u202a-\u202e\u2066-\u2069]/g;
const halfPair = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A coordinate with at most two decimals. */
export const coordinate = (value: number): string => String(Math.round(value * 100) / 100 + 0);

/** About how wide a text is, for fonts of ordinary width. */
export function textWidth(text: string, size = 12): number {
  let ems = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    ems +=
      code > 0x2e80
        ? 1
        : /[\s.,:;'|!()[\]ilj]/.test(letter)
          ? 0.32
          : /[A-Zmw%+−@]/.test(letter)
            ? 0.76
            : 0.56;
  }
  return ems * size;
}

/** The text, or as much of its beginning as fits the width, with an ellipsis. */
export function fitText(text: string, width: number, size = 12): string {
  if (textWidth(text, size) <= width) return text;
  let kept = '';
  for (const letter of text) {
    if (textWidth(`${kept}${letter}…`, size) > width) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in lines that fit the width; what is over `most` lines is cut with an ellipsis. */
export function wrapText(text: string, width: number, size = 12, most = 4): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer, size) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line) lines.push(line);
  const shown = lines.slice(0, most);
  if (lines.length > most) shown[most - 1] += '…';
  return shown.map((shownLine) => fitText(shownLine, width, size));
}

/** A line of text. `anchor`: start, middle or end. */
export function label(
  x: number,
  y: number,
  text: string,
  options: { readonly class?: string; readonly anchor?: 'start' | 'middle' | 'end' } = {},
): string {
  const kind = options.class ? ` class="${options.class}"` : '';
  const anchor = options.anchor && options.anchor !== 'start' ? ` text-anchor="${options.anchor}"` : '';
  return `<text x="${coordinate(x)}" y="${coordinate(y)}"${kind}${anchor}>${escapeText(text)}</text>`;
}

/** A straight line. */
export const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  `<line x1="${coordinate(x1)}" y1="${coordinate(y1)}" x2="${coordinate(x2)}" y2="${coordinate(y2)}" class="${kind}"/>`;

export type Shape = 'disc' | 'ring' | 'square' | 'diamond' | 'triangle';

/** A mark around a point, told apart by its shape as well as its colour. */
export function mark(shape: Shape, x: number, y: number, kind: string, data = ''): string {
  const at = (dx: number, dy: number) => `${coordinate(x + dx)},${coordinate(y + dy)}`;
  if (shape === 'disc' || shape === 'ring')
    return `<circle cx="${coordinate(x)}" cy="${coordinate(y)}" r="4" class="${kind}${shape === 'ring' ? ' hib-ring' : ''}"${data}/>`;
  const corners = {
    square: [at(-4, -4), at(4, -4), at(4, 4), at(-4, 4)],
    diamond: [at(0, -5.5), at(5.5, 0), at(0, 5.5), at(-5.5, 0)],
    triangle: [at(-5, -4), at(5, -4), at(0, 5)],
  }[shape];
  return `<polygon points="${corners.join(' ')}" class="${kind}"${data}/>`;
}

/** A path through points, left to right; long series keep what a screen can show (first, least, most, last a column). */
export function curve(points: readonly (readonly [number, number])[], kind: string, data = ''): string {
  const steps = thinned(points).map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${coordinate(x)} ${coordinate(y)}`);
  return steps.length > 1 ? `<path d="${steps.join('')}" class="${kind}" fill="none"${data}/>` : '';
}

function thinned(points: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  if (points.length <= 2000) return points;
  const columns = new Map<number, (readonly [number, number])[]>();
  for (const point of points) {
    const column = Math.round(point[0] * 2);
    const held = columns.get(column);
    if (held) held.push(point);
    else columns.set(column, [point]);
  }
  return [...columns.values()].flatMap((held) => {
    const least = held.reduce((a, b) => (b[1] < a[1] ? b : a));
    const most = held.reduce((a, b) => (b[1] > a[1] ? b : a));
    return held.filter((p, i) => i === 0 || i === held.length - 1 || p === least || p === most);
  });
}

const light =
  '--hib-ink:#24262b;--hib-soft:#5d626b;--hib-grid:#dfe1e5;--hib-paper:#fff;' +
  '--hib-training:#0067a3;--hib-validation:#c24e00;--hib-keep:#00795a;--hib-drop:#6a6f78;--hib-harm:#b0265c;' +
  '--hib-violet:#6b45b8;--hib-ochre:#826100';
const dark =
  '--hib-ink:#ebecee;--hib-soft:#a9aeb7;--hib-grid:#3a3d44;--hib-paper:#1d1f23;' +
  '--hib-training:#6cbcf0;--hib-validation:#f0a040;--hib-keep:#3ccba0;--hib-drop:#a9aeb7;--hib-harm:#f284ac;' +
  '--hib-violet:#b79cf5;--hib-ochre:#dcc04a';

/** Series by name: their colour and the dashes of their lines, so that colour is never the only sign. */
const looks = [
  ['baseline', 'drop', '7 3'],
  ['chosen', 'keep', ''],
  ['series-1', 'training', ''],
  ['series-2', 'validation', '7 3'],
  ['series-3', 'keep', '2 2'],
  ['series-4', 'harm', '9 3 2 3'],
  ['series-5', 'violet', '12 4'],
  ['series-6', 'ochre', '4 2 1 2 1 2'],
] as const;

/** The look of all figures. Colours of Okabe and Ito, shaded for contrast, one set for light and one for dark. */
const style = [
  `.hib{${light};display:block;width:100%;height:auto;background:var(--hib-paper);font:12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-variant-numeric:tabular-nums}`,
  `@media screen and (prefers-color-scheme:dark){.hib{${dark}}}`,
  '.hib text{fill:var(--hib-ink);stroke:var(--hib-paper);stroke-width:3;stroke-linejoin:round;paint-order:stroke}.hib .hib-title{font-size:14px;font-weight:600}.hib .hib-soft{fill:var(--hib-soft);font-size:11px}',
  '.hib .hib-strong{font-weight:600}.hib .hib-grid{stroke:var(--hib-grid)}.hib .hib-axis{stroke:var(--hib-soft)}',
  '.hib .hib-mark{stroke:var(--hib-soft);stroke-dasharray:2 3}.hib .hib-sign{fill:var(--hib-ink)}',
  ...['training', 'validation', 'keep', 'drop', 'harm'].map(
    (name) =>
      `.hib .hib-${name}{stroke:var(--hib-${name});fill:var(--hib-${name});stroke-width:2;stroke-linejoin:round}`,
  ),
  ...looks.map(
    ([name, colour]) =>
      `.hib .hib-${name}{stroke:var(--hib-${colour});fill:var(--hib-${colour});stroke-width:2;stroke-linejoin:round}`,
  ),
  ...looks.map(([name, , dashes]) => (dashes ? `.hib path.hib-${name}{stroke-dasharray:${dashes}}` : '')),
  '.hib path{fill:none!important}.hib path.hib-training{stroke-dasharray:5 3}.hib .hib-ring{fill:var(--hib-paper)}',
  // What is there for comparison only, and what a reader has hidden; print shows all.
  '.hib .hib-faint{stroke:var(--hib-soft);stroke-width:1;opacity:.45}path.hib-given-up{stroke-dasharray:1 3}.hib .hib-area{fill:var(--hib-soft);opacity:.09}',
  '.hib .hib-bare{stroke-width:1;opacity:.8}@media screen{.hib .hib-off{display:none}}@media print{.hib .hib-cursor{display:none}}',
].join('');

/**
 * A complete figure: the finding as its title, both for the eye and for a screen reader, and a description.
 *
 * @param options.body Draws below `top`, the first free coordinate under the title, and says where it ends.
 */
export function figure(options: {
  /** Letters, digits and hyphens; unique in a page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly body: (top: number) => { readonly content: string; readonly bottom: number };
}): string {
  const id = options.id.replace(/[^A-Za-z0-9-]+/g, '-');
  const lines = wrapText(options.title, figureWidth - 2 * rim, 16.5);
  const heading = lines.map((text, i) => label(rim, 20 + i * 18, text, { class: 'hib-title' })).join('');
  const { content, bottom } = options.body(20 + lines.length * 18);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="hib" viewBox="0 0 ${figureWidth} ${coordinate(Math.ceil(bottom))}" ` +
    `role="img" aria-labelledby="${id}-title ${id}-desc">` +
    `<title id="${id}-title">${escapeText(options.title)}</title><desc id="${id}-desc">${escapeText(options.description)}</desc>` +
    `<style>${style}</style>${heading}${content}</svg>`
  );
}
