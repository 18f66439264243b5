import { expect, test } from 'vitest';
import { mostSentences, textClasses, textParts } from './textSet.ts';

test('held-out sentences stay whatever the count, share none with training, and hold both classes', () => {
  const [few, many] = [textParts({ count: 40, seed: 1 }), textParts({ count: mostSentences, seed: 1 })];
  expect(few.train.length).toBe(40);
  expect(many.train.slice(0, 40)).toEqual(few.train);
  expect(many.validation).toEqual(few.validation);
  expect(many.test).toEqual(few.test);
  const seen = new Set(many.train.map(({ text }) => text));
  for (const part of [few.validation, few.test]) {
    expect(part.length).toBeGreaterThan(140);
    expect(part.some(({ text }) => seen.has(text))).toBe(false);
    expect(new Set(part.map(({ label }) => label))).toEqual(new Set(textClasses));
  }
});
