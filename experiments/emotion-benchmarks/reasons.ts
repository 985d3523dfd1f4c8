/** Why some claims don't hold here: our guesses, and the experiments that would tell. */
import type { Reason } from '@refold/lab';

export const reasons: readonly Reason[] = [
  {
    table: 'table-11',
    claim: '*',
    reason:
      "features are of EfficientNet-Lite0, those of the published learners of a ResNet-50, on a split that isn't stated; and at quick these learners have their default settings",
    experiment:
      'the table at scale standard, where settings are chosen on the training folds, and once more on features of a ResNet-50',
  },
];
