import { expect, test } from 'vitest';
import { digamma, inverseTrigamma, trigamma } from './polygamma.ts';

// scipy.special.digamma and polygamma, SciPy 1.17.1.
test.each([
  [0.05, -20.49784499129987, 401.53235734211506],
  [0.5, -1.9635100260214235, 4.93480220054468],
  [1, -0.5772156649015329, 1.6449340668482266],
  [2.5, 0.7031566406452432, 0.4903577561002349],
  [11.9, 2.4339335368825377, 0.08766320119000418],
  [12, 2.4426616799758123, 0.0869018728717684],
  [40, 3.6763273740348428, 0.025315103841291032],
])('the derivatives of log gamma at %d, and back', (x, first, second) => {
  expect(Math.abs(digamma(x) / first - 1)).toBeLessThan(1e-13);
  expect(Math.abs(trigamma(x) / second - 1)).toBeLessThan(1e-13);
  expect(Math.abs(inverseTrigamma(second) / x - 1)).toBeLessThan(1e-12);
});
