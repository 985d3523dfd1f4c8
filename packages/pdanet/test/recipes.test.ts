/** What the experiments train at the paper's scale is the authors' network. */
import { count } from '@refold/core/cost';
import type { TrainConfig } from '@refold/core/train';
import { expect, it } from 'vitest';
import { pcrRun } from '../../../experiments/pdanet/recipes.ts';
import { SETS, scalesOf } from '../../../experiments/pdanet/scales.ts';

it('has all channels of its backbone at paper, and is frozen at quick alone', () => {
  const { quick, standard, paper } = scalesOf(SETS.dVisa);
  const { layer, input, frozen } = pcrRun(1)(paper, 0) as TrainConfig;
  expect(count(layer, input).total.params).toBe(59_299_908);
  expect([frozen, ...[quick, standard].map(settings => pcrRun(1)(settings, 0).frozen)]).toEqual([
    undefined,
    'backbone',
    undefined,
  ]);
});
