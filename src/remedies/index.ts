// Made by `npm run rooms` from the files of this folder.
export { augment } from './augment.ts';
export { classWeights } from './classWeights.ts';
export { dropout } from './dropout.ts';
export { earlyStopping } from './earlyStopping.ts';
export { l1 } from './l1.ts';
export { l2 } from './l2.ts';
export { quantiles } from './quantiles.ts';
export { rareWords } from './rareWords.ts';
export { shrink } from './shrink.ts';
export { stretches } from './stretches.ts';
export { wordVectors } from './wordVectors.ts';
