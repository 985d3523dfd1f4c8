/** Published values that no cell shows, and why. */
import type { Omission } from '@refold/lab';

const OWNERS = 'its pictures are handed out by their owners alone';

export const OMISSIONS: readonly Omission[] = [
  { file: 'table1_datasets.csv', reason: 'sizes of sets, which their owners state: nothing is to be run' },
  {
    file: 'table3_handcrafted-features-x-learners.csv',
    column: '*/Avg',
    reason: 'means of the three learners beside them',
  },
  {
    file: 'table3_handcrafted-features-x-learners.csv',
    column: [
      'SunAttribute/kNN',
      'SunAttribute/NB',
      'SunAttribute/SVM',
      'SentiBank/kNN',
      'SentiBank/NB',
      'SentiBank/SVM',
    ],
    reason: 'features that need the weights of their detectors',
  },
  { file: 'table4_local-vs-global-deep.csv', reason: OWNERS },
  {
    file: 'table5_label-noise.csv',
    row: [
      'Event',
      'Twitter_LDL',
      'WEBEmo',
      'Flickr_LDL',
      'Comics',
      'Flickr',
      'GAPED',
      'Instagram',
      'Twitter I',
      'ArtPhoto',
      'Twitter II',
      'IAPSa',
      'Abstract',
    ],
    reason: OWNERS,
  },
  { file: 'table9_fi8-training-logs.csv', reason: 'logs of runs on all of FI, which its owners hand out' },
  {
    file: 'table10_small-data-transfer.csv',
    reason: 'networks fine-tuned whole, by a recipe that isn’t stated: table 8 has the task',
  },
  { file: 'table11_ldl-modern-baseline.csv', row: ['Flickr_LDL', 'Twitter_LDL'], reason: OWNERS },
  {
    file: 'table12_recalled-literature.csv',
    reason: 'values that we recall and could not look up, on sets that their owners hand out',
  },
  {
    file: 'table13_domain-adaptation.csv',
    reason: 'adaptation between FI and ArtPhoto, a paper of its own here (CycleEmotionGAN++)',
  },
];
