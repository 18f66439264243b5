// Made by `npm run rooms` from the files of this folder.
export { adam } from './adam.ts';
export { adamw } from './adamw.ts';
export { amsgrad } from './amsgrad.ts';
export { lion } from './lion.ts';
export { rmsprop } from './rmsprop.ts';
export { sgd } from './sgd.ts';
