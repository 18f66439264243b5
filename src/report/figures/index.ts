// Made by `npm run rooms` from the files of this folder.
export { calibration } from './calibration.ts';
export { capacity } from './capacity.ts';
export { comparison } from './comparison.ts';
export { ensembleEconomics } from './ensembleEconomics.ts';
export { generalizationGap } from './generalizationGap.ts';
export { groupShift } from './groupShift.ts';
export { jacobianNorm } from './jacobianNorm.ts';
export { learningCurves } from './learningCurves.ts';
export { leaveOneOut } from './leaveOneOut.ts';
export { remedyEffects } from './remedyEffects.ts';
export { sampleSizes } from './sampleSizes.ts';
export { searchHistory } from './searchHistory.ts';
export { searchSpace } from './searchSpace.ts';
export { weightNorms } from './weightNorms.ts';
export { yardsticks } from './yardsticks.ts';
