import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { RefoldError } from '../src/error.ts';
import { network } from '../src/init/init.ts';
import { readNetwork, readSafetensors, writeNetwork, writeSafetensors } from '../src/io/index.ts';
import { batchNorm, chain, conv } from '../src/layers/build.ts';
import type { NdArray } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';
import { Choices, randomExpression, randomFrame } from './support/expressions.ts';
import { PRUNABLE_INPUT, randomPrunable } from './support/prunable.ts';
import { randomNetwork } from './support/random.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-network-'));
const path = join(folder, 'net.safetensors');
afterAll(() => rmSync(folder, { recursive: true }));

const example = network(
  chain({ conv: conv(4, 3, { bias: true }), norm: batchNorm() }),
  [5, 5, 2],
  Rng.seeded('network file'),
);

/** Writes the example with other tensors or other metadata. */
function writeAltered(
  edit: (tensors: Map<string, NdArray>, metadata: Record<string, string>) => void,
  net = example,
): void {
  writeNetwork(path, net);
  const { tensors, metadata } = readSafetensors(path);
  const [otherTensors, otherMetadata] = [new Map(tensors), { ...metadata }];
  edit(otherTensors, otherMetadata);
  writeSafetensors(path, otherTensors, otherMetadata);
}

function expectRefusal(message: string | RegExp): void {
  let error: unknown;
  try {
    readNetwork(path);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(RefoldError);
  expect((error as Error).message).toContain(path);
  expect((error as Error).message).toMatch(message);
}

describe('a model file', () => {
  it('gives back any network, in the order of evaluation', () => {
    const numbers = fc.array(fc.nat(5039), { minLength: 10, maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(numbers, fc.boolean(), fc.nat(1_000_000), (list, isLinear, seed) => {
        const choices = new Choices(list);
        const frame = randomFrame(choices);
        const [layer, input] = isLinear
          ? [randomExpression(choices, frame, 3), frame.input]
          : [randomPrunable(choices), PRUNABLE_INPUT];
        const net = randomNetwork(layer, input, Rng.seeded(seed));
        writeNetwork(path, net);
        const back = readNetwork(path);
        expect({ ...back, params: [...back.params] }).toEqual({ ...net, params: [...net.params] });
      }),
      { numRuns: 150, seed: 20260303 },
    );
  });

  it('gives back what its images are normalized by and the names of its classes, dense and sparse', () => {
    const facts = { normalization: { mean: [0.1, 1 / 3], std: [0.25, 2] }, classNames: ['a', 'b c', '"', 'ü'] };
    for (const sparse of [false, true]) {
      writeNetwork(path, { ...example, ...facts }, { sparse });
      const { normalization, classNames } = readNetwork(path);
      expect({ normalization, classNames }).toEqual(facts);
    }
    const dimensions = ['valence', 'arousal', 'dominance', 'ü'].map((name, i) => ({
      name,
      range: [1 - i, 9] as const,
    }));
    writeNetwork(path, { ...example, dimensions });
    expect(readNetwork(path).dimensions).toEqual(dimensions);
    writeNetwork(path, { ...example, normalization: undefined });
    expect(Object.keys(readNetwork(path))).toEqual(['layer', 'input', 'params']);
  });

  it('is not written with facts that do not fit', () => {
    rmSync(path, { force: true });
    expect(() => writeNetwork(path, { ...example, classNames: ['a'] })).toThrow(
      `can't save the network as ${path}: it has 1 class names`,
    );
    expect(() => writeNetwork(path, { ...example, normalization: { mean: [0], std: [1] } })).toThrow('its 2 channels');
    const dimensions = [{ name: 'valence', range: [1, 9] as const }];
    expect(() => writeNetwork(path, { ...example, dimensions })).toThrow(
      'it has 1 dimensions, but its output [5, 5, 4] has 4 values',
    );
    expect(() => writeNetwork(path, { ...example, classNames: ['a', 'b', 'c', 'd'], dimensions })).toThrow(
      'its outputs are either classes or ratings',
    );
    expectRefusal(/there is no such file/);
  });

  it.each<[string, (tensors: Map<string, NdArray>, metadata: Record<string, string>) => void, RegExp]>([
    ['lacks a parameter', tensors => tensors.delete('conv.bias'), /parameter 'conv\.bias' \[4\] is missing/],
    [
      'has a parameter too many',
      tensors => tensors.set('conv.mask', { shape: [1], data: Float32Array.of(1) }),
      /no layer has the parameter 'conv\.mask'/,
    ],
    [
      'has a parameter of another shape',
      tensors => tensors.set('norm.beta', { shape: [2, 2], data: new Float32Array(4) }),
      /'norm\.beta' has shape \[2, 2\], its layer needs \[4\]/,
    ],
    ['has no expression', (_, metadata) => delete metadata['refold.layer'], /its refold\.layer: a layer must be JSON/],
    [
      "has an expression that isn't JSON",
      (_, metadata) => {
        metadata['refold.layer'] = metadata['refold.layer']!.slice(0, -1);
      },
      /its refold\.layer: a layer must be JSON/,
    ],
    [
      'has an expression of an unknown layer',
      (_, metadata) => {
        metadata['refold.layer'] = '{"op":"fold"}';
      },
      /its refold\.layer: the layer: no layer called 'fold'/,
    ],
    [
      'has an expression that its input does not fit',
      (_, metadata) => {
        metadata['refold.input'] = '[5]';
      },
      /its refold\.layer: conv: conv needs a map/,
    ],
    [
      'has an input that is no shape',
      (_, metadata) => {
        metadata['refold.input'] = '[5,0,2]';
      },
      /its refold\.input is \[5,0,2\], not a list of positive integers/,
    ],
    ['has no input', (_, metadata) => delete metadata['refold.input'], /its refold\.input: /],
    ['is of tensors alone', (_, metadata) => delete metadata['refold.network'], /no 'refold\.network'/],
    [
      'has a normalization of other channels',
      (_, metadata) => {
        metadata['refold.normalization'] = '{"mean":[0.5,0.5,0.5],"std":[1,1,1]}';
      },
      /its normalization needs a mean and an std above 0 for each of its 2 channels, not \{"mean":/,
    ],
    [
      'has an std of zero',
      (_, metadata) => {
        metadata['refold.normalization'] = '{"mean":[0.5,0.5],"std":[1,0]}';
      },
      /an std above 0/,
    ],
    [
      'has a normalization that is none',
      (_, metadata) => {
        metadata['refold.normalization'] = 'null';
      },
      /channels, not null/,
    ],
    [
      'has too few class names',
      (_, metadata) => {
        metadata['refold.classNames'] = '["a"]';
      },
      /it has 1 class names, but its output \[5, 5, 4\] has 4 classes/,
    ],
    [
      'has a class name twice',
      (_, metadata) => {
        metadata['refold.classNames'] = '["a","b","c","a"]';
      },
      /class names have 'a' twice/,
    ],
    [
      'has class names that are no texts',
      (_, metadata) => {
        metadata['refold.classNames'] = '[1,2,3,4]';
      },
      /class names must be a list of texts/,
    ],
    [
      "has class names that aren't JSON",
      (_, metadata) => {
        metadata['refold.classNames'] = 'a,b';
      },
      /its refold\.classNames: /,
    ],
    ...(
      [
        ['that are no list', '{"name":"a"}', /its dimensions must be a list, each with a name/],
        ['that are null', '[null,null,null,null]', /each with a name/],
        ['without a range', '[{"name":"a"}]', /'a' needs a range of two numbers, the lower one first, not undefined/],
        ['with a range that falls', '[{"name":"a","range":[9,1]}]', /the lower one first, not \[9,1\]/],
        ['of one name', '[{"name":"a","range":[1,9]},{"name":"a","range":[1,9]}]', /dimensions have 'a' twice/],
        [
          'that are too few',
          '[{"name":"a","range":[1,9]}]',
          /it has 1 dimensions, but its output \[5, 5, 4\] has 4 values/,
        ],
      ] as const
    ).map(
      ([what, text, message]): [
        string,
        (tensors: Map<string, NdArray>, metadata: Record<string, string>) => void,
        RegExp,
      ] => [
        `has dimensions ${what}`,
        (_, metadata) => {
          metadata['refold.dimensions'] = text;
        },
        message,
      ],
    ),
    [
      'is of another version',
      (_, metadata) => {
        metadata['refold.network'] = '2';
      },
      /it is of version 2 of the format; this version of Refold reads 1/,
    ],
  ])('that %s is refused', (_, edit, message) => {
    writeAltered(edit);
    expectRefusal(message);
  });

  it('that is cut off anywhere, or has a wrong byte, is refused', () => {
    writeNetwork(path, example);
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      expectRefusal(/is not a valid safetensors file|no 'refold\.network'/);
    }
    for (let at = 0; at < whole.length; at += 11) {
      const altered = Buffer.from(whole);
      altered[at]! ^= 1;
      writeFileSync(path, altered);
      expect(() => readNetwork(path), `byte ${at}`).toThrow(RefoldError);
    }
  });

  it('that is not there is refused', () => {
    rmSync(path, { force: true });
    expectRefusal(/there is no such file/);
  });

  it('of parameters that do not fit is not written', () => {
    const params = new Map(example.params);
    params.delete('norm.gamma');
    rmSync(path, { force: true });
    expect(() => writeNetwork(path, { ...example, params })).toThrow(
      `can't save the network as ${path}: parameter 'norm.gamma' [4] is missing`,
    );
    expectRefusal(/there is no such file/);
  });
});
