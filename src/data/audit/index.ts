// Made by `npm run rooms` from the files of this folder.
export { conflicts } from './conflicts.ts';
export { constants } from './constants.ts';
export { duplicates } from './duplicates.ts';
export { families } from './families.ts';
export { givenAway } from './givenAway.ts';
export { identifiers } from './identifiers.ts';
export { rareLabels } from './rareLabels.ts';
