// Made by `npm run rooms` from the files of this folder.
export { constant } from './constant.ts';
export { cosine } from './cosine.ts';
export { exponential } from './exponential.ts';
export { oneCycle } from './oneCycle.ts';
export { polynomial } from './polynomial.ts';
export { reduceOnPlateau } from './reduceOnPlateau.ts';
export { stepDecay } from './stepDecay.ts';
export { warmupConstant } from './warmupConstant.ts';
