/** Printed values that no table shows, and why. */
import type { Omission } from '@refold/lab';

export const omissions: readonly Omission[] = [
  {
    file: 'figure2_layer-sensitivity.csv',
    reason:
      'read off the bars of a figure: figure-2-layers draws their means beside our layers, of networks on other schedules',
  },
  {
    file: 'figure3_momentum.csv',
    row: 'DenseNet-40 8x * epoch *',
    reason:
      'points of curves over 600 epochs of DenseNet-40; figure-3-curves draws them beside ours, of other networks',
  },
  {
    file: 'figure4_reselection.csv',
    row: 'DenseNet-40 8x * epoch *',
    reason:
      'points of curves over 600 epochs of DenseNet-40; figure-4-curves draws them beside ours, of other networks',
  },
];
