// Made by `npm run rooms` from the files of this folder.
export { randomSwap } from './randomSwap.ts';
