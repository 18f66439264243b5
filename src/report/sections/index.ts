// Made by `npm run rooms` from the files of this folder.
export { curves } from './curves.ts';
export { data } from './data.ts';
export { diagnosis } from './diagnosis.ts';
export { ensembles } from './ensembles.ts';
export { examples } from './examples.ts';
export { method } from './method.ts';
export { network } from './network.ts';
export { recipe } from './recipe.ts';
export { remedies } from './remedies.ts';
export { search } from './search.ts';
export { size } from './size.ts';
export { test } from './test.ts';
