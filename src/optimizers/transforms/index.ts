// Made by `npm run rooms` from the files of this folder.
export { clipByNorm } from './clipByNorm.ts';
export { clipByValue } from './clipByValue.ts';
export { decoupledDecay } from './decoupledDecay.ts';
export { momentum } from './momentum.ts';
export { scaleByAdam } from './scaleByAdam.ts';
export { scaleByLearningRate } from './scaleByLearningRate.ts';
export { scaleByLion } from './scaleByLion.ts';
export { scaleByRms } from './scaleByRms.ts';
