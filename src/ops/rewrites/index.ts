// Made by `npm run rooms` from the files of this folder.
export { addIntoMatmul } from './addIntoMatmul.ts';
export { cancelReshape } from './cancelReshape.ts';
export { combineFactors } from './combineFactors.ts';
export { dropBroadcast } from './dropBroadcast.ts';
export { foldAffine } from './foldAffine.ts';
export { mergeMovement } from './mergeMovement.ts';
export { mergeReduction } from './mergeReduction.ts';
export { removeIdentity } from './removeIdentity.ts';
export { scaleSmallerFactor } from './scaleSmallerFactor.ts';
export { transposeIntoMatmul } from './transposeIntoMatmul.ts';
