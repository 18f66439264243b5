import { describe, expect, it } from 'vitest';
import { randomKey, uniformAt } from '../../util/random.ts';
import { nearTexts, normalizedText } from './nearTexts.ts';

const words =
  'the a and garden flower red petals grows slowly under old walls where nobody looks after rain in spring they open early before bees come home from distant hills'.split(
    ' ',
  );

function sentences(count: number): string[] {
  const key = randomKey('nearTexts');
  let counter = 0;
  const next = (n: number) => Math.floor(n * uniformAt(key, counter++));
  return Array.from({ length: count }, () =>
    Array.from({ length: 6 + next(12) }, () => words[next(words.length)]!).join(' '),
  );
}

describe('nearTexts', () => {
  it('finds texts with other case and punctuation, and no others', () => {
    const texts = sentences(400);
    const originals = Array.from({ length: 60 }, (_, k) => 6 * k);
    const copies = originals.map((i, k) => {
      const parts = texts[i]!.split(' ');
      parts[2] += [',', '!', ' –', '...'][k % 4]!;
      return k % 2 ? `${parts.join('  ').toUpperCase()}!!` : `“${parts.join(' ')}.”`;
    });
    const expected = originals.map((i, k) => String([i, 400 + k]));
    expect(
      nearTexts([...texts, ...copies])
        .map(String)
        .sort(),
    ).toEqual(expected.sort());
  });

  it('finds a long text in which a word was changed, not one of another sense', () => {
    const text =
      'The committee agreed on Tuesday to plant four hundred hibiscus shrubs along the northern bank of the river';
    const other =
      'The committee refused on Friday to fund a second bridge over the southern arm of the old canal in town';
    expect(nearTexts([text, other, text.replace('Tuesday', 'Monday')])).toEqual([[0, 2]]);
    expect(nearTexts(['call me', 'call him', 'Call me.'])).toEqual([[0, 2]]);
    expect(nearTexts(['', '...', '!'])).toEqual([]);
  });

  it('leaves out what it is told to', () => {
    const texts = ['One.', 'one', 'ONE', 'two'];
    expect(nearTexts(texts)).toEqual([
      [0, 1],
      [0, 2],
    ]);
    expect(nearTexts(texts, { skip: (i) => i === 0 })).toEqual([[1, 2]]);
    expect(nearTexts(texts, { passive: (i) => i < 2 })).toEqual([[0, 2]]);
  });

  it('normalises accents, apostrophes and spaces', () => {
    expect(normalizedText('  Don’t PANIC, René!\n')).toBe('dont panic rene');
    expect(normalizedText('漢字 テスト')).toBe('漢字 テスト');
  });
});
