/** `refold import`: checkpoints that PyTorch wrote, and files that don't fit. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { network } from '@refold/core/init';
import { readNetwork, toStateDict, writeSafetensors } from '@refold/core/io';
import { AKAMASTER_NAMES, cifarResNet, models } from '@refold/core/zoo';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { foldCommand } from '../src/cli/commands/fold.ts';
import { importCommand } from '../src/cli/commands/import.ts';
import { summaryCommand } from '../src/cli/commands/summary.ts';
import { readArguments } from '../src/cli/parser.ts';
import { temporaryFolder } from './support/folder.ts';

let folder: string;
let out: string;
beforeEach(() => {
  folder = temporaryFolder();
  out = join(folder, 'model.safetensors');
});

/** What a command writes, run in this process. */
async function told(command: typeof importCommand, ...args: string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await command.run(readArguments(command, args))).toBe(0);
    return write.mock.calls.map(([text]) => text).join('');
  } finally {
    write.mockRestore();
  }
}

const imported = async (...args: string[]): Promise<string> => await told(importCommand, ...args);

/** ResNet-20 in akamaster's names. */
function resnet20(classes = 10) {
  const net = network(cifarResNet(20, { classes }), [32, 32, 3], Rng.seeded('import command'));
  const path = join(folder, 'weights.safetensors');
  writeSafetensors(path, toStateDict(net, AKAMASTER_NAMES));
  return { net, path };
}

describe('refold import', () => {
  it('writes a model file that other commands take, with what the dataset says', async () => {
    const { net, path } = resnet20();
    const text = await imported(path, '--model', 'resnet-20-cifar', '--data', 'cifar10', '-o', out);
    expect(text).toMatch(/^names +akamaster's ResNets for CIFAR-10; as trained$/m);
    expect(text).toMatch(/^matched +97 tensors$/m);
    const model = readNetwork(out);
    expect(model.params).toEqual(net.params);
    expect(model.layer).toEqual(models['resnet-20-cifar']!.build());
    expect(model.classNames?.slice(0, 2)).toEqual(['airplane', 'automobile']);
    expect(model.normalization?.mean[0]).toBeCloseTo(0.4914, 4);
    expect(await told(foldCommand, out, '--backend', 'cpu')).toMatch(/^error +\d\.\d+e-\d+ of the largest output/m);
    expect(await told(summaryCommand, out)).toMatch(/^classes airplane, /m);
  });

  it('takes the number of classes from the file, and constants from options', async () => {
    const { path } = resnet20(7);
    await imported(path, '--model', 'resnet-20-cifar', '--mean', '0.5,0.5,0.5', '--std', '1,1,1', '-o', out);
    const { params, normalization } = readNetwork(out);
    expect(params.get('head.linear.bias')!.shape).toEqual([7]);
    expect(normalization).toEqual({ mean: [0.5, 0.5, 0.5], std: [1, 1, 1] });
  });

  it('lists what is in a file, and which models fit', async () => {
    const text = await imported(resnet20().path);
    expect(text).toMatch(/^file .*: safetensors, 97 tensors, 271,098 values$/m);
    expect(text).toMatch(/^ {2}conv1\.weight +\[16, 3, 3, 3\]$/m);
    expect(text).toMatch(/and 73 more; --all lists them/);
    expect(text).toMatch(/--model resnet-20-cifar +as trained, names of akamaster's ResNets for CIFAR-10$/m);
    expect(text.match(/--model /g)).toHaveLength(1);
  });

  it('lists the models that a file is pruned of, and imports it as one', async () => {
    const net = network(
      cifarResNet(20, { widths: [5, 6, 7], shortcut: 'projection' }),
      [32, 32, 3],
      Rng.seeded('pruned'),
    );
    const path = join(folder, 'pruned.safetensors');
    writeSafetensors(path, toStateDict(net, AKAMASTER_NAMES));
    expect(await imported(path)).toMatch(/--model resnet-20-cifar-projection --pruned +as trained/);
    await expect(imported(path, '--model', 'resnet-20-cifar-projection')).rejects.toThrow('add --pruned');
    await imported(path, '--model', 'resnet-20-cifar-projection', '--pruned', '-o', out);
    expect(readNetwork(out)).toMatchObject({ layer: net.layer, params: net.params });
  });

  it('finds the rewriting that a file needs, and says so where it is missing', async () => {
    const file = join(import.meta.dirname, '../../dbb/test/fixtures/resnet-dbb-train.pth');
    await expect(imported(file, '--model', 'resnet-18')).rejects.toThrow(
      'its names are those of official resnet checkpoints with dbb: add --with dbb.',
    );
    await expect(imported(file, '--model', 'resnet-18', '--with', 'dbb')).rejects.toThrow(
      /lacks 421 tensors \(stage1\.1\.conv1\.dbb_origin/,
    );
  });

  it('says what does not fit, and writes nothing', async () => {
    const { path } = resnet20();
    const fault = async (...args: string[]) => await imported(path, '-o', out, ...args).catch(error => error.message);
    expect(await fault('--model', 'resnet-56-cifar')).toMatch(
      /doesn't fit resnet-56-cifar: .* lacks 180 tensors \(layer1\.3\.conv1/,
    );
    expect(await fault('--model', 'lenet-5')).toContain(
      'none of its tensors has a name by which Refold knows that model',
    );
    expect(await fault('--model', 'squeezenet')).toContain('knows no names under which it is published');
    expect(await fault('--model', 'resnet-20-cifar10')).toContain('resnet-20-cifar10 has weights already');
    expect(await fault('--model', 'resnet-20-cifar', '--part', 'ema')).toContain('has no parts');
    expect(await fault('--model', 'resnet-20-cifar', '--data', 'cifar100')).toContain(
      'but its output [10] has 10 classes',
    );
    expect(await fault('--model', 'resnet-20-cifar', '--data', 'mnist')).toMatch(
      /^--data: mnist doesn't fit the model: .* for each of its 3 channels/,
    );
    expect(await fault()).toContain('--model is missing');
    expect(existsSync(out)).toBe(false);
  });

  it('refuses numbers that are none, by name, and files that are no weights', async () => {
    const { net, path } = resnet20();
    const state = new Map(toStateDict(net, AKAMASTER_NAMES));
    state.set('conv1.weight', { shape: [16, 3, 3, 3], data: new Float32Array(432).fill(Number.NaN) });
    writeSafetensors(path, state);
    await expect(imported(path, '--model', 'resnet-20-cifar', '-o', out)).rejects.toThrow(
      'NaN or infinite, so nothing was written: stem.conv.kernel (432 of 432)',
    );
    writeFileSync(path, 'not weights at all');
    await expect(imported(path)).rejects.toThrow("isn't a file of weights that can be read");
    await expect(imported(join(folder, 'absent.pth'))).rejects.toThrow(/absent\.pth/);
  });
});
