/** Figure 2 as a table: whether layers that suffer more when pruned alone are left more by GSM. */
import { defineTable, greater, type Settings, score, trained } from '@refold/lab';
import {
  DEVIATIONS as CIFAR_DEVIATIONS,
  type CifarSettings,
  gsmTraining as onCifar,
  STUDIED_KEEP,
  STUDY_SCALES,
} from './cifar.ts';
import { DEVIATIONS, type MnistSettings, gsmTraining as onMnist, SCALES } from './mnist.ts';

interface BothSettings extends Settings {
  readonly mnist: MnistSettings;
  readonly cifar: CifarSettings;
}

const both = (scale: keyof typeof SCALES): BothSettings => ({
  mnist: SCALES[scale],
  cifar: STUDY_SCALES[scale],
  seeds: STUDY_SCALES[scale].seeds ?? [0],
  data: 'mnist, cifar10',
  network: `LeNet-5, ${STUDY_SCALES[scale].network}`,
});

const LENET = 'LeNet-5 125x';
const CIFAR = 'CIFAR network 8x';

export default defineTable({
  paper: 'gsm',
  id: 'figure-2',
  title: 'Figure 2: rank correlation of layers’ sensitivity and of what GSM leaves of them',
  scales: { smoke: both('smoke'), quick: both('quick'), standard: both('standard'), paper: both('paper') },
  columns: { agreement: score({ heading: 'Rank correlation', unit: '' }) },
  rows: [
    {
      name: LENET,
      cells: {
        agreement: trained<BothSettings>(
          ({ mnist }, seed) => onMnist('LeNet-5', 0.008, mnist, seed),
          'rankCorrelation',
        ),
      },
    },
    {
      name: CIFAR,
      cells: {
        agreement: trained<BothSettings>(({ cifar }, seed) => onCifar(cifar, STUDIED_KEEP, seed), 'rankCorrelation'),
      },
    },
  ],
  claims: [LENET, CIFAR].map(name =>
    greater(name, 0, 'agreement', {
      sentence: 'GSM leaves more of the layers that suffer more when they are pruned alone.',
      source: 'section 4.2, figure 2',
    }),
  ),
  deviations: [
    ...DEVIATIONS,
    ...CIFAR_DEVIATIONS,
    'Spearman’s coefficient between a layer’s mean loss of accuracy over the four shares that are pruned, in the base network, and the share of its weights that GSM leaves. The paper draws DenseNet-40 at 6.6×.',
  ],
});
