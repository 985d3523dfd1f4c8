/** Host networks that papers share. Loads no tensor library. */
import type { Catalogue } from './catalogue.ts';
import { resnets } from './resnet.ts';
import { cifarResNets } from './resnet-cifar.ts';
import { vggs } from './vgg.ts';

export { type Catalogue, CIFAR, IMAGENET, type ModelEntry, modelNamed } from './catalogue.ts';
export { convNorm, convNormRelu, poolAndClassify } from './parts.ts';
export { type PspOptions, pspNet } from './pspnet.ts';
export {
  basicBlock,
  type LayerGeometry,
  type ResNetOptions,
  type ResNetSpec,
  resnetBackbone,
  resnetClassifier,
  resnetSpecs,
} from './resnet.ts';
export { cifarResNet, type Shortcut } from './resnet-cifar.ts';
export { cifarVgg16, vgg16 } from './vgg.ts';

/** Every model of this folder. */
export const models: Catalogue = { ...resnets, ...cifarResNets, ...vggs };
