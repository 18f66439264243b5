// Made by `npm run rooms` from the files of this folder.
export { augmentedExamples } from './augmentedExamples.ts';
export { capacity } from './capacity.ts';
export { comparison } from './comparison.ts';
export { confidentMistakes } from './confidentMistakes.ts';
export { confusionMatrix } from './confusionMatrix.ts';
export { droppedNeurons } from './droppedNeurons.ts';
export { duplicatePairs } from './duplicatePairs.ts';
export { learningCurves } from './learningCurves.ts';
export { reliabilityDiagram } from './reliabilityDiagram.ts';
export { remedyEffects } from './remedyEffects.ts';
export { weightHistograms } from './weightHistograms.ts';
