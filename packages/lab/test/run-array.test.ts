/** `refold run --input`: arrays in NumPy files through a network, in both layouts. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NdArray, ndarray, Rng, reorder } from '@refold/core';
import { evaluateOnce } from '@refold/core/apply';
import { network } from '@refold/core/init';
import { type ModelFacts, readNpy, writeNetwork, writeNpy } from '@refold/core/io';
import { chain, conv, flatten, globalAvgPool, type Layer, linear, type Network } from '@refold/core/layers';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { apply, runCommand } from '../src/cli/commands/run.ts';
import { readArguments } from '../src/cli/parser.ts';
import { foldersOf, ROOT } from '../src/plan/folders.ts';
import { temporaryFolder } from './support/folder.ts';

const INPUT = [4, 5, 3];
const classifier = chain({ pool: globalAvgPool(), flat: flatten(), last: linear(6) });
const maps = chain({ conv: conv(2, 3, { pad: 1, stride: 2 }) });

let folder: string;
let [input, output] = ['', ''];
beforeEach(() => {
  folder = temporaryFolder();
  [input, output] = [join(folder, 'x.npy'), join(folder, 'y.npy')];
});

/** A model file of that network, and the network. */
function modelOf(
  layer: Layer,
  facts: ModelFacts = {},
  shape: readonly number[] = INPUT,
): { path: string; net: Network } {
  const path = join(folder, 'model.safetensors');
  const net = network(layer, shape, Rng.seeded('arrays'));
  writeNetwork(path, { ...net, ...facts });
  return { path, net };
}

const rng = Rng.seeded('samples');
const samples = (...shape: readonly number[]) => ndarray(shape, () => rng.normal());

const run = (...args: readonly string[]): Promise<number> =>
  apply(readArguments(runCommand, [...args, '--backend', 'cpu']), foldersOf(ROOT));

/** What the command writes to the standard output. */
async function told(...args: readonly string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await run(...args)).toBe(0);
    return write.mock.calls.map(([text]) => text).join('');
  } finally {
    write.mockRestore();
  }
}

describe('refold run --input', () => {
  it('writes the outputs of a batch of any size, float64 too', async () => {
    const { path, net } = modelOf(classifier);
    const x = samples(35, ...INPUT);
    writeNpy(input, { shape: x.shape, data: Float64Array.from(x.data) });
    expect(await told(path, '--input', input, '--output', output)).toBe(
      `${path}: a model file\n${input}: 35 samples of [4, 5, 3], as they are\nOutput [35, 6] written to ${output}\n`,
    );
    const [made, expected] = [readNpy(output), await evaluateOnce(net, x)];
    expect(made.shape).toEqual([35, 6]);
    for (const [i, value] of made.data.entries()) expect(value).toBeCloseTo(expected.data[i]!, 5);
  });

  it.each(['nhwc', 'nchw'])('reads and writes maps as %s, with a batch axis or without', async layout => {
    const { path, net } = modelOf(maps);
    const x = samples(2, ...INPUT);
    const y = await evaluateOnce(net, x);
    const [given, expected] = layout === 'nchw' ? [reorder(x, [0, 3, 1, 2]), reorder(y, [0, 3, 1, 2])] : [x, y];
    writeNpy(input, given);
    await told(path, '--input', input, '--output', output, '--layout', layout);
    expect(readNpy(output)).toEqual(expected);
    const first = ({ shape, data }: NdArray) => ndarray(shape.slice(1), i => data[i]!);
    writeNpy(input, first(given));
    await told(path, '--input', input, '--output', output, '--layout', layout);
    expect(readNpy(output)).toEqual(first(expected));
  });

  it("shows one sample's most probable classes, and needs no file for them", async () => {
    const classNames = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox'];
    const { path } = modelOf(classifier, { classNames });
    writeNpy(input, samples(1, ...INPUT));
    expect((await told(path, '--input', input)).match(/\d %/g)).toHaveLength(5);
    expect(existsSync(output)).toBe(false);
  });

  it('gives a network of vectors what it takes', async () => {
    const { path } = modelOf(chain({ last: linear(2) }), {}, [7]);
    writeNpy(input, samples(3, 7));
    await told(path, '--input', input, '--output', output);
    expect(readNpy(output).shape).toEqual([3, 2]);
    await expect(run(path, '--input', input, '--output', output, '--layout', 'nchw')).rejects.toThrow(
      '--layout nchw is for maps, and the network takes [7]',
    );
  });

  it.each<[string, readonly number[], readonly string[], string]>([
    [
      'another shape',
      [2, 4, 4, 3],
      [],
      'is of the shape [2, 4, 4, 3]; the network takes [4, 5, 3], or [n, 4, 5, 3] for n samples',
    ],
    ['the other layout', [2, 3, 4, 5], [], 'It is right for --layout nchw'],
    ['the other layout than nchw', [2, 4, 5, 3], ['--layout', 'nchw'], 'It is right for --layout nhwc'],
    ['more axes', [1, 1, 4, 5, 3], [], 'is of the shape [1, 1, 4, 5, 3]'],
    ['no samples', [0, 4, 5, 3], [], 'has no samples'],
  ])('refuses %s', async (_, shape, more, message) => {
    writeNpy(input, samples(...shape));
    await expect(run(modelOf(classifier).path, '--input', input, '--output', output, ...more)).rejects.toThrow(message);
    expect(existsSync(output)).toBe(false);
  });

  it('refuses numbers that are none, files that are none, and options that do not go together', async () => {
    const { path } = modelOf(classifier);
    const refused = (...args: readonly string[]) => expect(run(path, ...args)).rejects;
    writeNpy(input, { shape: INPUT, data: new Float64Array(60).fill(1e300) });
    await refused('--input', input).toThrow('has NaN, infinity, or numbers beyond single precision in it');
    writeFileSync(input, 'an array');
    await refused('--input', input).toThrow("can't be read as a .npy file: it does not begin as one");
    await refused('--input', join(folder, 'none.npy')).toThrow('there is no such file');
    writeNpy(input, samples(2, ...INPUT));
    await refused('--input', input).toThrow('--output is missing: ');
    await refused('--input', input, '--output', input).toThrow('which is the file that is read');
    await refused('--input', input, '--output', join(folder, 'y.txt')).toThrow("an array's file ends in .npy");
    await refused('--input', input, '--image', 'photo.jpg').toThrow(
      '--image is for pictures, and --input names an array',
    );
    await refused('--input', input, '-o', join(folder, 'y.png')).toThrow('name the array to write by --output');
    await refused('--input', input, '--layout', 'hwc').toThrow("unknown layout 'hwc'. Did you mean nhwc?");
    await refused('--image', 'photo.jpg', '--output', output).toThrow('--output is for --input, which is missing');
    writeNpy(input, samples(1, ...INPUT));
    await expect(run(modelOf(maps).path, '--input', input)).rejects.toThrow(
      'makes [2, 3, 2], which is too much to show',
    );
  });
});
