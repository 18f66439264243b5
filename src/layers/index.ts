// Made by `npm run rooms` from the files of this folder.
export { batchNorm } from './batchNorm.ts';
export { conv2d } from './conv2d.ts';
export { dense } from './dense.ts';
export { dropout } from './dropout.ts';
export { flatten } from './flatten.ts';
export { gelu } from './gelu.ts';
export { globalAveragePool2d } from './globalAveragePool2d.ts';
export { maxPool2d } from './maxPool2d.ts';
export { relu } from './relu.ts';
export { residual } from './residual.ts';
export { sequential } from './sequential.ts';
export { sigmoid } from './sigmoid.ts';
export { spatialDropout2d } from './spatialDropout2d.ts';
export { tanh } from './tanh.ts';
