/** Figure 2 as a table: whether layers that suffer more when pruned alone are left more by GSM. */
import { defineTable, greater, type RunConfig, type Scale, type Settings, score, trained } from '@refold/lab';
import {
  DEVIATIONS as CIFAR_DEVIATIONS,
  SCALES as CIFAR_SCALES,
  type CifarSettings,
  DENSE,
  gsmTraining as onCifar,
  SMALL,
} from './cifar.ts';
import { DEVIATIONS, SCALES as MNIST_SCALES, type MnistSettings, gsmTraining as onMnist } from './mnist.ts';

export interface BothSettings extends Settings {
  readonly mnist: MnistSettings;
  readonly cifar: CifarSettings;
}

const both = (mnist: MnistSettings, cifar: CifarSettings): BothSettings => ({
  mnist,
  cifar,
  seeds: cifar.seeds ?? [0],
  data: 'mnist, cifar10',
  network: `LeNet-5, ${cifar.network}`,
});

/** LeNet-5, and the network of table 2, a smaller one or DenseNet-40. */
export const BOTH_SCALES = {
  smoke: both(MNIST_SCALES.smoke, CIFAR_SCALES.smoke),
  quick: both(MNIST_SCALES.quick, CIFAR_SCALES.quick),
  standard: both(MNIST_SCALES.standard, SMALL),
  paper: both(MNIST_SCALES.paper, { ...CIFAR_SCALES.paper, ...DENSE }),
} satisfies Record<Scale, BothSettings>;

export const leNet5 = ({ mnist }: BothSettings, seed: number): RunConfig => onMnist('LeNet-5', 0.008, mnist, seed);
export const convNet = ({ cifar }: BothSettings, seed: number): RunConfig => onCifar(cifar, 0.15, seed);

const LENET = 'LeNet-5 125x';
const CIFAR = 'CIFAR network 6.6x';

/** What chance alone exceeds once in twenty over 20 layers: 1.645/√19. Seeds that begin with the same weights don't tell it from none. */
const BY_CHANCE = 0.38;

export default defineTable({
  paper: 'gsm',
  id: 'figure-2',
  title: 'Figure 2: rank correlation of layers’ sensitivity and of what GSM leaves of them',
  scales: BOTH_SCALES,
  columns: { agreement: score({ heading: 'Rank correlation', unit: '' }) },
  rows: [
    { name: LENET, cells: { agreement: trained<BothSettings>(leNet5, 'rankCorrelation') } },
    { name: CIFAR, cells: { agreement: trained<BothSettings>(convNet, 'rankCorrelation') } },
  ],
  claims: (
    [
      [LENET, 0],
      [CIFAR, BY_CHANCE],
    ] as const
  ).map(([name, bound]) =>
    greater(name, bound, 'agreement', {
      sentence: 'GSM leaves more of the layers that suffer more when they are pruned alone.',
      source: 'section 4.2, figure 2',
    }),
  ),
  deviations: [
    ...DEVIATIONS,
    ...CIFAR_DEVIATIONS,
    'Spearman’s coefficient between a layer’s mean loss of accuracy over the four shares that are pruned, in the base network, and the share of its weights that GSM leaves. The paper draws DenseNet-40 beside LeNet-5, as --scale paper does; below it is a ResNet, where a coefficient of 0.38 is what chance exceeds once in twenty over ResNet-20’s layers: seeds begin with the same weights there, so theirs must exceed that.',
  ],
});
