/** Published values that no cell shows, and why. */
import type { Omission } from '@refold/lab';

const OWNERS = 'its pictures are handed out by their owners alone';

/** The sets of the survey of which no picture is here. */
const ELSEWHERE = [
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
];

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
  { file: 'table5_label-noise.csv', row: ELSEWHERE, reason: OWNERS },
  { file: 'table6_dataset-bias.csv', row: ELSEWHERE.map(set => `train:${set}`), reason: OWNERS },
  {
    file: 'table6_dataset-bias.csv',
    row: 'train:FI',
    column: ELSEWHERE.map(set => `test:${set}`),
    reason: OWNERS,
  },
  {
    file: 'table7_class-counts.csv',
    row: ['IAPSa', 'FI*', 'EmoSet-118K', 'ArtPhoto', 'Abstract*', 'GAPED', 'Twitter I*'],
    reason: OWNERS,
  },
  { file: 'table7_class-counts.csv', row: 'OASIS', reason: 'counts of 900 pictures, of which 838 are here' },
  {
    file: 'table8_deep-baselines.csv',
    row: 'train *',
    reason: 'networks trained on FI and EmoSet, which their owners hand out',
  },
  {
    file: 'table8_deep-baselines.csv',
    column: ['Twitter I-2', 'Twitter II-2', 'Flickr-2', 'Instagram-2', 'FI-8', 'EmoSet-2', 'EmoSet-8'],
    reason: OWNERS,
  },
  { file: 'table9_fi8-training-logs.csv', reason: 'logs of runs on all of FI, which its owners hand out' },
  {
    file: 'table10_small-data-transfer.csv',
    reason: 'networks fine-tuned whole, by a recipe that isn’t stated: table 8 has the task',
  },
  { file: 'table11_ldl-modern-baseline.csv', row: ['Flickr_LDL', 'Twitter_LDL'], reason: OWNERS },
  {
    file: 'table11_ldl-modern-baseline.csv',
    row: 'Emotion6',
    column: ['frozen CLIP*', 'SSDL: *', 'LDL-LDM: *', 'DIEDL: *', 'StyleEDL: *'],
    reason: 'methods of their own, on weights that aren’t to be had here',
  },
  {
    file: 'table12_recalled-literature.csv',
    reason: 'values that we recall and could not look up, on sets that their owners hand out',
  },
  {
    file: 'table13_domain-adaptation.csv',
    reason: 'adaptation between FI and ArtPhoto, a paper of its own here (CycleEmotionGAN++)',
  },
];
