// Made by `npm run rooms` from the files of this folder.
export { convnet } from './convnet.ts';
export { linear } from './linear.ts';
export { mlp } from './mlp.ts';
export { resnet } from './resnet.ts';
