/** Printed values that no table shows, and why. */
import type { Omission } from '@refold/lab';

export const omissions: readonly Omission[] = [
  {
    file: 'figure2_layer-sensitivity.csv',
    reason: 'read off the bars of a figure: our layers, of networks on other schedules, are in figure-2-layers',
  },
  {
    file: 'figure3_momentum.csv',
    row: 'DenseNet-40 8x * epoch *',
    reason: 'points of curves over 600 epochs of DenseNet-40; ours, of other networks, are in figure-3-curves',
  },
  {
    file: 'figure4_reselection.csv',
    row: 'DenseNet-40 8x * epoch *',
    reason: 'points of curves over 600 epochs of DenseNet-40; ours, of other networks, are in figure-4-curves',
  },
];
