// Made by `npm run rooms` from the files of this folder.
export { constant } from './constant.ts';
export { cosine } from './cosine.ts';
export { reduceOnPlateau } from './reduceOnPlateau.ts';
