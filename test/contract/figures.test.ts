import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { DrawnFigure, StudyFigure } from '../../src/report/figures/figure.ts';
import { textWidth } from '../../src/report/figures/svg.ts';
import type { StudyRecord } from '../../src/study/record.ts';
import { difficultRecords, hostileText } from '../helpers/difficultRecords.ts';
import { thingsOf } from '../helpers/rooms.ts';
import { findAll, parseXml, textOf, type XmlElement } from '../helpers/xml.ts';

/** What holds for every figure of the report, found by looking into the folder. */

const figures = await thingsOf<StudyFigure>('report/figures');
const names = figures.map(({ name }) => name);
const records = Object.entries(difficultRecords);
const copies = new Map(records.map(([, record]) => [record, structuredClone(record)]));

test('the figures are found', () => {
  for (const name of ['learningCurves', 'remedyEffects', 'comparison']) expect(names).toContain(name);
});

test('each figure of a record has an id of its own', () => {
  const ids = figures.flatMap(({ thing }) => thing.draw(difficultRecords.full!).map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

/** All drawings of a figure: those of studies, and those of their diagnoses. */
const draw = (figure: StudyFigure, record: StudyRecord): DrawnFigure[] => [
  ...figure.draw(record),
  ...(figure.drawDiagnosis?.(record.diagnosis) ?? []),
];

/** Each drawn and read once. */
const drawn = new Map<string, (DrawnFigure & { readonly root: XmlElement })[]>();
function drawingsOf(figure: StudyFigure, record: StudyRecord) {
  const key = `${figure.name} ${records.findIndex(([, one]) => one === record)}`;
  if (!drawn.has(key))
    drawn.set(
      key,
      draw(figure, record).map((drawing) => ({ ...drawing, root: parseXml(drawing.svg) })),
    );
  return drawn.get(key)!;
}

/** One element a line, so that a change can be read; pictures inside and the style that all share are left out. */
const onLines = (svg: string): string =>
  `${svg
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/(data:[a-z/]+;base64,)[A-Za-z0-9+/=]+/g, '$1')
    .replaceAll('><', '>\n<')}\n`;

describe.each(figures)('$name', ({ name, thing: figure }) => {
  test('is frozen, has the name of its file, and draws the full record', () => {
    expect(Object.isFrozen(figure)).toBe(true);
    expect(figure.name).toBe(name);
    expect(figure.draw(difficultRecords.full!).length).toBeGreaterThan(0);
  });

  test('draws the full record as it was last looked at', async () => {
    for (const { id, svg } of figure.draw(difficultRecords.full!))
      await expect(onLines(svg)).toMatchFileSnapshot(`../golden/figures/${id}.svg`);
  });

  test.each(records)('%s: the same record gives the same bytes', (_, record) => {
    const again = draw(figure, copies.get(record)!);
    const first = drawingsOf(figure, record).map(({ root: _, ...drawing }) => drawing);
    expect(isDeepStrictEqual(again, first)).toBe(true);
  });

  test.each(records)('%s: a picture with a finding, a description and numbers', (_, record) => {
    for (const { id, root, caption, data } of drawingsOf(figure, record)) {
      expect(id).toMatch(/^[A-Za-z][A-Za-z0-9-]*$/);
      expect(root.attributes.role).toBe('img');
      const [title, description] = [findAll(root, 'title')[0]!, findAll(root, 'desc')[0]!];
      expect(root.attributes['aria-labelledby']).toBe(`${title.attributes.id} ${description.attributes.id}`);
      expect(title.attributes.id!.startsWith(id)).toBe(true);
      expect(textOf(title).trim().length).toBeGreaterThan(10);
      expect(textOf(description).trim().length).toBeGreaterThan(20);
      // What is read aloud is what is seen.
      const heading = findAll(root, 'text', { class: 'hib-title' }).map(textOf).join(' ');
      expect(textOf(title).replace(/\s+/g, ' ')).toContain(heading.split(/[\s…]/)[0]);
      expect(caption.length).toBeGreaterThan(60);
      expect(data.caption.trim()).not.toBe('');
      for (const row of data.rows) expect(row).toHaveLength(data.columns.length);
      if (data.places) expect(data.places).toHaveLength(data.rows.length);
    }
  });

  test.each(records)('%s: nothing escapes, and nothing is drawn that is no number', (_, record) => {
    for (const { root } of drawingsOf(figure, record)) {
      const allowed = ['svg', 'title', 'desc', 'style', 'g', 'text', 'path', 'line', 'circle', 'polygon'];
      for (const { name: element, attributes } of findAll(root, undefined)) {
        expect([...allowed, 'rect', 'image', 'tspan', 'pattern', 'defs']).toContain(element);
        for (const [key, value] of Object.entries(attributes)) {
          expect(key).not.toMatch(/^on/i);
          if (!key.startsWith('data-')) expect(value).not.toMatch(/NaN|Infinity|undefined/);
        }
      }
      const drawn = findAll(root, 'text').map(textOf).join(' ');
      expect(drawn).not.toMatch(/\bNaN\b|Infinity|undefined|\[object/);
    }
  });

  test.each(records)('%s: text fits the width and is large enough for a phone', (_, record) => {
    for (const { root } of drawingsOf(figure, record)) {
      expect(root.attributes.viewBox).toMatch(/^0 0 400 \d+$/);
      const style = findAll(root, 'style').map(textOf).join('');
      const sizes = [...style.matchAll(/font(?:-size)?:\s*(\d+(?:\.\d+)?)px/g)].map((size) =>
        Number(size[1]),
      );
      expect(sizes.length).toBeGreaterThan(0);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
      expect(findAll(root, undefined).filter(({ attributes }) => attributes['font-size'])).toEqual([]);
      const height = Number(root.attributes.viewBox!.split(' ')[3]);
      for (const text of findAll(root, 'text')) {
        const [left, right] = extentOf(text);
        // A tick at the end of an axis may reach a little into the rim.
        expect([textOf(text), left > -6, right < 406]).toEqual([textOf(text), true, true]);
        expect(Number(text.attributes.y)).toBeLessThanOrEqual(height);
        expect(Number(text.attributes.y)).toBeGreaterThan(5);
      }
    }
  });

  test('colour is never the only sign of a series', () => {
    for (const { root } of drawingsOf(figure, difficultRecords.full!)) {
      const style = findAll(root, 'style').map(textOf).join('');
      const signs = findAll(root, 'g')
        .filter(({ attributes }) => attributes['data-legend'] !== undefined)
        .map((entry) => signOf(entry, style));
      expect(new Set(signs).size).toBe(signs.length);
    }
  });

  test('hostile names stand in its data as they are, for the page to escape', () => {
    const rows = drawingsOf(figure, difficultRecords['hostile labels']!).flatMap(({ data }) => data.rows);
    for (const cell of rows.flat())
      if (typeof cell === 'string' && cell.includes('alert'))
        expect(cell).toContain(hostileText('').slice(0, 20));
  });
});

test.each(records)('%s: no figure has changed its record', (_, record) => {
  expect(isDeepStrictEqual(record, copies.get(record))).toBe(true);
});

/** About where a text begins and ends. */
function extentOf(text: XmlElement): [number, number] {
  const size = { 'hib-soft': 11, 'hib-title': 14 }[text.attributes.class!] ?? 12;
  const [x, width] = [Number(text.attributes.x), textWidth(textOf(text), size)];
  const share = { middle: 0.5, end: 1 }[text.attributes['text-anchor']!] ?? 0;
  return [x - share * width, x + (1 - share) * width];
}

/** What tells an entry of a legend apart without colour: the dashes of its line, and the form of its mark. */
function signOf(entry: XmlElement, style: string): string {
  const looks = (element: XmlElement) => (element.attributes.class ?? '').split(' ');
  const dashes = findAll(entry, 'path').map(
    (path) =>
      looks(path).flatMap(
        (look) => new RegExp(`path\\.${look}\\{stroke-dasharray:([^}]*)\\}`).exec(style)?.[1] ?? [],
      )[0] ?? 'solid',
  );
  const marks = findAll(entry, undefined).flatMap((element) => {
    if (element.name === 'circle') return looks(element).includes('hib-ring') ? 'ring' : 'disc';
    if (element.name !== 'polygon') return [];
    const corners = element.attributes.points!.split(' ').map((corner) => corner.split(',').map(Number));
    const [x, y] = corners[0]!;
    return corners.map(([cx, cy]) => `${Math.round(cx! - x!)} ${Math.round(cy! - y!)}`).join(';');
  });
  return [...dashes, ...marks].join('|');
}
