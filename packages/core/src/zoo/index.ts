/** Host networks that papers share, and published weights. Loads no tensor library. */
import { alexNets } from './alexnet.ts';
import type { Catalogue } from './catalogue.ts';
import { denseNets } from './densenet.ts';
import { efficientNetLites } from './efficientnet-lite.ts';
import { leNets } from './lenet.ts';
import { mobileNets } from './mobilenet.ts';
import { mobileNetV2s } from './mobilenet-v2.ts';
import type { NameMap } from './name-map.ts';
import { EFFICIENTNET_NAMES } from './names-efficientnet.ts';
import { RESNET_NAMES } from './names-resnet.ts';
import { VGG_NAMES } from './names-vgg.ts';
import { plainNets } from './plain.ts';
import { resnets } from './resnet.ts';
import { cifarResNets } from './resnet-cifar.ts';
import { squeezeNets } from './squeezenet.ts';
import { vggs } from './vgg.ts';

export { alexNet } from './alexnet.ts';
export * from './blocks.ts';
export { type Catalogue, CIFAR, IMAGENET, MNIST, type ModelEntry, modelNamed } from './catalogue.ts';
export { type CifarDenseNetOptions, cifarDenseNet } from './densenet.ts';
export { efficientNetLite0, efficientNetLite0Backbone } from './efficientnet-lite.ts';
export { type FitOptions, fitModel } from './fit-model.ts';
export { leNet5, leNet300 } from './lenet.ts';
export { type MobileNetSpec, mobileNet, mobileNetOf } from './mobilenet.ts';
export { type MobileNetV2Options, mobileNetV2, mobileNetV2Backbone } from './mobilenet-v2.ts';
export { type Fit, type Form, fitsOf, isComplete, isNamedAs, type NameMap } from './name-map.ts';
export { AKAMASTER_NAMES } from './names-resnet.ts';
export { vggLayers } from './names-vgg.ts';
export { type PlainSpec, plainNet, plainSpecs } from './plain.ts';
export {
  hasPretrained,
  loadBackbone,
  loadPretrained,
  loadWeights,
  PRETRAINED,
  pretrainedFile,
  verifyPretrained,
} from './pretrained.ts';
export type { Pretrained } from './pretrained-set.ts';
export { type PspOptions, pspNet } from './pspnet.ts';
export {
  type BlockPlace,
  basicBlock,
  dilatedResNetStages,
  type ResNetOptions,
  type ResNetSpec,
  resnetBackbone,
  resnetClassifier,
  resnetSpecs,
} from './resnet.ts';
export { type CifarResNetOptions, cifarResNet, type Shortcut } from './resnet-cifar.ts';
export { squeezeNet, squeezeNetBackbone } from './squeezenet.ts';
export {
  type DiscriminatorOptions,
  type Doubling,
  type GeneratorOptions,
  patchDiscriminator,
  refiner,
  resnetGenerator,
} from './translation.ts';
export { type CifarVggOptions, cifarVgg, vgg16 } from './vgg.ts';

/** Every model of this folder. */
export const models: Catalogue = {
  ...resnets,
  ...cifarResNets,
  ...vggs,
  ...alexNets,
  ...mobileNets,
  ...mobileNetV2s,
  ...efficientNetLites,
  ...squeezeNets,
  ...denseNets,
  ...leNets,
  ...plainNets,
};

/** Names that models of this folder are published under. */
export const nameMaps: readonly NameMap[] = [...RESNET_NAMES, ...VGG_NAMES, ...EFFICIENTNET_NAMES];
