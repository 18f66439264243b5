// Made by `npm run rooms` from the files of this folder.
export { ema } from './ema.ts';
export { swa } from './swa.ts';
