// Made by `npm run rooms` from the files of this folder.
export { featureDropout } from './featureDropout.ts';
export { gaussianNoise } from './gaussianNoise.ts';
export { mixup } from './mixup.ts';
export { swapNoise } from './swapNoise.ts';
