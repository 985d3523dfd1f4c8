/** Printed values that no table shows, and why. */
import type { Omission } from '@refold/lab';

export const omissions: readonly Omission[] = [
  {
    file: 'figure3_alexnet-metric-comparison.csv',
    column: [...Array(63).keys()]
      .map(i => i + 1)
      .filter(removed => ![16, 32, 40].includes(removed))
      .map(removed => `top-1 after removing ${removed} filters`),
    reason: 'other points of the same curves; figure-3-curves draws them beside ours, of another network',
  },
  {
    file: 'figure3_alexnet-metric-comparison.csv',
    column: ['top-1 after removing 0 filters', 'top-1 after removing 64 filters'],
    reason: 'the ends of the curves',
  },
  {
    file: 'figure4_layer-widths.csv',
    reason: 'widths, which the multiply-adds of tables 1 and 2 and of extra-counts are counted of',
  },
  {
    file: 'figure5_resnet152-progress.csv',
    reason: 'widths on the way of a run on ImageNet; figure-5 draws those of four layers beside ours, of VGG',
  },
  {
    file: 'table*.csv',
    column: 'speed-up (derived by others)',
    reason: 'derived by others from the multiply-adds saved',
  },
  {
    file: 'table3_vgg-speed.csv',
    column: ['GPU speed', 'GPU speed-up'],
    reason: 'of a GPU; ratios of this machine’s processor are beside those of the paper’s',
  },
  {
    file: 'table4_redesign.csv',
    column: 'GPU speed',
    reason: 'of a GPU; ratios of this machine’s processor are beside those of the paper’s',
  },
  {
    file: 'table4_redesign.csv',
    row: 'ResNet-50 *',
    reason: 'needs ImageNet; extra-counts has the multiply-adds of the base and of the wider network',
  },
  {
    file: 'table4_redesign.csv',
    row: ['VGG re-design-pruned', 'VGG re-design-scratch'],
    column: 'FLOPs',
    reason: 'of widths in an appendix that was not to be had',
  },
  {
    file: 'table4_redesign.csv',
    column: 'CPU speed',
    reason: 'table 3 has the base’s; the other networks’ widths were not to be had',
  },
  {
    file: 'table4_redesign.csv',
    row: 'VGG re-design',
    reason: 'widths of the found network, of which the paper prints two',
  },
  {
    file: 'tableC1_computed-flops-params.csv',
    row: ['LeNet-5-BN', 'VGG-16 ImageNet', 'ResNet-152 after *'],
    reason: 'of networks that only the authors’ code has, parts of others, and widths on the way of figure 5',
  },
  {
    file: 'tableC1_computed-flops-params.csv',
    row: 'AlexNet 64-192-384-384-256',
    column: ['conv FLOPs', 'FC FLOPs *'],
    reason: 'parts of a sum that extra-counts has',
  },
  {
    file: 'tableC1_computed-flops-params.csv',
    row: 'ResNet-56',
    column: 'FLOPs (official helper; 2x2 projections)',
    reason: 'counts projections as 2×2, which the network doesn’t have',
  },
  {
    file: 'tableR1_readme-targets.csv',
    reason: 'targets that a run is asked for, not results',
  },
];
