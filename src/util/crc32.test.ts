import { expect, test } from 'vitest';
import { crc32 } from './crc32.ts';

test('the check value of the standard, nothing, and lengths that are no multiple of four', () => {
  const of = (text: string) => crc32(new TextEncoder().encode(text));
  expect(of('123456789')).toBe(0xcbf43926);
  expect(of('')).toBe(0);
  expect(of('a')).toBe(0xe8b7be43);
  expect(of('abc')).toBe(0x352441c2);
  expect(of('The quick brown fox jumps over the lazy dog')).toBe(0x414fa339);
});
