/** Why some claims don't hold here: our guesses, and the experiments that would tell. */
import type { Reason } from '@refold/lab';

export const reasons: readonly Reason[] = [
  {
    table: 'table-4',
    claim: 'VGG re-design-pruned > VGG re-design-scratch',
    reason:
      'the pruned network has three short schedules and its structure from scratch one long one, which below scale paper is better by itself: the rows VGG base and VGG base, from scratch, the same network, differ by as much',
    experiment:
      'train the cut network on with the schedule that the network from scratch has: the difference should go, if the schedule makes it',
  },
];
