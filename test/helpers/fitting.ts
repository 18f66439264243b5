/** Trainings as tests ask for them: from an input, on one runtime. */
import { recipe, type RecipeInput } from '../../src/recipe/schema.ts';
import { nodeRuntime } from '../../src/runtime/node.ts';
import { fit, type FitData, type FitOptions, type FitResult } from '../../src/train/fit.ts';

export const runtime = nodeRuntime();

export const train = (
  data: FitData,
  input: RecipeInput,
  options: Partial<FitOptions> = {},
): Promise<FitResult> => fit(data, recipe(input), { runtime, ...options });

/** What came out, apart from times. */
export const essence = ({ model, history, stopped, train: scores, validation }: FitResult) => ({
  parameters: model.parameters,
  history,
  stopped,
  train: scores,
  validation,
});
