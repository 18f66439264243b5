// Made by `npm run rooms` from the files of this folder.
export { flipHorizontal } from './flipHorizontal.ts';
export { noise } from './noise.ts';
export { rotate } from './rotate.ts';
export { shift } from './shift.ts';
export { zoom } from './zoom.ts';
