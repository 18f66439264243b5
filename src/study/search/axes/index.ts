// Made by `npm run rooms` from the files of this folder.
export { augmentation } from './augmentation.ts';
export { averaging } from './averaging.ts';
export { batchNorm } from './batchNorm.ts';
export { classWeights } from './classWeights.ts';
export { decay } from './decay.ts';
export { dropout } from './dropout.ts';
export { l1 } from './l1.ts';
export { labelSmoothing } from './labelSmoothing.ts';
export { learningRate } from './learningRate.ts';
export { maxNorm } from './maxNorm.ts';
export { mixup } from './mixup.ts';
export { numbers } from './numbers.ts';
export { schedule } from './schedule.ts';
export { size } from './size.ts';
export { stopping } from './stopping.ts';
export { wordMinCount } from './wordMinCount.ts';
export { wordVectors } from './wordVectors.ts';
