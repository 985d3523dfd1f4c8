/** Printed values that no table shows, and why. */
import type { Omission } from '@refold/lab';

export const omissions: readonly Omission[] = [
  {
    file: 'figure4_resnet56-csgd-vs-lasso.csv',
    reason:
      'points of curves over 600 epochs; figure-4-curves and figure-4-accuracy draw them beside ours, on other schedules',
  },
  {
    file: 'figure5_densenet40-methods.csv',
    row: '* run *',
    reason: 'single runs; the means over three of them are in figure-5, and their spread in figure-5-bars',
  },
  {
    file: 'table*.csv',
    column: 'speed-up (derived by others)',
    reason: 'derived by others from the multiply-adds saved',
  },
  {
    file: 'tableC1_computed-flops-params.csv',
    column: 'FLOPs as counted by the official helper (2x2 projection)',
    reason: 'counts projections as 2×2, which the networks don’t have',
  },
];
