/** Printed values that no table shows, and why. */
import type { Omission } from '@refold/lab';

export const omissions: readonly Omission[] = [
  {
    file: 'figure4_resnet56-ablation.csv',
    row: ['* point 1', '* point 3', '* point 4'],
    reason: 'other points of the same curves, which figure-4-left draws: the one near the target of table 2 is trained',
  },
  {
    file: 'table*.csv',
    column: ['Pruned top-1 std', 'Pruned top-5 std'],
    reason: 'the deviation over the paper’s runs; ours is in the CSV beside the mean',
  },
  {
    file: 'table1_imagenet.csv',
    row: 'ResNet-50 ResRep 54.54% (released log)',
    reason: 'accuracies of the released log; extra-counts has its multiply-adds',
  },
  {
    file: 'table2_cifar10.csv',
    row: 'ResNet-56 ResRep (third-party port)',
    reason: 'a run by others',
  },
];
