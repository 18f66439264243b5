import { expect, test } from 'vitest';
import { mlp } from './mlp.ts';
import { initialParameters } from '../layers/layer.ts';

test('kernels begin within ±√(1/fan-in), and fill that range', () => {
  const layer = mlp.build({ size: 40, input: [90], outputs: 10 });
  const kernels = Object.entries(initialParameters(layer.parameters([3, 90]), 7)).filter(([path]) =>
    path.endsWith('kernel'),
  );
  const largest = kernels.map(([, values]) =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  expect(largest).toHaveLength(3);
  [90, 40, 40].forEach((fanIn, k) => {
    const limit = Math.sqrt(1 / fanIn);
    expect(largest[k]).toBeLessThanOrEqual(Math.fround(limit));
    expect(largest[k]).toBeGreaterThan(0.95 * limit);
  });
});
