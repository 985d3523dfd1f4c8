/** Why some claims don't hold here: our guesses, and the experiments that would tell. */
import type { Reason } from '@refold/lab';

export const reasons: readonly Reason[] = [
  {
    table: 'table-2',
    claim: '*',
    reason:
      "two epochs of 30,000 images on a small plain network, where the paper trains VGG-16 for 600: the more branches and norms a block has, the longer it may take to start. Judged together with the table's other claims it is undecided",
    experiment:
      "the table at scale standard (10 epochs of all images, 3.5 hours on two cores): the order of the blocks should turn towards the paper's",
  },
  {
    table: 'table-4',
    claim: '*',
    reason:
      'two epochs of 30,000 images on a small plain network, where the paper trains ResNet-18 for 120 on ImageNet. Rows with an average pooling lose most, which learns nothing beyond the 1×1 in front of it. Judged together, all of these are undecided',
    experiment:
      "the table at scale standard (10 epochs of all images, 16 hours on two cores): the order of the blocks should turn towards the paper's",
  },
];
