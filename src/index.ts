import type { Dataset } from './data/dataset.ts';
import type { Recipe } from './recipe/schema.ts';
import { nodeRuntime } from './runtime/node.ts';
import { fit as train, type FitData, type FitOptions, type FitResult } from './train/fit.ts';
import { fitEvents as trainEvents, type FitEvent } from './train/fitEvents.ts';
import { partsOf } from './train/parts.ts';
import type { EventStream } from './util/eventStream.ts';

export { fromArrays } from './data/arrays.ts';
export { auditData, withoutTwins, type Audited, type DataParts, type Finding } from './data/auditData.ts';
export { subset, type Dataset } from './data/dataset.ts';
export { openData } from './data/sources/open.ts';
export { openWordNet, type WordNet } from './data/sources/wordnet/openWordNet.ts';
export { wordNetThesaurus } from './data/sources/wordnet/wordNetThesaurus.ts';
export { readWordVectors } from './data/sources/wordVectors.ts';
export { nearTexts } from './data/near/nearTexts.ts';
export { kFolds, repeatedFolds, splitDataset } from './data/split.ts';
export { recipe, type Recipe, type RecipeInput } from './recipe/schema.ts';
export { recipeFromText, recipeToJson, recipeToYaml } from './recipe/text.ts';
export { nodeRuntime } from './runtime/node.ts';
export { referenceRuntime } from './runtime/reference.ts';
export {
  openBackbone,
  type BackboneFile,
  type BackboneFileOptions,
  type ExtractOptions,
} from './serve/backboneFile.ts';
export { openModelFile, textsFor } from './serve/modelFile.ts';
export { calibrate } from './study/ensemble/calibrate.ts';
export { fileOpenings } from './study/executors/fileOpenings.ts';
export { localExecutor } from './study/executors/local.ts';
export { fileJournal } from './study/executors/fileJournal.ts';
export { memoryJournal } from './study/journal.ts';
export { diagnose, study, type StudyOptions, type StudyResult } from './study/study.ts';
export { diagnoseEvents, studyEvents, type StudyEvent } from './study/studyEvents.ts';
export { openTokenizer } from './text/openTokenizer.ts';
export { segmenterTokenizer, type Tokenizer } from './text/tokenizer.ts';
export { backTranslate, withParaphrases, type BackTranslation } from './translate/backTranslate.ts';
export { openTranslator } from './translate/openTranslator.ts';
export { predictEnsemble, type Ensemble } from './train/ensemble.ts';
export { ensembleToOnnx } from './train/ensembleToOnnx.ts';
export { type FitData, type FitOptions, type FitResult } from './train/fit.ts';
export { type FitEvent } from './train/fitEvents.ts';
export { fitTogether, type TrainingRun } from './train/fitTogether.ts';
export { drawTexts } from './train/drawTexts.ts';
export { modelToOnnx, predict, type Model } from './train/model.ts';
export {
  predictMonteCarlo,
  type MonteCarloOptions,
  type MonteCarloPrediction,
} from './train/predictMonteCarlo.ts';
export { type EventStream } from './util/eventStream.ts';
export { DataError, InterruptedError, OptionError, RunError, ShapeError } from './util/errors.ts';

/**
 * Trains one network natively, in this process.
 *
 * @param data The parts, or one dataset, of which a fifth becomes the validation part (and, where the recipe stops
 * early, another 15% the part that stopping watches), split by the recipe's seed.
 * @param options.runtime Default: onnxruntime on one thread.
 * @throws {OptionError} the recipe does not suit the data. @throws {DataError} the parts do not belong together.
 * @throws {RunError} the loss became non-finite.
 * @example
 * const data = fromArrays({ rows: [[0.1, 2], [1.5, 3]], labels: ['a', 'b'] });
 * const { model, history, stopped } = await fit(data, recipe({ architecture: { name: 'mlp', size: 32 } }));
 * writeFileSync('model.onnx', modelToOnnx(model));
 */
export function fit(
  data: Dataset | FitData,
  recipe: Recipe,
  options: Partial<FitOptions> = {},
): Promise<FitResult> {
  return train(partsOf(data, recipe), recipe, { runtime: nodeRuntime(), ...options });
}

/**
 * As `fit`, as events to loop over: each epoch, then the result. Leaving the loop ends the training.
 *
 * @example
 * for await (const event of fitEvents(data, plan))
 *   if (event.kind === 'epoch') console.log(event.record.epoch, event.record.validation?.loss);
 *   else writeFileSync('model.onnx', modelToOnnx(event.result.model));
 */
export function fitEvents(
  data: Dataset | FitData,
  recipe: Recipe,
  options: Partial<FitOptions> = {},
): EventStream<FitEvent, FitResult> {
  return trainEvents(partsOf(data, recipe), recipe, { runtime: nodeRuntime(), ...options });
}
