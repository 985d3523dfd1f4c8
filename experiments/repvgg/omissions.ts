/** Printed values that no table shows, and why. */
import type { Omission } from '@refold/lab';

export const omissions: readonly Omission[] = [
  {
    file: 'table1_conv-kernel-speed.csv',
    column: ['time', 'conditions'],
    reason: 'milliseconds of one GPU; its multiply-adds per second are in the table, as ratios',
  },
  {
    file: 'table5_imagenet-200ep.csv',
    column: 'speed',
    reason: 'images per second of one GPU; the table has no ResNet-50 to divide by, as table 4 has',
  },
  {
    file: 'table6_branch-ablation.csv',
    row: 'all rows after conversion',
    reason: 'the speed of RepVGG-B0, which table 4 has',
  },
  {
    file: 'extra_reproductions-and-later-models.csv',
    reason: 'runs on ImageNet or CIFAR-100 and timings by others, and models of later papers',
  },
];
