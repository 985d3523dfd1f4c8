import { RefoldError } from '@refold/core';
import { count } from '@refold/core/cost';
import { infer } from '@refold/core/layers';
import { describe, expect, test } from 'vitest';
import { compare } from '../../../scripts/bench/compare.ts';
import { javaScriptShare } from '../../../scripts/bench/javascript-share.ts';
import { peerSources } from '../../../scripts/bench/launches.ts';
import { CLASSES, INPUT, NET_NAMES, netNamed } from '../../../scripts/bench/nets.ts';
import type { Mode } from '../../../scripts/bench/peer.ts';
import { findPeers, parseNames, parseNumbers, readFlags } from '../../../scripts/bench/script.ts';
import { recordSteps, sharesOf } from '../../../scripts/bench/step-profile.ts';
import { targetOf } from '../../../scripts/bench/targets.ts';

describe('networks of the benchmark', () => {
  // Counted by PyTorch on torch_nets.py: sum(p.numel() for p in net.parameters())
  test.each([
    ['resnet-20', 272_474],
    ['repvgg-small', 1_403_466],
    ['vgg-16', 14_724_042],
    ['resnet-56', 855_770],
    ['densenet-40', 1_019_722],
  ])('%s has the parameters of its twin in PyTorch', (name, parameters) => {
    expect(count(netNamed(name), INPUT).total.params).toBe(parameters);
  });

  test('all classify, those without a twin too', () => {
    for (const name of [...NET_NAMES, 'lenet-5', 'generator']) expect(infer(netNamed(name), INPUT)).toEqual([CLASSES]);
  });

  test('those without a twin are not compared with PyTorch', () => {
    expect(NET_NAMES).not.toContain('lenet-5');
    expect(NET_NAMES).not.toContain('generator');
  });

  test('a width multiplier multiplies the convolutions: four times the arithmetic at twice the width, but for the stem', () => {
    const macs = (name: string): number => count(netNamed(name), INPUT).total.macs;
    const stem = 9 * 3 * 16 * 32 * 32;
    const linear = 64 * CLASSES;
    expect(macs('resnet-20-x2')).toBe(4 * (macs('resnet-20') - stem - linear) + 2 * (stem + linear));
    expect(netNamed('resnet-20-x1')).toEqual(netNamed('resnet-20'));
  });

  test('an unknown name is told with the near ones', () => {
    expect(() => netNamed('resnet-21')).toThrow(/resnet-20/);
    expect(() => netNamed('lenet')).toThrow(/lenet-5/);
    expect(() => netNamed('toString')).toThrow(/unknown network/);
  });
});

test('targets are set for three networks, against two peers', () => {
  expect(targetOf({ subject: 'vgg-16', mode: 'train', batch: 128 }, 'torch-debian')).toBe(2.2);
  expect(targetOf({ subject: 'vgg-16', mode: 'train', batch: 128 }, 'torch-latest')).toBe(1.3);
  expect(targetOf({ subject: 'vgg-16', mode: 'train', batch: 128 }, 'wasm')).toBeUndefined();
  expect(targetOf({ subject: 'densenet-40', mode: 'train', batch: 128 }, 'torch-debian')).toBeUndefined();
  expect(targetOf({ subject: 'vgg-16', mode: 'forward', batch: 128 }, 'torch-debian')).toBeUndefined();
  expect(targetOf({ subject: 'vgg-16', mode: 'inference', batch: 1 }, 'torch-debian')).toBeUndefined();
  expect(targetOf({ subject: 'vgg-16', mode: 'inference', batch: 128 }, 'torch-latest-bf16')).toBeUndefined();
});

test('against ONNX Runtime, inference alone has targets: one for a single image, one for batches', () => {
  const of = (subject: string, mode: Mode, batch: number) => targetOf({ subject, mode, batch }, 'onnxruntime');
  for (const net of ['resnet-20', 'repvgg-small', 'vgg-16', 'densenet-40']) {
    expect([1, 32, 128].map(batch => of(net, 'inference', batch))).toEqual([1, 1.3, 1.3]);
  }
  expect(of('vgg-16', 'train', 128)).toBeUndefined();
  expect(of('resnet-56', 'inference', 32)).toBeUndefined();
});

describe('peers', () => {
  const named = (name: string, env = {}) => peerSources(env).find(source => source.name === name);

  test('of PyTorch 2 come in three forms, and Debian’s in one', () => {
    const names = peerSources({ REFOLD_TORCH_PYTHONS: '/a/python' }).map(({ name }) => name);
    expect(names.filter(name => name.startsWith('torch-1'))).toEqual(['torch-1', 'torch-1-compile', 'torch-1-bf16']);
    expect(names.filter(name => name.startsWith('torch-debian'))).toEqual(['torch-debian']);
    expect(named('torch-1-bf16', { REFOLD_TORCH_PYTHONS: '/a/python' })!.launch(2).args.slice(1)).toEqual([
      '2',
      'bf16',
    ]);
  });

  test('that are absent are left out, with how to install them', async () => {
    const said: string[] = [];
    const env = { ...process.env };
    process.env.REFOLD_TORCH_PYTHONS = '/nowhere/python';
    try {
      expect(await findPeers(['torch-1'], 2, line => said.push(line))).toEqual([]);
    } finally {
      process.env = env;
    }
    expect(said).toEqual([
      'torch-1: left out. To install it: set REFOLD_TORCH_PYTHONS to Python interpreters that can import torch',
    ]);
  });

  test('are asked for nothing that they cannot do', async () => {
    const asked: string[] = [];
    const peer = { name: 'p', greeting: { modes: ['inference'], variants: {} }, load: () => asked.push('load') };
    const own = {
      name: 'own',
      greeting: { variants: {} },
      load: () => Promise.resolve(1),
      run: () => Promise.resolve(2),
    };
    const options = { rounds: () => 1, onMissing: (line: string) => void asked.push(line) };
    const work = { subject: 'resnet-20', mode: 'train', batch: 32 } as const;
    expect(await compare(own as never, [peer as never], work, options)).toEqual([]);
    expect(asked).toEqual([]);
  });
});

describe('the share of JavaScript', () => {
  let clock = 0;
  const pass = (ms: number) => {
    clock += ms;
  };
  const addon = { kernel: pass, name: 'not a function' };
  const original = addon.kernel;

  test('is what passes outside the functions of the addon, once warm', async () => {
    let warm = false;
    const work = async () => {
      pass(warm ? 3 : 100);
      for (const ms of [4, 5]) addon.kernel(ms);
      pass(warm ? 3 : 100);
      warm = true;
    };
    expect(await javaScriptShare(addon, work, () => clock)).toBeCloseTo(6 / 15);
    expect(addon.kernel).toBe(original);
  });

  test('leaves the addon as it was where work fails', async () => {
    await expect(javaScriptShare(addon, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(addon.kernel).toBe(original);
  });
});

describe('the profile of a step', () => {
  /** Steps of JavaScript, a call of a, JavaScript, a call of b and JavaScript, with the milliseconds of each. */
  const record = async (steps: readonly (readonly number[])[], failing = false) => {
    let clock = 0;
    let left: number[] = [];
    const pass = () => {
      clock += left.shift()!;
    };
    const addon: Record<string, unknown> = { a: pass, b: pass };
    const remaining = steps.map(step => [...step]);
    const step = () => {
      left = remaining.shift()!;
      for (const name of ['a', 'b']) {
        pass();
        (addon[name] as (size: number) => void)(3);
      }
      pass();
      if (failing) throw new Error('broken');
    };
    const name = (kernel: string, [size]: readonly unknown[]) => `${kernel} ${size}`;
    try {
      return await recordSteps(addon, step, steps.length, name, () => clock);
    } finally {
      expect(addon.a).toBe(pass);
    }
  };

  test('counts each call with the lower quartile of its times: what disturbs one step drops out', async () => {
    const quiet = [1, 2, 3, 4, 5];
    const recorded = await record([quiet, [1, 200, 3, 4, 5], [100, 2, 3, 400, 5], quiet, quiet]);
    expect(sharesOf(recorded)).toEqual([
      { name: 'JavaScript', calls: 1, milliseconds: 9 },
      { name: 'b 3', calls: 1, milliseconds: 4 },
      { name: 'a 3', calls: 1, milliseconds: 2 },
    ]);
  });

  test('leaves out steps with other calls, and says so where no two are alike', async () => {
    const recorded = await record([
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4, 5],
    ]);
    const odd = { names: ['c'], inside: [50], before: [1, 1] };
    expect(sharesOf([odd, ...recorded])).toEqual(sharesOf(recorded));
    expect(() => sharesOf([odd, recorded[0]!])).toThrow(/no two steps/);
  });

  test('leaves the addon as it was where a step fails', async () => {
    await expect(record([[1, 2, 3, 4, 5]], true)).rejects.toThrow('broken');
  });
});

describe('flags', () => {
  const flags = { rounds: { default: '9', help: 'timings' } };

  test('have defaults, and unknown ones are errors', () => {
    expect(readFlags(flags, [])).toEqual({ rounds: '9' });
    expect(readFlags(flags, ['--rounds', '3'])).toEqual({ rounds: '3' });
    expect(readFlags(flags, ['--help'])).toBeUndefined();
    expect(() => readFlags(flags, ['--round', '3'])).toThrow(RefoldError);
  });

  test('that are lists name what is wrong in them', () => {
    expect(parseNames('peers', 'wasm, native', ['native', 'wasm'])).toEqual(['wasm', 'native']);
    expect(() => parseNames('peers', 'wasn', ['native', 'wasm'])).toThrow(/wasm/);
    expect(parseNumbers('batches', '128,32')).toEqual([128, 32]);
    expect(() => parseNumbers('batches', '128,0')).toThrow(/'0'/);
  });
});
