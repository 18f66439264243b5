// Made by `npm run rooms` from the files of this folder.
export { crop } from './crop.ts';
export { cutout } from './cutout.ts';
export { flipHorizontal } from './flipHorizontal.ts';
export { flipVertical } from './flipVertical.ts';
export { noise } from './noise.ts';
export { perspective } from './perspective.ts';
export { rotate } from './rotate.ts';
export { shear } from './shear.ts';
export { shift } from './shift.ts';
export { zoom } from './zoom.ts';
