/** Printed values that no table shows, and why. */
import type { Omission } from '@refold/lab';

export const omissions: readonly Omission[] = [
  {
    file: 'table1_experiment-settings.csv',
    column: 'gpus',
    reason: 'how many GPUs the paper trains on: here there are none',
  },
  {
    file: 'table1_experiment-settings.csv',
    column: ['lr_schedule detail', 'augmentation detail', 'script defaults (not the reported run)'],
    reason: 'notes on the authors’ code, in words',
  },
  {
    file: 'table1_experiment-settings.csv',
    row: 'COCO CenterNet Res18',
    column: ['iterations', 'lr_steps', 'input_size', 'optimizer', 'head', 'loss weights', 'train / test split'],
    reason: 'detection is not built here',
  },
  {
    file: 'table1_experiment-settings.csv',
    row: 'Cityscapes PSPNet Res18',
    column: ['crop', 'head_lr', 'aux_loss_weight', 'batch_norm', 'test'],
    reason: 'segmentation with this block is not trained here',
  },
  { file: 'table2_main-accuracy.csv', column: 'gain', reason: 'the difference of two columns that the table shows' },
  { file: 'table4_ablation-resnet18.csv', column: 'bn', reason: 'the row’s name says so' },
  {
    file: 'table4_ablation-resnet18.csv',
    column: 'eval_speed',
    reason: 'batches per second of one GPU, of networks that fold to the same',
  },
  {
    file: 'figure5_branch-scale-factors.csv',
    reason:
      'read off plotted curves of ResNet-18 on ImageNet; figure-5 draws them beside those of the network that is trained here',
  },
  { file: 'extra_reproductions.csv', reason: 'runs and timings by others, on ImageNet, COCO and CIFAR-10' },
  { file: 'context_acnet-*.csv', reason: 'of another paper, ACNet, beside which DBB is set' },
];
