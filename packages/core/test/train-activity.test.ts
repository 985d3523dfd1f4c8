import { beforeAll, expect, it } from 'vitest';
import { generatedDataset } from '../src/data/index.ts';
import { network } from '../src/init/init.ts';
import { evaluateOnce } from '../src/layers/apply.ts';
import { batchNorm, chain, conv, flatten, globalAvgPool, linear, relu } from '../src/layers/build.ts';
import { targetsOf } from '../src/prune/index.ts';
import { Rng } from '../src/rng.ts';
import { channelActivity } from '../src/train/index.ts';
import { activate } from './support/backends.ts';

beforeAll(() => activate('cpu'));

const dataset = generatedDataset({ split: 'train', size: 10, classes: 3, shape: [6, 6, 3] });
const head = { pool: globalAvgPool(), flat: flatten(), last: linear(3) };
const layer = chain({
  one: conv(4, 3),
  norm: batchNorm(),
  act: relu(),
  two: conv(3, 3, { bias: true }),
  act2: relu(),
  ...head,
});
const net = network(layer, [6, 6, 3], Rng.seeded('activity'));

it.each([1, 4, 10])(
  'is the share of positions above zero behind the ReLU, over all images: batches of %i',
  async batchSize => {
    const [own] = await channelActivity(net, targetsOf(layer, net.input), dataset, { batchSize });
    const before = chain({ one: conv(4, 3), norm: batchNorm() });
    const { images, shape } = await dataset.batch(Uint32Array.from({ length: 10 }, (_, i) => i));
    const { data } = await evaluateOnce({ ...net, layer: before }, { shape, data: images });
    expect(new Set(own).size).toBeGreaterThan(2);
    for (let channel = 0; channel < 4; channel++) {
      const values = data.filter((_, i) => i % 4 === channel);
      const share = values.filter(value => value > 0).length / values.length;
      expect(own![channel]).toBeCloseTo(share, 6);
    }
  },
);

it('names a layer that no ReLU follows', async () => {
  const bare = chain({ one: conv(4, 3), two: conv(3, 3), ...head });
  const targets = targetsOf(bare, [6, 6, 3]);
  const untapped = network(bare, [6, 6, 3], Rng.seeded('bare'));
  await expect(channelActivity(untapped, targets, dataset, { batchSize: 5 })).rejects.toThrow(
    'one: no ReLU follows it',
  );
});
