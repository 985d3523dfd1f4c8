/** Why some claims don't hold here: our guesses, and the experiments that would tell. */
import type { Reason } from '@refold/lab';

export const reasons: readonly Reason[] = [
  {
    table: 'table-4',
    claim: 'RepVGG-B2 > VGG-16, 1.1×',
    reason:
      "speeds at quick are of one image of 96×96, which leaves a map of 3×3 to the last stages: B2's layers of up to 2,560 channels read all their weights for nine places. It also has more multiply-adds than VGG-16, 18.4 G against 15.5 G, which a GPU with a batch of 128 may hide",
    experiment:
      'the table at scale standard (224×224), and with a batch of 8: the quotient should rise with the number of places per weight',
  },
];
