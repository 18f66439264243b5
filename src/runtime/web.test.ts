import { expect, test } from 'vitest';
import { webRuntime } from './web.ts';
import { OptionError } from '../util/errors.ts';

// What runs in a browser is tested in one: test/e2e/browser.test.ts.

test.each([
  [{ provider: 'gpu' as 'auto' }, /provider must be wasm, webgpu or auto\. Received "gpu"/],
  [{ threads: 0 }, /threads must be an integer of at least 1\. Received threads=0/],
  [{ threads: 1.5 }, /Received threads=1\.5/],
])('refuses %j when it is made', (options, message) => {
  expect(() => webRuntime(options)).toThrow(OptionError);
  expect(() => webRuntime(options)).toThrow(message);
});

test('says how many threads it uses: one where the page is not cross-origin isolated', () => {
  expect(webRuntime({ threads: 4 }).threads).toBe(1);
});
