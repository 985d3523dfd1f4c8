/** Runs in which a part of the network is frozen: its outputs are computed once, and what learns is what learns without that. */
import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import * as l from '../src/layers/build.ts';
import type { Params } from '../src/layers/types.ts';
import { initialParams, playerIn, readCheckpoint, type TrainConfig, train } from '../src/train/index.ts';
import { activate } from './support/backends.ts';
import { ownDataFolder } from './support/data-folder.ts';
import { fileOf, config as full, RunFolder } from './support/training-run.ts';

const data = ownDataFolder();
const run = new RunFolder();
const other = new RunFolder();
beforeAll(async () => {
  await activate('cpu');
});

const layer = l.chain({
  body: l.chain({ conv: l.conv(6, 3, { stride: 2, bias: true }), relu: l.relu() }),
  head: l.chain({
    conv: l.conv(5, 1),
    norm: l.batchNorm(),
    pool: l.globalAvgPool(),
    flat: l.flatten(),
    fc: l.linear(4),
  }),
});
const augment = { normalize: full.data.augment!.normalize! };
const whole: TrainConfig = { ...full, layer, loss: {}, data: { ...full.data, augment } };
const frozen: TrainConfig = { ...whole, frozen: 'body' };

const trained = ({ path }: RunFolder): Params => playerIn(readCheckpoint(fileOf(path, 'checkpoint'))).params;
const numbers = (params: Params, prefix: string): readonly number[] =>
  [...params].flatMap(([path, { data }]) => (path.startsWith(prefix) ? [...data] : []));
const outputs = (): readonly string[] => {
  const root = join(data, 'outputs');
  return readdirSync(root).flatMap(name => readdirSync(join(root, name)).map(file => join(root, name, file)));
};

it('learns what it would learn if the part were applied at each step and only left alone', async () => {
  const apart = await train(frozen, { folder: run.path });
  const together = await train(
    { ...whole, optimizer: { ...whole.optimizer, freeze: ['^body\\.'] } },
    { folder: other.path },
  );
  const [one, two] = [trained(run), trained(other)];
  expect(numbers(one, 'body.')).toEqual(numbers(initialParams(frozen), 'body.'));
  expect(numbers(one, 'head.')).not.toEqual(numbers(initialParams(frozen), 'head.'));
  const differences = numbers(one, 'head.').map((value, i) => Math.abs(value - numbers(two, 'head.')[i]!));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
  expect(apart.metrics.loss).toBeCloseTo(together.metrics.loss!, 4);
});

it('keeps an output for each image, and makes those anew that are lost or cut', async () => {
  const first = await train(frozen, { folder: run.path });
  const files = outputs();
  expect(files).toHaveLength(64 + 33);
  truncateSync(files[3]!, 8);
  const again = await train({ ...frozen, logEvery: 2 }, { folder: other.path });
  expect(again.metrics).toEqual(first.metrics);
  expect(outputs().map(file => statSync(file).size)).toEqual(files.map(() => 4 * 4 * 4 * 6));
});

it('has an optimizer state of what learns alone, and resumes from it', async () => {
  const straight = await train(frozen, { folder: other.path });
  const resumed = await run.inSessions([2, 7], {}, frozen);
  expect(resumed.metrics).toEqual(straight.metrics);
  const { optimizer } = playerIn(readCheckpoint(run.file('checkpoint')));
  expect([...optimizer.keys()].filter(key => key.includes('/body.'))).toEqual([]);
  expect(optimizer.size).toBeGreaterThan(0);
});

it.each<[string, Partial<TrainConfig>, RegExp]>([
  ['a child that is not the first', { frozen: 'head' }, /frozen is 'head': it must name the first child of a chain/],
  ['a name that is none', { frozen: 'trunk' }, /frozen is 'trunk'/],
  ['random images', { data: { ...full.data, augment: { ...augment, flip: true } } }, /nothing random may be done/],
  ['mixup', { loss: { mixup: 0.2 } }, /nothing random may be done/],
  ['no map', { layer: l.chain({ body: l.flatten(), fc: l.linear(4) }) }, /gives 1 axes; a map has 3/],
])('refuses %s', async (_, wrong, message) => {
  await expect(train({ ...frozen, ...wrong }, { folder: run.path })).rejects.toThrow(message);
});

it('stops before the first step when it is asked to', async () => {
  const aborted = train(frozen, { folder: run.path, signal: AbortSignal.abort() });
  await expect(aborted).rejects.toThrow(/interrupted before the first step/);
});
