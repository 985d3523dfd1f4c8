/** Why some claims don't hold here: our guesses, and the experiments that would tell. */
import type { Reason } from '@refold/lab';

export const reasons: readonly Reason[] = [
  {
    table: 'pruning',
    claim: '* > Magnitude, then trained on',
    reason:
      "4 epochs of 10,000 images are few for methods that first move a network towards its cut, and nearly all of them go into training on for the one that cuts first; GSM's small weights have no time to vanish",
    experiment:
      'the table at scale standard: the distance to magnitude should shrink with the length of the schedule, or the claim is wrong of this network',
  },
];
