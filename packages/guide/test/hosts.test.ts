/** Every block folds to its host, at every size. */

import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import { infer } from '@refold/core/layers';
import { CIFAR } from '@refold/core/zoo';
import { HOSTS, type HostName, type HostSize } from 'guide';
import { describe, expect, it } from 'vitest';
import { BLOCKS, type BlockName, withBlocks } from '../../../experiments/guide/blocks.ts';

const cases = Object.entries(HOSTS).flatMap(([host, sizes]) =>
  Object.keys(sizes).map(size => [host as HostName, size as HostSize] as const),
);

describe.each(cases)('the %s host, %s', (host, size) => {
  const plain = HOSTS[host][size].build(10);
  const names = Object.keys(BLOCKS) as BlockName[];

  it('classifies images of CIFAR', () => {
    expect(infer(plain, CIFAR)).toEqual([10]);
  });

  it.each(names.filter(name => name !== 'plain'))(
    'costs more with %s while it trains, and as much when folded',
    name => {
      const made = withBlocks(plain, CIFAR, name);
      expect(count(made, CIFAR).total.params).toBeGreaterThan(count(plain, CIFAR).total.params);
      expect(countFolded(made, CIFAR)).toEqual(countFolded(plain, CIFAR));
    },
  );
});
