/** Every dataset that Refold knows: one line per descriptor. */
export { camvid } from './camvid.ts';
export { cifar10 } from './cifar10.ts';
export { cifar100 } from './cifar100.ts';
export { faces } from './faces.ts';
export { generated } from './generated.ts';
export { generatedScenes } from './generated-scenes.ts';
export { imageFolder } from './image-folder.ts';
export { imagenet } from './imagenet.ts';
export { mnist } from './mnist.ts';
