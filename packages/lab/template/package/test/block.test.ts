/** The block at every kind of site, and the parameters that the paper prints. */
import { count } from '@refold/core/cost';
import { CIFAR } from '@refold/core/zoo';
import { expect, it } from 'vitest';
import { describeBlock } from '../../core/test/support/blocks.ts';
import { block, small } from '../src/index.ts';

// Folds, gradients, costs and pruning, at sites with every kernel, stride, grouping and padding.
describeBlock('the block', block);

it('has the parameters of table 1', () => {
  expect(count(small(), CIFAR).total.params).toBe(27_178);
});
