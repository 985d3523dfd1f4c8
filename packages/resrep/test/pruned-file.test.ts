/**
 * Files of the authors' names: a pruned network in HDF5 that h5py wrote (scripts/peers/hdf5_fixture.py), folded, each block's first layer of
 * another width; and one under training, that PyTorch wrote.
 */
import { join } from 'node:path';
import { matchedParams, readHdf5, type StateDict } from '@refold/core/io';
import { cifarResNet, fitModel, isComplete } from '@refold/core/zoo';
import { beforeAll, expect, it } from 'vitest';
import { expectPeer } from '../../core/test/support/peers.ts';
import { layerWithCompactors, nameMaps } from '../src/index.ts';

let tensors: StateDict;
beforeAll(async () => {
  ({ tensors } = await readHdf5(join(import.meta.dirname, 'fixtures/pruned.hdf5')));
});

const wide = {
  input: [32, 32, 3],
  build: () => cifarResNet(8, { shortcut: 'projection', widths: [4, 4, 8] }),
};

it('is read by name, its list of widths too', () => {
  expect(tensors.size).toBe(21);
  expect(tensors.get('deps')).toEqual({ shape: [9], data: Float64Array.of(4, 3, 4, 8, 2, 4, 8, 5, 8) });
  expect(tensors.get('stage2.projection.conv.weight')!.shape).toEqual([4, 4, 1, 1]);
});

it('gives a network of its widths, if it is said to be pruned', () => {
  expect(fitModel(wide, tensors, nameMaps).some(isComplete)).toBe(false);
  const [fit] = fitModel(wide, tensors, nameMaps, { pruned: true });
  expect([fit!.form, isComplete(fit!)]).toEqual(['folded', true]);
  const params = matchedParams(fit!.match);
  const kernel = params.get('stage3.0.branches.body.conv1.conv.kernel')!;
  const theirs = tensors.get('stage3.block0.conv1.conv.weight')!;
  expect(kernel.shape).toEqual([3, 3, 4, 5]);
  const [row, column, input, filter] = [2, 1, 3, 4];
  expect(kernel.data[((row * 3 + column) * 4 + input) * 5 + filter]).toBe(
    theirs.data[((filter * 4 + input) * 3 + row) * 3 + column],
  );
});

it('is refused where its widths do not go together', () => {
  const broken = new Map(tensors);
  broken.set('stage2.projection.conv.weight', { shape: [3, 4, 1, 1], data: new Float32Array(12) });
  expect(() => fitModel(wide, broken, nameMaps, { pruned: true })).toThrow(
    "the widths of the file's layers don't go together",
  );
});

it('of a network under training, with its compactors, gives what PyTorch makes of an input', async () => {
  const layer = cifarResNet(8, { shortcut: 'projection', widths: [4, 4, 8], classes: 5 });
  const compacted = layerWithCompactors({ layer, input: [9, 9, 3] });
  const maps = nameMaps.filter(({ rewriting }) => rewriting === 'compactors');
  await expectPeer(join(import.meta.dirname, 'fixtures/compactors.pth'), compacted, maps, 'trained');
});
