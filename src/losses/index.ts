// Made by `npm run rooms` from the files of this folder.
export { binaryCrossEntropy } from './binaryCrossEntropy.ts';
export { crossEntropy } from './crossEntropy.ts';
export { huber } from './huber.ts';
export { meanSquaredError } from './meanSquaredError.ts';
