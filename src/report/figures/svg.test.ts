import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curve, escapeText, figure, fitText, textWidth, wrapText } from './svg.ts';
import { findAll, isWellFormed, parseXml, textOf } from '../../../test/helpers/xml.ts';

test('any text makes a well-formed figure, and comes back as it was where XML allows it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const svg = figure({
        id: text,
        title: text,
        description: text,
        body: (top) => ({ content: '', bottom: top }),
      });
      const root = parseXml(svg);
      expect(findAll(root, 'script')).toEqual([]);
      if (/^[\x20-\x7e]*$/.test(text)) expect(textOf(findAll(root, 'title')[0]!)).toBe(text);
    }),
    { seed: 5 },
  );
});

test('escapes markup, quotes, control characters, turned text and half pairs', () => {
  expect(escapeText(`<b a="1" c='2'>&`)).toBe('&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;');
  expect(escapeText('a\u0000b\u202ec\ud800d')).toBe('a\ufffdb\ufffdc\ufffdd');
  expect(escapeText('🌺')).toBe('🌺');
});

describe('text that must fit', () => {
  test('is cut with an ellipsis, never inside a character', () => {
    expect(fitText('short', 100)).toBe('short');
    const cut = fitText('🌺'.repeat(50), 100);
    expect(cut.endsWith('…')).toBe(true);
    expect(isWellFormed(cut)).toBe(true);
    expect(textWidth(cut)).toBeLessThanOrEqual(100);
  });

  test('is wrapped at words', () => {
    expect(wrapText('one two three four', 70)).toEqual(['one two', 'three four']);
    expect(wrapText('x'.repeat(500), 100)).toHaveLength(1);
    expect(wrapText('word '.repeat(500), 100, 12, 3)).toHaveLength(3);
  });
});

test('a long curve keeps its lowest and highest points', () => {
  const points = Array.from(
    { length: 20_000 },
    (_, i) => [i / 100, i === 7777 ? -50 : i === 9999 ? 90 : 10] as const,
  );
  const path = curve(points, 'hib-training');
  expect(path.length).toBeLessThan(40_000);
  expect(path).toContain(' -50');
  expect(path).toContain(' 90');
});
