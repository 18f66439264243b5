// Made by `npm run rooms` from the files of this folder.
export { flowers } from './flowers.ts';
export { friedman } from './friedman.ts';
export { moons } from './moons.ts';
export { reviews } from './reviews.ts';
export { spirals } from './spirals.ts';
