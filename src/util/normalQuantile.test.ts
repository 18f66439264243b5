import { expect, test } from 'vitest';
import { normalQuantile } from './normalQuantile.ts';

// scipy.stats.norm.ppf, SciPy 1.17.1.
test.each([
  [1e-9, -5.9978070150076865],
  [0.001, -3.090232306167813],
  [0.02, -2.053748910631823],
  [0.02425, -1.972961051311885],
  [0.1, -1.2815515655446004],
  [0.5, 0.0],
  [0.7, 0.5244005127080407],
  [0.97575, 1.972961051311885],
  [0.99, 2.3263478740408408],
  [0.999999, 4.753424308817087],
])('the number below which a share of %d lies', (p, quantile) => {
  expect(Math.abs(normalQuantile(p) - quantile)).toBeLessThan(p < 1e-6 ? 1e-7 : 1e-9);
});
