import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../src/data/fetching/checksum.ts';
import { plainFile } from '../src/data/fetching/sources.ts';
import { writeSafetensors } from '../src/io/safetensors.ts';
import { fromStateDict, type StateDict, toStateDict } from '../src/io/state-dict.ts';
import { parameters } from '../src/layers/parameters.ts';
import { trace } from '../src/layers/shapes.ts';
import type { Params } from '../src/layers/types.ts';
import { type NdArray, ndarray, sizeOf } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';
import { IMAGENET, mobileNetV2, modelNamed, models } from '../src/zoo/index.ts';
import {
  hasPretrained,
  loadBackbone,
  loadPretrained,
  loadWeights,
  PRETRAINED,
  pretrainedFile,
  verifyPretrained,
} from '../src/zoo/pretrained.ts';
import type { Pretrained } from '../src/zoo/pretrained-set.ts';
import { randomNetwork } from './support/random.ts';
import { withServer } from './support/server.ts';
import { dict, float, legacy, stateDict, storage, tensor } from './support/torch-encoder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-pretrained-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const resnet20 = PRETRAINED[0]!;
const converted20 = resnet20.converted!;
const { build, input } = modelNamed(models, resnet20.model);
const net = randomNetwork(build(), input, Rng.seeded(1));
const state = toStateDict(net, resnet20.naming);

/** A checkpoint as torch.save wrote it of a network on several GPUs. */
function published(tensors: StateDict): Buffer {
  const entries = [...tensors].map(([name, { shape, data }], i) => {
    const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
    const stored = storage(String(i), 'Double', data);
    return { name: `module.${name}`, stored, tensor: tensor(stored, { shape, strides }) };
  });
  const inner = stateDict(Object.fromEntries(entries.map(entry => [entry.name, entry.tensor])));
  return legacy(
    dict({ best_prec1: float(91.73), state_dict: inner }),
    entries.map(entry => entry.stored),
  );
}

/** The set with files of our own in the place of the published ones. */
const standIn = (file: Uint8Array, url: string, converted = file): Pretrained => {
  const digest = digestOf(file, 'sha256:');
  const { path } = resnet20.archive.files[0]!;
  return {
    ...resnet20,
    archive: { ...resnet20.archive, files: [{ path, digest }], sources: [plainFile(url, path, digest)] },
    converted: { ...converted20, digest: digestOf(converted, 'sha256:') },
  };
};

/** Names of tensors there, by our network. */
const SOME_NAMES: Readonly<Record<string, readonly string[]>> = {
  'resnet-20-cifar': ['conv1.weight', 'bn1.running_var', 'layer3.2.bn2.bias', 'linear.bias'],
  'resnet-56-cifar': ['conv1.weight', 'bn1.running_var', 'layer3.2.bn2.bias', 'linear.bias'],
  squeezenet: [
    'conv1.weight',
    'fire2/conv1x1_1.bias',
    'fire5/conv1x1_2.weight',
    'fire9/conv3x3_2.bias',
    'conv_final.weight',
  ],
  'mobilenet-v2-folded': [
    'MobilenetV2/Conv.weight',
    'MobilenetV2/expanded_conv/depthwise.bias',
    'MobilenetV2/expanded_conv_16/project.weight',
    'MobilenetV2/Conv_1.bias',
    'MobilenetV2/Logits/Conv2d_1c_1x1.bias',
  ],
  'efficientnet-lite0': [
    '_conv_stem.weight',
    '_bn0.running_mean',
    '_blocks.0._depthwise_conv.weight',
    '_blocks.15._bn2.running_var',
    '_blocks.2._expand_conv.weight',
    '_bn1.weight',
    '_fc.bias',
  ],
};

it.each(PRETRAINED)('$name names every parameter of its network, and each once', ({ model, naming }) => {
  const { build, input } = modelNamed(models, model);
  const names = [...parameters(trace(build(), input))].map(({ path }) => naming.nameOf(path));
  expect(names).not.toContain(undefined);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining([...SOME_NAMES[model]!]));
});

it('has no name for what akamaster does not have', () => {
  for (const path of ['stage2.0.branches.body.conv1.conv.slope', 'head.pool'])
    expect(resnet20.naming.nameOf(path)).toBeUndefined();
});

it('fetches weights once, and puts them at their places in the network', async () => {
  const file = published(state);
  const asked: string[] = [];
  await withServer(
    (request, response) => {
      asked.push(request.url!);
      response.end(file);
    },
    async url => {
      expect(await loadWeights(standIn(file, url), { folder })).toEqual(net.params);
      expect(await loadWeights(standIn(file, url), { folder })).toEqual(net.params);
    },
  );
  expect(asked).toEqual(['/a.bin']);
  expect(readdirSync(join(folder, 'weights'))).toEqual(['resnet20-12fca82f.th']);
  expect(hasPretrained(resnet20.name, folder)).toBe(true);
  expect(pretrainedFile(resnet20.name, folder)).toBe('weights/resnet20-12fca82f.th');
});

it('takes the safetensors file where it is there', async () => {
  const path = join(folder, converted20.path);
  writeSafetensors(path, state);
  const set = standIn(Buffer.from('never asked for'), 'http://127.0.0.1:1/', readFileSync(path));
  expect(await loadWeights(set, { folder })).toEqual(net.params);
  expect(pretrainedFile(resnet20.name, folder)).toBe('weights/resnet20-cifar10.safetensors');
});

it.each([converted20, resnet20.archive.files[0]!])('names $path if it is not the published one', async ({ path }) => {
  mkdirSync(join(folder, 'weights'));
  writeFileSync(join(folder, path), published(state));
  const message = `${join(folder, path)} is truncated or was altered: its checksum is sha256:`;
  expect(() => verifyPretrained(resnet20.name, folder)).toThrow(message);
  await expect(loadPretrained(resnet20.name, { folder })).rejects.toThrow(message);
});

const setOf = (name: string): Pretrained => PRETRAINED.find(set => set.name === name)!;

describe("another framework's tensors", () => {
  it('are taken from kernels for BGR images', () => {
    const { naming, adapted, model } = setOf('squeezenet-imagenet');
    const { build, input } = modelNamed(models, model);
    const squeezeNet = randomNetwork(build(), input, Rng.seeded(1));
    const rgb = toStateDict(squeezeNet, naming);
    const { shape, data } = rgb.get('conv1.weight')!;
    const bgr = data.slice();
    for (let filter = 0; filter < 96; filter++) {
      const [red, green, blue] = [0, 1, 2].map(c => data.subarray((3 * filter + c) * 49, (3 * filter + c + 1) * 49));
      bgr.set([...blue!, ...green!, ...red!], 3 * filter * 49);
    }
    const state = new Map(rgb).set('conv1.weight', { shape, data: bgr });
    expect(differing(fromStateDict(squeezeNet.layer, input, adapted!(state), naming), squeezeNet.params)).toEqual([]);
  });

  it('are taken from the layouts of TensorFlow Lite, without the class "background"', () => {
    const { naming, adapted } = setOf('mobilenet-v2-imagenet');
    const { layer, input, params } = randomNetwork(mobileNetV2({ folded: true }), IMAGENET, Rng.seeded(1));
    const lite = [...params].map(([path, array]): [string, NdArray] => {
      const [, tensor, kind] = /^(.*)\.(weight|bias)$/.exec(naming.nameOf(path)!)!;
      if (path === 'head.linear.bias') return [`${tensor}/BiasAdd;${tensor}/biases`, withBackground(array, 1)];
      if (kind === 'bias') return [`${tensor}/add_fold;other/Conv2D_Fold;${tensor}/BatchNorm_Fold/bias`, array];
      const own = `${tensor}/Conv2D_Fold;${tensor}/weights_quant/FakeQuantWithMinMaxVars`;
      if (path === 'head.linear.kernel') return [own, withBackground(outFirst(array), 1280)];
      const [height, width, , channels] = array.shape as [number, number, number, number];
      if (/depthwise/.test(path)) return [own, { shape: [1, height, width, channels], data: array.data }];
      return [own, outFirst(array)];
    });
    expect(differing(fromStateDict(layer, input, adapted!(new Map(lite)), naming), params)).toEqual([]);
  });
});

/** The paths of arrays that aren't the same in both, in float32. (`toEqual` takes minutes to say how large ones differ.) */
const differing = (some: Params, others: Params): readonly string[] =>
  [...new Set([...some.keys(), ...others.keys()])].filter(path => {
    const [one, other] = [some.get(path), others.get(path)];
    return (
      one?.shape.join() !== other?.shape.join() ||
      !one?.data.every((value, i) => Math.fround(value) === Math.fround(other!.data[i]!))
    );
  });

/** A kernel whose last axis, that of its outputs, comes first. */
function outFirst({ shape, data }: NdArray): NdArray {
  const out = shape.at(-1)!;
  const inputs = data.length / out;
  return ndarray([out, ...shape.slice(0, -1)], i => data[(i % inputs) * out + Math.floor(i / inputs)]!);
}

/** With a first class of `width` numbers before the others. */
const withBackground = ({ shape: [classes], data }: NdArray, width: number): NdArray => ({
  shape: width === 1 ? [classes! + 1] : [classes! + 1, 1, 1, width],
  data: Float32Array.from([...new Float32Array(width).fill(99), ...data]),
});

it('says what can’t be downloaded in a form that is read', async () => {
  await expect(loadPretrained('mobilenet-v2-imagenet', { folder })).rejects.toThrow(
    /^the weights of MobileNetV2 can't be downloaded .*mobilenet_v2_1\.0_224_quant\.tflite .*dequantized\.safetensors/s,
  );
});

it('gives no backbone of a network that has none by that name', async () => {
  await expect(loadBackbone(resnet20.name, { folder })).rejects.toThrow("resnet-20-cifar has no part 'backbone'");
});

it('says what is not there, and what there is', async () => {
  expect(hasPretrained('resnet-56-cifar10', folder)).toBe(false);
  expect(() => verifyPretrained('resnet-56-cifar10', folder)).toThrow('Fetch it: refold data resnet-56-cifar10');
  await expect(loadPretrained('resnet-20-cifar')).rejects.toThrow(
    "unknown weights 'resnet-20-cifar'; did you mean resnet-20-cifar10",
  );
  expect(() => hasPretrained('vgg')).toThrow("unknown weights 'vgg'; known: resnet-20-cifar10, resnet-56-cifar10");
});

describe.each(PRETRAINED)('$name on disk', ({ name, model }) => {
  it.skipIf(!hasPretrained(name))('fits its network', async () => {
    const { build, input } = modelNamed(models, model);
    const shapes = [...parameters(trace(build(), input))].map(({ path, shape }) => [path, shape]);
    expect([...(await loadPretrained(name))].map(([path, { shape }]) => [path, shape])).toEqual(shapes);
  });
});
