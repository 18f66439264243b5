import type { Dataset } from './data/dataset.ts';
import type { Recipe } from './recipe/schema.ts';
import { webRuntime } from './runtime/web.ts';
import { fit as train, type FitData, type FitOptions, type FitResult } from './train/fit.ts';
import { fitEvents as trainEvents, type FitEvent } from './train/fitEvents.ts';
import { partsOf } from './train/parts.ts';
import type { EventStream } from './util/eventStream.ts';

export { fromArrays } from './data/arrays.ts';
export { auditData, withoutTwins, type Audited, type DataParts, type Finding } from './data/auditData.ts';
export { subset, type Dataset } from './data/dataset.ts';
export { nearTexts } from './data/near/nearTexts.ts';
export { kFolds, repeatedFolds, splitDataset } from './data/split.ts';
export { recipe, type Recipe, type RecipeInput } from './recipe/schema.ts';
export { recipeFromText, recipeToJson, recipeToYaml } from './recipe/text.ts';
export { referenceRuntime } from './runtime/reference.ts';
export {
  webRuntime,
  type WebProgram,
  type WebProvider,
  type WebRuntime,
  type WebRuntimeOptions,
} from './runtime/web.ts';
export { segmenterTokenizer, type Tokenizer } from './text/tokenizer.ts';
export { type FitData, type FitOptions, type FitResult } from './train/fit.ts';
export { type FitEvent } from './train/fitEvents.ts';
export { fitTogether, type TrainingRun } from './train/fitTogether.ts';
export { modelToOnnx, predict, type Model } from './train/model.ts';
export {
  predictMonteCarlo,
  type MonteCarloOptions,
  type MonteCarloPrediction,
} from './train/predictMonteCarlo.ts';
export { type EventStream } from './util/eventStream.ts';
export { DataError, InterruptedError, OptionError, RunError, ShapeError } from './util/errors.ts';

/**
 * Trains one network in the browser. What a bundler takes for a page where the program says `import … from 'hibiscus'`.
 *
 * The same (data, recipe) as in Node gives the same network, to rounding.
 *
 * @param data The parts, or one dataset, split as in Node.
 * @param options.runtime Default: `webRuntime()`, onnxruntime-web on wasm with one thread.
 * @throws {OptionError} the recipe does not suit the data. @throws {DataError} the parts do not belong together.
 * @throws {RunError} the loss became non-finite.
 * @example
 * const data = fromArrays({ rows: [[0.1, 2], [1.5, 3]], columns: ['x', 'y'], labels: ['a', 'b'] });
 * const { model } = await fit(data, recipe({ architecture: { name: 'mlp', size: 32 } }));
 * const blob = new Blob([modelToOnnx(model)]);
 */
export function fit(
  data: Dataset | FitData,
  recipe: Recipe,
  options: Partial<FitOptions> = {},
): Promise<FitResult> {
  return train(partsOf(data, recipe), recipe, { runtime: webRuntime(), ...options });
}

/**
 * As `fit`, as events to loop over: each epoch, then the result. Leaving the loop ends the training.
 *
 * @example
 * for await (const event of fitEvents(data, plan))
 *   if (event.kind === 'epoch') console.log(event.record.epoch, event.record.validation?.loss);
 */
export function fitEvents(
  data: Dataset | FitData,
  recipe: Recipe,
  options: Partial<FitOptions> = {},
): EventStream<FitEvent, FitResult> {
  return trainEvents(partsOf(data, recipe), recipe, { runtime: webRuntime(), ...options });
}
