/** Why some claims don't hold here: our guesses, and the experiments that would tell. */
import type { Reason } from '@refold/lab';

export const reasons: readonly Reason[] = [
  {
    table: 'table-2',
    claim: 'ResNet-56 ResRep 52.91% < 0.1',
    reason:
      'at quick ResNet-20 stands for ResNet-56 and has 656 steps of 16 images, the paper 480 epochs. At standard, with 6 epochs of all images, the one seed drops by 2.2 points, not 25',
    experiment: 'more epochs at standard: the drop should go on shrinking with their number',
  },
  {
    table: 'extra-repvgg',
    claim: 'ResRep, then folded > *',
    reason:
      '3 epochs of 6,000 images: rows that are to stay have no time to grow again while others go to zero; the networks that ResRep is compared with spend all of theirs on learning',
    experiment: 'the table at scale standard',
  },
];
