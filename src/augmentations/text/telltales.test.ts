import { expect, test } from 'vitest';
import { telltales } from './telltales.ts';
import { seededDraw } from '../../../test/helpers/draw.ts';
import type { Sentence } from '../../text/token.ts';
import { marks } from '../../text/token.ts';

const sentence = (text: string): Sentence =>
  text.split(' ').map((word) => ({ text: word, word, marks: /\w/.test(word) ? 0 : marks.symbol }));

/** Texts of two classes out of words that both say alike, and of one word that tells with a chance. */
function texts(count: number, words: number, chance: number): { sentences: Sentence[]; labels: number[] } {
  const draw = seededDraw('telltales', count);
  const labels = Array.from({ length: count }, (_, i) => i % 2);
  const sentences = labels.map((label) => {
    const common = Array.from({ length: 12 }, () => `word${draw.int(0, words - 1)}`);
    const telling = draw.int(0, 999) < chance * 1000 ? [label === 0 ? 'dull' : 'great'] : [];
    return sentence([...common, ...telling, '!'].join(' '));
  });
  return { sentences, labels };
}

test('words that only one class says are found, of each class its own', () => {
  const { sentences, labels } = texts(200, 30, 0.4);
  const [first, second] = telltales(sentences, labels, 2);
  expect(first).toContain('dull');
  expect(first).not.toContain('great');
  expect(second).toContain('great');
  expect(second).not.toContain('dull');
});

test('of words that all classes say alike few are found: by chance one in two hundred', () => {
  const { sentences, labels } = texts(2000, 600, 0);
  const found = telltales(sentences, labels, 2, { most: Infinity });
  expect(found[0]!.size + found[1]!.size).toBeLessThan(2 * 600 * 0.005 * 3);
});

test('words that are rare are not believed, and no more are taken than asked for', () => {
  const rare = Array.from({ length: 4 }, () => sentence('only once upon'));
  const others = Array.from({ length: 40 }, () => sentence('some other words here'));
  const labels = [...rare.map(() => 0), ...others.map(() => 1)];
  const all = telltales([...rare, ...others], labels, 2);
  expect([...all[0]!]).toEqual([]);
  expect(telltales([...rare, ...rare, ...others], [...rare.map(() => 0), ...labels], 2)[0]).toContain('upon');
  expect(telltales([...rare, ...others], labels, 2, { leastZ: 1, leastCount: 1, most: 2 })[0]!.size).toBe(2);
});

test('the z-value is that of the equation', () => {
  // y 10 of n 20, y′ 5 of n′ 30: A = 5, a = 1.5.
  const sentences = [
    ...Array.from({ length: 10 }, () => sentence('x y')),
    ...Array.from({ length: 5 }, () => sentence('x y y y y y')),
  ];
  const labels = sentences.map((_, i) => (i < 10 ? 0 : 1));
  const delta = Math.log(11.5 / (20 + 5 - 11.5)) - Math.log(6.5 / (30 + 5 - 6.5));
  const z = delta / Math.sqrt(1 / 11.5 + 1 / 6.5);
  const found = (leastZ: number) => telltales(sentences, labels, 2, { leastZ })[0]!.has('x');
  expect(found(z - 1e-9)).toBe(true);
  expect(found(z + 1e-9)).toBe(false);
});

test('the order of the texts does not matter, punctuation is no word, and no texts tell nothing', () => {
  const { sentences, labels } = texts(300, 20, 0.3);
  const there = telltales(sentences, labels, 2);
  const back = telltales([...sentences].reverse(), [...labels].reverse(), 2);
  expect(back.map((set) => [...set])).toEqual(there.map((set) => [...set]));
  const shouting = sentences.map((one, i) => (labels[i] === 0 ? [...one, ...sentence('! ! !')] : one));
  expect(telltales(shouting, labels, 2)[0]).not.toContain('!');
  expect(telltales([], [], 3).map((set) => set.size)).toEqual([0, 0, 0]);
  expect(telltales([sentence('a a a a a a')], [0], 1).map((set) => set.size)).toEqual([0]);
});
