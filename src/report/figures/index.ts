// Made by `npm run rooms` from the files of this folder.
export { capacity } from './capacity.ts';
export { comparison } from './comparison.ts';
export { learningCurves } from './learningCurves.ts';
export { remedyEffects } from './remedyEffects.ts';
