import { expect, test } from 'vitest';
import { fit } from './fit.ts';
import { lossDeviation, score } from './evaluate.ts';
import { predict } from './model.ts';
import { recipe } from '../recipe/schema.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { people } from '../../test/helpers/examples.ts';

test('the deviation of the loss is that of the single losses, of classes and of numbers', () => {
  const classes = { kind: 'classes', classes: ['a', 'b'] } as const;
  const probabilities = Float32Array.of(0.5, 0.5, 0.25, 0.75, 0.125, 0.875);
  // −log of 0.5, 0.25 and 0.875, in nats.
  const losses = [Math.LN2, 2 * Math.LN2, -Math.log(0.875)];
  const centre = losses.reduce((a, b) => a + b) / 3;
  const expected = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - centre) ** 2, 0) / 2);
  expect(lossDeviation(probabilities, 2, [0, 0, 1], classes)).toBeCloseTo(expected, 6);
  expect(score(probabilities, 2, [0, 0, 1], classes).loss).toBeCloseTo(centre, 6);
  const number = { kind: 'number', name: 'y', mean: 5, deviation: 2 } as const;
  // Squared errors 0, 4 and 1 in standard units: their variance is 13/3.
  expect(lossDeviation(Float32Array.of(1, 2, 3), 1, [1, 0, 2], number)).toBeCloseTo(Math.sqrt(13 / 3), 6);
  expect(lossDeviation(Float32Array.of(1), 1, [0], number)).toBe(0);
});

test('a fit says how its validation losses deviate, and without such a part nothing', async () => {
  const runtime = nodeRuntime();
  const [train, validation] = [people(40), people(30, 'others')];
  const short = recipe({ architecture: { name: 'linear', size: 1 }, epochs: 2 });
  const { model, lossDeviation: said } = await fit({ train, validation }, short, { runtime });
  const { predictions, width } = await predict(model, validation.features, validation.size, runtime);
  const { target } = model.preparation;
  const labels = (validation.target as { labels: Int32Array }).labels;
  expect(said).toBeCloseTo(lossDeviation(predictions, width, labels, target), 6);
  expect((await fit({ train }, short, { runtime })).lossDeviation).toBeUndefined();
});
