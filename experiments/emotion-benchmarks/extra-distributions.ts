/**
 * Learners of label distributions on Emotion6, on features of a network.
 *   npx refold reproduce emotion-benchmarks --table extra-distributions
 * About four minutes at quick, forty at standard, on two cores.
 * Comes out: which learner is nearest to people's votes.
 */
import { less } from '@refold/lab';
import { HEADS } from 'pdanet';
import { distributionTable } from './distribution-table.ts';
import { headRun } from './networks.ts';

export default distributionTable({
  title: 'Extra: label distributions of Emotion6, on the last map of EfficientNet-Lite0',
  rows: [
    {
      name: 'DLDL',
      settings: { network: 'EfficientNet-Lite0' },
      train: headRun(HEADS.plain, 'distribution'),
    },
  ],
  claims: [
    less('DLDL', 'SA-BFGS', 'kl', {
      sentence: 'A head that is trained by KL (DLDL) is better than SA-BFGS on the same map.',
      source: 'our own question',
      claimant: 'us',
    }),
  ],
});
