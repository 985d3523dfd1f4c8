/** Printed values that no table shows, and why. */
import type { Omission } from '@refold/lab';

export const omissions: readonly Omission[] = [
  { file: 'table2_r-g-in-c4.csv', column: ['r', 'g'], reason: 'the row’s name says so' },
  { file: 'table3_stages.csv', column: 'Stages with RepMLP', reason: 'the row’s name says so' },
  { file: 'table4_imagenet-comparison.csv', column: 'Input resolution', reason: 'the row’s name says so' },
  {
    file: 'table3_repmlpnet-ablation.csv',
    column: ['Share-sets S', 'Global Perceptron'],
    reason: 'the row’s name says so',
  },
  {
    file: 'table4_repmlpnet-local-perceptron.csv',
    column: ['Dataset', 'Local kernels'],
    reason: 'the row’s name and the table’s title say so',
  },
  {
    file: 'table4_repmlpnet-local-perceptron.csv',
    column: 'Throughput',
    reason: 'speeds of the paper’s GPU; the small networks that this table trains are not timed',
  },
  {
    file: 'table5_face-recognition.csv',
    column: ['FLOPs', 'Params'],
    reason: 'the networks are not described to the count: stem, embedding and width of the RepMLP blocks are missing',
  },
  { file: 'table5_repmlpnet-cityscapes.csv', reason: 'UperNet is not built here, and Cityscapes is not at hand' },
  {
    file: 'table7_light-block.csv',
    row: 'RepMLP Light Block (released checkpoint, g=4)',
    reason: 'a port of the released weights, by another counter; extra-counts has the costs of this network',
  },
  {
    file: 'table2_repmlpnet-imagenet.csv',
    column: 'Input resolution',
    reason: 'net-table-1 has that of RepMLPNets; the other networks’ is their own papers’',
  },
  {
    file: 'table2_repmlpnet-imagenet.csv',
    column: 'Train epochs',
    reason: 'a schedule on ImageNet, which nothing here is trained on',
  },
  {
    file: 'table2_repmlpnet-imagenet.csv',
    column: 'FLOPs (earlier released weights)',
    reason: 'by a counter that takes norms and activations too',
  },
  {
    file: 'tableC1_computed-counts.csv',
    column: 'params (deploy trainable)',
    reason: 'the authors’ converted form keeps norms that fold here',
  },
];
