// Made by `npm run rooms` from the files of this folder.
export { backTranslation } from './backTranslation.ts';
export { easyDataAugmentation } from './easyDataAugmentation.ts';
export { keyboardTypos } from './keyboardTypos.ts';
export { punctuationInsertion } from './punctuationInsertion.ts';
export { randomDeletion } from './randomDeletion.ts';
export { randomInsertion } from './randomInsertion.ts';
export { randomSwap } from './randomSwap.ts';
export { synonymReplacement } from './synonymReplacement.ts';
export { tokenDropout } from './tokenDropout.ts';
