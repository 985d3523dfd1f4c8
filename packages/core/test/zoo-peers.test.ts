/** Checkpoints of PyTorch into the zoo's networks. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fold } from '../src/fold/fold.ts';
import { network } from '../src/init/init.ts';
import { fromStateDict, matchFault, toStateDict } from '../src/io/state-dict.ts';
import { readTorch } from '../src/io/torch-file.ts';
import { Rng } from '../src/rng.ts';
import { fitModel } from '../src/zoo/fit-model.ts';
import { cifarResNet, cifarVgg, models, nameMaps } from '../src/zoo/index.ts';
import { fitsOf, isComplete, isNamedAs } from '../src/zoo/name-map.ts';
import { AKAMASTER_NAMES } from '../src/zoo/names-resnet.ts';
import { expectPeer, readPeer } from './support/peers.ts';

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
const widths = [4, 4, 8];
const CIFAR = [9, 9, 3];

it('a ResNet for CIFAR of a file in the legacy format, saved by a wrapper', async () => {
  await expectPeer(fixture('cifar-resnet-legacy.pth'), cifarResNet(8, { widths }), nameMaps, 'trained');
});

it('a network that flattens a map: PyTorch does so channel by channel', async () => {
  await expectPeer(fixture('flat-vgg.pth'), cifarVgg({ stages: [[4], [6]], classes: 5 }), nameMaps, 'trained');
});

it('the part of a training checkpoint that is asked for', () => {
  const path = fixture('training-checkpoint.pth');
  const { tensors, part, others, skipped } = readTorch(path);
  expect(part).toBe('state_dict');
  expect(others).toEqual(['ema.state_dict']);
  expect(skipped.map(({ name, what }) => `${name}: ${what}`)).toEqual([
    'epoch: number',
    'args: argparse.Namespace',
    'ema: dict',
    'optimizer: dict',
  ]);
  const average = readTorch(path, 'ema.state_dict').tensors;
  expect([...average.keys()]).toEqual([...tensors.keys()].map(name => name.replace('module.', '')));
  expect(average.get('conv1.weight')!.data.every(value => value === 1)).toBe(true);
  expect(() => readTorch(path, 'averages')).toThrow(
    "has no dict of tensors 'averages'; it has 'state_dict', 'ema.state_dict'",
  );
});

it('a network gets as many classes as the file has', () => {
  const net = network(cifarResNet(8, { widths, classes: 7 }), CIFAR, Rng.seeded(1));
  const build = ({ classes = 10 } = {}) => cifarResNet(8, { widths, classes });
  const [fit] = fitModel({ build, input: CIFAR }, toStateDict(net, AKAMASTER_NAMES), nameMaps);
  expect(fit!.layer).toEqual(net.layer);
  expect(isComplete(fit!)).toBe(true);
});

it('a block of EfficientNet-Lite0 is counted within its stage by timm', () => {
  const timm = nameMaps.find(({ of }) => of.includes('tf_efficientnet_lite0'))!;
  const { build, input } = models['efficientnet-lite0']!;
  const state = toStateDict(network(build(), input, Rng.seeded(0)), timm);
  expect(state.get('blocks.0.0.conv_pw.weight')!.shape).toEqual([16, 32, 1, 1]);
  expect(state.get('blocks.2.0.conv_dw.weight')!.shape).toEqual([144, 1, 5, 5]);
  expect(state.get('blocks.5.3.conv_pwl.weight')!.shape).toEqual([192, 1152, 1, 1]);
  expect(state.get('blocks.6.0.bn3.running_var')!.shape).toEqual([320]);
});

it('only names that a publisher gives are recognized, whole', () => {
  const { state } = readPeer(fixture('cifar-resnet-legacy.pth'));
  expect(nameMaps.filter(map => isNamedAs(map, state)).map(({ of }) => of)).toEqual([AKAMASTER_NAMES.of]);
  const more = new Map([...state, ['layer1.0.scale', state.get('module.conv1.weight')!]]);
  expect(nameMaps.filter(map => isNamedAs(map, more))).toEqual([]);
});

it('what does not fit is named: missing, of another shape, without a place', () => {
  const net = network(cifarResNet(8, { widths }), CIFAR, Rng.seeded(1));
  const state = new Map(toStateDict(net, AKAMASTER_NAMES));
  state.delete('bn1.bias');
  state.set('layer1.0.conv1.weight', { shape: [4, 4, 1, 1], data: new Float32Array(16) });
  state.set('extra', { shape: [], data: new Float32Array(1) });
  const [fit] = fitsOf(net.layer, CIFAR, state, nameMaps);
  expect(matchFault(fit!.match)).toBe(
    "the checkpoint lacks 1 tensors (bn1.bias). Also, 1 tensors of the checkpoint have another shape than the network's: " +
      'layer1.0.conv1.weight is [4, 4, 1, 1], not [4, 4, 3, 3]. Also, 1 tensors of the checkpoint have no place: extra',
  );
});

it('a folded file fits the folded network alone', () => {
  const folded = fold(network(cifarResNet(8, { widths }), CIFAR, Rng.seeded(2))).network;
  const state = toStateDict(folded, AKAMASTER_NAMES);
  const [fit] = fitsOf(cifarResNet(8, { widths }), CIFAR, state, nameMaps);
  expect([fit!.form, isComplete(fit!)]).toEqual(['folded', true]);
  expect(fromStateDict(folded.layer, CIFAR, state, AKAMASTER_NAMES)).toEqual(folded.params);
});

it('the widths of a pruned network are those of its file', () => {
  const narrow = network(cifarResNet(8, { widths, shortcut: 'projection' }), CIFAR, Rng.seeded(3));
  const state = toStateDict(narrow, AKAMASTER_NAMES);
  const wide = { build: () => cifarResNet(8, { shortcut: 'projection' }), input: CIFAR };
  expect(isComplete(fitModel(wide, state, nameMaps)[0]!)).toBe(false);
  const [fit] = fitModel(wide, state, nameMaps, { pruned: true });
  expect(isComplete(fit!)).toBe(true);
  expect(fit!.layer).toEqual(narrow.layer);
});
