import type { ModelFile } from './modelFile.ts';
import type { Features } from '../data/dataset.ts';

/** What a model says of one input. */
export interface Prediction {
  readonly input: string;
  readonly prediction: string | number;
  /** By class; absent for a number to predict. */
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** What a model says of raw examples, with the name of each. */
export async function predictionsOf(
  model: ModelFile,
  features: Features,
  names: readonly string[],
): Promise<Prediction[]> {
  const { predictions, width } = await model.predict(features, names.length);
  const { target } = model.preparation;
  return names.map((input, n): Prediction => {
    const row = Array.from(predictions.subarray(n * width, (n + 1) * width));
    if (target.kind === 'number') return { input, prediction: row[0]! };
    return {
      input,
      prediction: target.classes[row.indexOf(Math.max(...row))]!,
      probabilities: Object.fromEntries(target.classes.map((name, k) => [name, row[k]!])),
    };
  });
}
