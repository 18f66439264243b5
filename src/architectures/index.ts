// Made by `npm run rooms` from the files of this folder.
export { bagOfEmbeddings } from './bagOfEmbeddings.ts';
export { convnet } from './convnet.ts';
export { gruNetwork } from './gruNetwork.ts';
export { linear } from './linear.ts';
export { mlp } from './mlp.ts';
export { resnet } from './resnet.ts';
export { textCnn } from './textCnn.ts';
export { transformerEncoder } from './transformerEncoder.ts';
