import { describe, expect, it } from 'vitest';
import { count } from '../src/cost/index.ts';
import { fold } from '../src/fold/index.ts';
import { network } from '../src/init/init.ts';
import { parameters } from '../src/layers/parameters.ts';
import { infer, leaves, trace } from '../src/layers/shapes.ts';
import type { Block } from '../src/layers/site.ts';
import type { Layer } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import {
  CIFAR,
  cifarDenseNet,
  convNormRelu,
  efficientNetLite0Backbone,
  mobileNetV2,
  mobileNetV2Backbone,
  modelNamed,
  models,
  pspNet,
  resnetBackbone,
  resnetClassifier,
  resnetSpecs,
  squeezeNetBackbone,
} from '../src/zoo/index.ts';

describe.each(Object.entries(models))('%s', (_, model) => {
  it('classifies its input, whatever the number of classes', () => {
    expect(infer(model.build({ classes: 7 }), model.input)).toEqual([7]);
  });
});

/**
 * Trainable parameters and multiply-adds as the field quotes them (framework model zoos; ResNet paper, table 6). SqueezeNet's last convolution is
 * padded, as in its Caffe release: 15×15 places, not the 13×13 of model zoos.
 */
it.each([
  ['resnet-18', 11_689_512, 1_814_073_344],
  ['resnet-34', 21_797_672, 3_663_761_408],
  ['resnet-50', 25_557_032, 3_857_973_248],
  ['resnet-50-v1.5', 25_557_032, 4_089_184_256],
  ['resnet-101', 44_549_160, 7_570_194_432],
  ['resnet-152', 60_192_808, 11_282_415_616],
  ['resnext-50', 25_028_904, 4_230_479_872],
  ['resnext-101', 44_177_704, 7_969_996_800],
  ['vgg-16', 138_357_544, 15_470_264_320],
  ['vgg-16-cifar-hidden', 14_986_698, 313_463_808],
  ['alexnet', 61_839_528, 838_788_800],
  ['mobilenet', 4_231_976, 568_740_352],
  ['mobilenet-v2', 3_504_872, 300_774_272],
  ['mobilenet-v2-folded', 3_487_816, 300_774_272],
  ['efficientnet-lite0', 4_652_008, 385_187_552],
  ['squeezenet', 1_248_424, 861_339_936],
  ['resnet-20-cifar', 269_722, 40_551_040],
  ['resnet-56-cifar', 853_018, 125_485_696],
  ['resnet-110-cifar', 1_727_962, 252_887_680],
  ['densenet-40-cifar', 1_019_722, 264_812_928],
  ['lenet-300-100', 266_610, 266_200],
  ['lenet-5', 431_080, 2_293_000],
])('%s has its known size', (name, params, macs) => {
  const { build, input } = modelNamed(models, name);
  expect(count(build(), input).total).toMatchObject({ params, macs });
});

it('DenseNet has transitions of all the maps that it has gathered', () => {
  const { byPath } = count(cifarDenseNet(40, { transitionRelu: true }), CIFAR);
  expect(byPath.get('transition1.conv')?.params).toBe(160 * 160);
  expect(byPath.get('transition2.conv')?.params).toBe(304 * 304);
  expect(() => cifarDenseNet(41)).toThrow('DenseNet-41 for CIFAR: the depth must be 3n + 4');
});

describe('a ResNet backbone', () => {
  it('trades the stride of the last stages for dilation at the same cost in parameters', () => {
    const spec = resnetSpecs['resnet-50'];
    const dilated = resnetBackbone(spec, { strides: [1, 2, 1, 1], dilations: [1, 1, 2, 4] });
    expect(infer(dilated, [713, 713, 3])).toEqual([90, 90, 2048]);
    expect(count(dilated, [97, 97, 3]).total.params).toBe(count(resnetBackbone(spec), [97, 97, 3]).total.params);
  });

  it('takes another layer in place of the bottlenecks 3×3', () => {
    const spatial: Block = ({ out, stride }) => convNormRelu(out, 1, { stride });
    const net = resnetClassifier(resnetSpecs['resnet-50'], { spatial });
    expect(count(net, [64, 64, 3]).byPath.get('backbone.stage1.0.branches.body.spatial.conv')?.params).toBe(64 * 64);
  });
});

describe('a backbone ends before global pooling', () => {
  it.each([
    ['SqueezeNet', squeezeNetBackbone(), 227, [13, 13, 512]],
    ['SqueezeNet, whose poolings round up', squeezeNetBackbone(), 224, [13, 13, 512]],
    ['MobileNetV2', mobileNetV2Backbone(), 224, [7, 7, 1280]],
    ['MobileNetV2, folded', mobileNetV2Backbone({ folded: true }), 192, [6, 6, 1280]],
    ['EfficientNet-Lite0', efficientNetLite0Backbone(), 224, [7, 7, 1280]],
  ] as const)('%s', (_, backbone, side, map) => {
    expect(infer(backbone, [side, side, 3])).toEqual(map);
  });
});

it('folding MobileNetV2 gives the network that has its norms folded', () => {
  const plain = network(mobileNetV2({ classes: 10 }), [32, 32, 3], Rng.seeded(1));
  const shapes = (layer: Layer) => [...parameters(trace(layer, plain.input))].map(({ shape }) => shape);
  expect(shapes(fold(plain).network.layer)).toEqual(shapes(mobileNetV2({ classes: 10, folded: true })));
});

it('lists the near names of an unknown model', () => {
  expect(() => modelNamed(models, 'resnet50')).toThrow("unknown model 'resnet50'; did you mean resnet-50");
  expect(() => modelNamed(models, 'toString')).toThrow(/unknown model 'toString'; known: resnet-18, /);
});

describe('PSPNet', () => {
  const stages = { stage1: convNormRelu(8, 3, { stride: 2 }), stage2: convNormRelu(16, 3, { stride: 2 }) };
  const options = { classes: 19, auxiliaryAfter: 'stage1', width: 32 };

  it.each([41, 47, 49])('predicts a class for every pixel of %d', side => {
    const input = [side, side, 3];
    expect(infer(pspNet(stages, { ...options, input }), input)).toEqual([side, side, 19]);
  });

  it('has levels of 1, 2, 3 and 6 bins, whatever the map', () => {
    const root = trace(pspNet(stages, { ...options, input: [41, 41, 3] }), [41, 41, 3]);
    const pools = [...leaves(root)].filter(({ layer }) => layer.op === 'avgPool').map(({ output }) => output);
    expect(pools).toEqual([1, 2, 3, 6].map(bins => [bins, bins, 16]));
  });

  it('refuses images that leave no room for six bins', () => {
    expect(() => pspNet(stages, { ...options, input: [17, 17, 3] })).toThrow('map of 5×5');
  });
});
