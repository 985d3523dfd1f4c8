/**
 * Not in the paper: its networks in 8 bits, which people have asked the authors for ever since.
 *   npx refold reproduce repvgg --table extra-int8
 * Trains table 6's networks, if they aren't trained yet: 8 minutes at quick, 2½ hours at standard, on two cores.
 * Comes out: what a RepVGG loses as integers, and whether that is more than a network loses that never had branches.
 */
import { equal, greater, INT8, int8Table } from '@refold/lab';
import { branchAblations } from 'repvgg';
import { ABLATION_SCALES, type AblationSettings, ablation, DEVIATIONS } from './ablation.ts';

const NONE = 'no branches';
const POINTWISE = '1x1 only';
const FULL = 'identity + 1x1 (full)';

const WEAKNESS = 'Chu, Li, Zhang: Make RepVGG Greater Again, AAAI 2024: folded kernels vary widely';

export default int8Table<AblationSettings>({
  title: 'Extra: in 8 bits',
  scales: ABLATION_SCALES,
  rows: {
    [NONE]: ablation(branchAblations.none),
    [POINTWISE]: ablation(branchAblations['pointwise-only']),
    [FULL]: ablation(branchAblations.full),
  },
  claims: [
    greater(FULL, NONE, INT8.lostByTensor, {
      sentence: 'With one scale for a whole kernel a folded RepVGG loses more than a network without branches.',
      source: WEAKNESS,
      claimant: 'readers',
    }),
    greater(FULL, NONE, INT8.lost, {
      sentence: 'With a scale for each channel, too, it loses more.',
      source: WEAKNESS,
      claimant: 'readers',
    }),
    equal(FULL, 0, INT8.lost, {
      within: 1,
      sentence: 'With a scale for each channel a RepVGG loses less than a point.',
      source: 'our own question',
      claimant: 'us',
    }),
  ],
  deviations: DEVIATIONS,
});
