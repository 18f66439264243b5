import type { Mistake } from './record.ts';
import { originOf, rounded, shownExample, truthOf } from './shown.ts';
import type { Dataset } from '../../data/dataset.ts';
import { argmax } from '../../metrics/argmax.ts';

const mostMistakes = 12;

/**
 * The examples on which a network is most sure and wrong; of a number to predict those that it misses most. Largest
 * mistakes first.
 *
 * @param predictions Probabilities [N, width], or numbers [N, 1] in the unit of the target.
 */
export function mistakes(predictions: Float32Array, width: number, test: Dataset): Mistake[] {
  const { target } = test;
  const answers = Array.from({ length: test.size }, (_, i) => {
    if (target.kind === 'number') {
      const predicted = predictions[i]!;
      return { i, predicted: rounded(predicted), size: Math.abs(predicted - target.values[i]!) };
    }
    const predicted = argmax(predictions, i * width, width);
    const probability = predictions[i * width + predicted]!;
    return { i, predicted, size: predicted === target.labels[i] ? 0 : probability };
  });
  return answers
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size || a.i - b.i)
    .slice(0, mostMistakes)
    .map(({ i, predicted, size }) => {
      const example = shownExample(test, i);
      return {
        origin: originOf(test, i),
        truth: truthOf(test, i),
        predicted,
        ...(target.kind === 'classes' && { probability: rounded(size) }),
        ...(example && { example }),
      };
    });
}
